import type { Plan, StepResult } from '@cloudops/spec';
import PQueue from 'p-queue';
import type { BoundStep } from './admission/binding.ts';
import type { ExecuteOptions } from './execute-options.ts';
import { runStep, type StepEnd } from './step/run-step.ts';
import { createStepContext, type InSlot, tell } from './step/step-context.ts';
import { createScope } from './step/step-scope.ts';
import type { StopSignal } from './stop-signal.ts';

const defaultConcurrency = 8;

/** Called as each step ends, in arrival order; other steps go on meanwhile, and the run waits for all of it. */
export type OnStepEnd = (end: StepEnd) => Promise<void>;

/**
 * Runs every step as soon as what it needs has ended, in whatever way that ended.
 * @returns one result for each step, in the plan's order.
 * @throws what `onStepEnd` throws, once every step has ended.
 */
export async function runSteps(
  plan: Plan,
  steps: readonly BoundStep[],
  stop: StopSignal,
  options: ExecuteOptions,
  onStepEnd: OnStepEnd,
): Promise<readonly StepResult[]> {
  const queue = new PQueue({ concurrency: options.concurrency ?? defaultConcurrency });
  const inSlot: InSlot = (task) => queue.add(task) as ReturnType<typeof task>;
  const results = new Map<string, StepResult>();
  const saves: Promise<void>[] = [];
  const endings = new Map<string, Promise<StepResult>>();
  const runWhenReady = async (bound: BoundStep): Promise<StepResult> => {
    const { step } = bound;
    await Promise.all(step.needs.map((id) => endings.get(id)));
    const context = createStepContext({ step: step.id, action: step.action, options, stop, inSlot });
    const end = await runStep(bound, createScope(plan, step, results), context);
    results.set(step.id, end.result);
    tell(options, { kind: 'step-finished', step: step.id, result: end.result });
    const saving = onStepEnd(end);
    // Awaited below; without this a failure would count as unhandled until then.
    saving.catch(() => {});
    saves.push(saving);
    return end.result;
  };
  for (const bound of steps) endings.set(bound.step.id, runWhenReady(bound));
  const ordered = await Promise.all(endings.values());
  await Promise.all(saves);
  return ordered;
}
