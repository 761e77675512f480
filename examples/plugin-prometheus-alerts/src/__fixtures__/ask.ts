import type { ActionContext, Analysis, Evidence, Finding, JsonObject, Provider, WireTransport } from '@cloudops/spec';
import type { Topic } from '../analysis/analyze.ts';
import type { StepEvidence } from '../analysis/evidence.ts';
import { type StepName, stepNames } from '../analysis/facts.ts';
import { createProvider } from '../provider.ts';

/** Makes the provider over a transport, as a host does. */
export async function connect(transport: WireTransport): Promise<Provider> {
  return createProvider({ version: '0.1.0', environment: 'dev', settings: {}, transport });
}

/** Runs an action with an input. */
export async function runAction(provider: Provider, name: string, input: unknown): Promise<Evidence<unknown>> {
  const action = provider.actions.find((candidate) => candidate.name === name);
  const [target] = await provider.targets();
  if (action === undefined || target === undefined) throw new Error(`There is no action ${name}`);
  const context: ActionContext = {
    signal: AbortSignal.timeout(30_000),
    clock: { now: () => 0, sleep: async () => {} },
    target,
    notify: () => {},
    countCall: () => {},
  };
  return action.doRun(action.input.parse(input), context);
}

/** What a provider answers. */
export interface Answer {
  readonly steps: Partial<Record<StepName, StepEvidence>>;
  readonly analysis: Analysis;
  find(code: string, name?: string): Finding | undefined;
  /** `CODE role Kind/name`, sorted. */
  readonly codes: readonly string[];
}

/** Reads all, then judges, as a playbook does; what crosses between is JSON. */
export async function ask(transport: WireTransport, topics?: readonly Topic[]): Promise<Answer> {
  const provider = await connect(transport);
  const steps: Partial<Record<StepName, StepEvidence>> = {};
  for (const name of stepNames) {
    const input = name === 'series' ? { rules: steps.rules } : {};
    steps[name] = JSON.parse(JSON.stringify(await runAction(provider, name, input))) as StepEvidence;
  }
  const input: JsonObject = {
    steps: steps as unknown as JsonObject,
    ...(topics === undefined ? {} : { topics: [...topics] }),
  };
  const { output } = await runAction(provider, 'analyze', input);
  const analysis = output as Analysis;
  return {
    steps,
    analysis,
    find: (code, name) =>
      analysis.findings.find((one) => one.code === code && (name === undefined || one.resource.name === name)),
    codes: analysis.findings
      .map(({ code, role, resource }) => `${code} ${role} ${resource.kind}/${resource.name}`)
      .toSorted(),
  };
}
