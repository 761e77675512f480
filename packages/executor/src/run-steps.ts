import type { Plan, StepResult } from '@cloudops/spec';
import PQueue from 'p-queue';
import type { BoundStep } from './admission/binding.ts';
import type { ExecuteOptions } from './execute-options.ts';
import { createRelease } from './step/release.ts';
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
  const { keepOutput } = options;
  // Without a journal the results are the only place where an output is.
  const release =
    options.journal === undefined || keepOutput === undefined ? undefined : createRelease(plan, results, keepOutput);
  // Of nothing, since a promise holds on to what it ended with.
  const endings = new Map<string, Promise<void>>();
  const save = async (end: StepEnd): Promise<void> => {
    await onStepEnd(end);
    release?.saved(end.result.step);
  };
  const runWhenReady = async (bound: BoundStep): Promise<void> => {
    const { step } = bound;
    await Promise.all(step.needs.map((id) => endings.get(id)));
    const context = createStepContext({ step: step.id, action: step.action, options, stop, inSlot });
    const end = await runStep(bound, createScope(plan, step, results), context);
    results.set(step.id, end.result);
    tell(options, { kind: 'step-finished', step: step.id, result: end.result });
    release?.ended(step.id);
    const saving = save(end);
    // Awaited below; without this a failure would count as unhandled until then.
    saving.catch(() => {});
    saves.push(saving);
  };
  for (const bound of steps) endings.set(bound.step.id, runWhenReady(bound));
  await Promise.all(endings.values());
  await Promise.all(saves);
  return steps.flatMap(({ step }) => results.get(step.id) ?? []);
}
