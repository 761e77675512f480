import type { Plan, Step, StepResult } from '@cloudops/spec';
import PQueue from 'p-queue';
import type { BoundStep } from './admission/binding.ts';
import { runChangeStep } from './change/run-change-step.ts';
import type { ChangeSequence } from './change/sequence.ts';
import type { ExecuteOptions } from './execute-options.ts';
import { createRelease } from './step/release.ts';
import { runStep, type StepEnd } from './step/run-step.ts';
import { createStepContext, type InSlot, tell } from './step/step-context.ts';
import { createScope } from './step/step-scope.ts';
import type { StopSignal } from './stop-signal.ts';

const defaultConcurrency = 8;

/** Called as each step ends, in arrival order; other steps go on meanwhile, and the run waits for all of it. */
export type OnStepEnd = (end: StepEnd) => Promise<void>;

/** What {@link runSteps} needs besides the steps. */
export interface RunStepsOptions {
  readonly plan: Plan;
  readonly stop: StopSignal;
  readonly options: ExecuteOptions;
  /** Makes the steps that change something; left out for a plan that only reads. */
  readonly changes?: ChangeSequence | undefined;
  /** Not called for steps that change something: how they end is known when all have ended. */
  readonly onStepEnd: OnStepEnd;
}

/**
 * Runs every step as soon as what it needs has ended, in whatever way that ended; those that change something after one
 * another.
 * @returns one result for each step, in the plan's order.
 * @throws what `onStepEnd` throws, once every step has ended.
 */
export async function runSteps(
  steps: readonly BoundStep[],
  { plan, stop, options, changes, onStepEnd }: RunStepsOptions,
): Promise<readonly StepResult[]> {
  const queue = new PQueue({ concurrency: options.concurrency ?? defaultConcurrency });
  const inSlot: InSlot = (task) => queue.add(task) as ReturnType<typeof task>;
  const results = new Map<string, StepResult>();
  const saves: Promise<void>[] = [];
  const { keepOutput } = options;
  // Without a journal the results are the only place where an output is. A plan that changes something reads little, and
  // nothing of the caller's may come between its steps.
  const mayRelease = options.journal !== undefined && changes === undefined;
  const release = mayRelease && keepOutput !== undefined ? createRelease(plan, results, keepOutput) : undefined;
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
  let lastChange: Promise<void> | undefined;
  const changeWhenReady = async (step: Step, sequence: ChangeSequence, previous?: Promise<void>): Promise<void> => {
    await Promise.all([previous, ...step.needs.map((id) => endings.get(id))]);
    await runChangeStep(step, sequence, results, options);
  };
  for (const bound of steps) {
    const { step } = bound;
    const isChange = changes?.steps.includes(step.id) === true;
    const ending = isChange ? changeWhenReady(step, changes, lastChange) : runWhenReady(bound);
    if (isChange) lastChange = ending;
    endings.set(step.id, ending);
  }
  await Promise.all(endings.values());
  await Promise.all(saves);
  return steps.flatMap(({ step }) => results.get(step.id) ?? []);
}
