import type { ActionContext, Analysis, Evidence, Finding, JsonObject, Provider } from '@cloudops/spec';
import { type StepEvidence, type StepName, stepNames } from '../analysis/facts.ts';
import type { Topic } from '../analysis/topics.ts';

/** A context as the executor makes one. */
export async function createContext(provider: Provider, signal = AbortSignal.timeout(30_000)): Promise<ActionContext> {
  const [target] = await provider.targets();
  return {
    signal,
    clock: { now: () => Date.now(), sleep: async () => {} },
    target: target ?? { provider: 'postgres', name: 'none', environment: 'dev' },
    notify: () => {},
    countCall: () => {},
  };
}

/** Runs an action with an input. */
export async function runAction(
  provider: Provider,
  name: string,
  input: unknown,
  signal?: AbortSignal,
): Promise<Evidence<unknown>> {
  const action = provider.actions.find((candidate) => candidate.name === name);
  if (action === undefined) throw new Error(`There is no action ${name}`);
  const checked = action.input.parse(input);
  return action.doRun(checked, await createContext(provider, signal));
}

/** What a provider answers. */
export interface Answer {
  readonly steps: Partial<Record<StepName, StepEvidence>>;
  readonly analysis: Analysis;
  find(code: string): Finding | undefined;
  /** `CODE role Kind/name`, sorted. */
  readonly codes: readonly string[];
}

/** An analysis with what helps to look at it. */
export function toAnswer(steps: Answer['steps'], analysis: Analysis): Answer {
  return {
    steps,
    analysis,
    find: (code) => analysis.findings.find((finding) => finding.code === code),
    codes: analysis.findings
      .map(({ code, role, resource }) => `${code} ${role} ${resource.kind}/${resource.name}`)
      .toSorted(),
  };
}

/** Reads all, then judges, as a playbook does; what crosses between is JSON. */
export async function ask(
  provider: Provider,
  topics?: readonly Topic[],
  reads: readonly StepName[] = stepNames,
): Promise<Answer> {
  const steps: Partial<Record<StepName, StepEvidence>> = {};
  for (const name of reads)
    steps[name] = JSON.parse(JSON.stringify(await runAction(provider, name, {}))) as StepEvidence;
  const input: JsonObject = {
    steps: steps as unknown as JsonObject,
    ...(topics === undefined ? {} : { topics: [...topics] }),
  };
  const { output } = await runAction(provider, 'analyze', input);
  return toAnswer(steps, output as Analysis);
}
