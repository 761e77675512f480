import { createExpressionEvaluator } from '@cloudops/planner';
import type { Action, ActionContext, Json, Run, StepResult, Target } from '@cloudops/spec';
import { describeProviders } from './composition/connect.ts';
import { systemClock } from './composition/system-clock.ts';
import type { PluginPlace } from './plugins/installed-plugins.ts';

/**
 * A run with its analyses made anew from the evidence that it read. What it read from a cloud is taken as stored:
 * an action that needs no right at all reads nothing, and is run again.
 * @param place where plugins are; without it the actions of shipped providers alone are known.
 */
export async function replayRun(run: Run, place?: PluginPlace): Promise<Run> {
  const used = new Set(run.plan.steps.map(({ provider }) => provider));
  const providers = (await describeProviders(place)).filter(({ name }) => used.has(name));
  const actions = new Map<string, Action>(
    providers.flatMap((provider) =>
      provider.actions.map((action) => [`${provider.name}.${action.name}`, action] as const),
    ),
  );
  try {
    const results: StepResult[] = [];
    for (const result of run.results) {
      const action = actions.get(result.action);
      results.push(action === undefined ? result : await replayStep(run, result, action));
    }
    return { ...run, results };
  } finally {
    await Promise.all(providers.map((provider) => provider.close()));
  }
}

async function replayStep(run: Run, result: StepResult, action: Action): Promise<StepResult> {
  const step = run.plan.steps.find((candidate) => candidate.id === result.step);
  const target = run.plan.targets.find((candidate) => candidate.provider === step?.provider);
  if (step === undefined || target === undefined || result.status !== 'present') return result;
  if (step.foreach !== undefined || action.risk !== 'read') return result;
  const steps = Object.fromEntries(run.results.map((other) => [other.step, other]));
  const input = createExpressionEvaluator().resolve(step.with as Json, { inputs: run.plan.inputs, steps });
  const parsed = action.input.safeParse(input);
  if (!parsed.success || action.permissions(parsed.data).length > 0) return result;
  const evidence = await action.doRun(parsed.data, createContext(target));
  return {
    ...result,
    status: evidence.status,
    ...(evidence.output === undefined ? {} : { output: evidence.output as Json }),
  };
}

function createContext(target: Target): ActionContext {
  const nothing = (): void => undefined;
  return { signal: new AbortController().signal, clock: systemClock, target, notify: nothing, countCall: nothing };
}
