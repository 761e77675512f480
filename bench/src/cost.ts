import { createAwsProvider } from '@cloudops/executor-aws';
import type { Action, ActionContext, Evidence, Provider } from '@cloudops/spec';
import { largeCostCorpus, startCostExplorer } from '@cloudops/testbed';
import type { Target } from './target.ts';

const usage = { Dimensions: { Key: 'RECORD_TYPE', Values: ['Usage'] } };
const by = (...keys: readonly string[]) => keys.map((key) => ({ type: 'DIMENSION', key }));
/** The playbook's base questions, the large ones. */
const questions = {
  records: { group_by: by('RECORD_TYPE', 'SERVICE') },
  usage: { filter: usage, group_by: by('SERVICE', 'USAGE_TYPE') },
  accounts: { filter: usage, group_by: by('LINKED_ACCOUNT', 'USAGE_TYPE') },
  regions: { filter: usage, group_by: by('REGION', 'USAGE_TYPE') },
};

/** The analysis of 90 days × 15 services × 400 usage types × 3 accounts, the first in a process. */
export async function benchCost(): Promise<readonly Target[]> {
  const { ledger } = largeCostCorpus.build();
  const double = await startCostExplorer({ ledger });
  const provider = createAwsProvider({
    version: '0.0.0',
    endpoint: double.endpoint,
    // Named, so that STS need not tell whose credentials these are.
    accounts: [{ account: ledger.payer, profile: 'bench' }],
    baseCredentials: () => async () => ({ accessKeyId: 'AKIAEXAMPLE', secretAccessKey: 'example' }),
  });
  try {
    const context = await contextOf(provider, Date.parse(ledger.now));
    const steps: Record<string, Evidence<unknown>> = {};
    for (const [step, question] of Object.entries(questions)) {
      steps[step] = await run(provider, 'cost-explorer', { account: ledger.payer, ...question }, context);
    }
    const start = performance.now();
    const analysis = await run(provider, 'analyze-cost', { scope: {}, settings: {}, steps }, context);
    const seconds = (performance.now() - start) / 1000;
    const { findings } = analysis.output as { findings: readonly unknown[] };
    if (findings.length === 0) throw new Error('the analysis found none of the causes that the ledger holds');
    return [{ name: 'cost analysis, s', value: seconds, atMost: 1, detail: `${findings.length} findings, cold` }];
  } finally {
    await provider.close();
    await double.stop();
  }
}

async function contextOf(provider: Provider, now: number): Promise<ActionContext> {
  const [target = { provider: 'aws', name: 'bench', environment: 'dev' }] = await provider.targets();
  const clock = { now: () => now, sleep: async () => undefined };
  const nothing = (): void => undefined;
  return { signal: new AbortController().signal, clock, target, notify: nothing, countCall: nothing };
}

async function run(
  provider: Provider,
  name: string,
  input: object,
  context: ActionContext,
): Promise<Evidence<unknown>> {
  const action: Action | undefined = provider.actions.find((one) => one.name === name);
  if (action === undefined) throw new Error(`the provider has no action ${name}`);
  const evidence = await action.doRun(action.input.parse(input), context);
  if (evidence.status !== 'present') throw new Error(`${name}: ${evidence.reason?.message ?? evidence.status}`);
  return evidence;
}
