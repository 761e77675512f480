import type { Run } from '@cloudops/spec';
import type { BoundStep } from '../admission/binding.ts';
import type { ChangeBinding } from '../admission/change-binding.ts';
import { createExecutorError } from '../errors.ts';
import type { ExecuteOptions } from '../execute-options.ts';
import type { Journal, RunBeginning, RunClaims } from '../journal/journal.ts';
import type { RunHold } from '../journal/run-hold.ts';
import { countCalls, toChangeStatus } from '../run-status.ts';
import { runSteps } from '../run-steps.ts';
import type { StepEnd } from '../step/run-step.ts';
import { createStopSignal, type StopSignal } from '../stop-signal.ts';
import { type ChangeSequence, createChangeSequence } from './sequence.ts';
import { writeEnd } from './write-end.ts';

/** A plan that changes something, admitted. */
export interface ChangeExecution {
  readonly beginning: RunBeginning;
  readonly claims: RunClaims;
  readonly steps: readonly BoundStep[];
  readonly changes: readonly ChangeBinding[];
  readonly options: ExecuteOptions;
  readonly journal: Journal;
}

/**
 * Holds a run, so that nobody takes it for dead while it is being worked on.
 * @throws CloudOpsError `RUN_HELD`.
 */
export async function takeHold(journal: Journal, runId: string): Promise<RunHold> {
  const hold = await journal.hold(runId);
  if (hold !== undefined) return hold;
  throw createExecutorError({
    code: 'RUN_HELD',
    message: `Run ${runId} is being worked on by another process.`,
    nextSteps: ['Wait for it to end.'],
  });
}

/** Nothing of the caller's and nothing of the machine's may make an ended run look as if it had not been. */
export async function releaseQuietly(hold: RunHold, isOver: boolean): Promise<void> {
  try {
    await hold.release(isOver);
  } catch {
    // The operating system does it when the process ends.
  }
}

/**
 * Runs a plan that changes something: begins it in the journal, with its plan used up, its objects locked and its budgets set
 * aside, and writes down how it ended.
 * @throws CloudOpsError when it cannot begin; never once it has.
 */
export async function executeChanges(execution: ChangeExecution): Promise<Run> {
  const { beginning, claims, journal, options } = execution;
  const hold = await takeHold(journal, beginning.id);
  let isOver = true;
  try {
    await journal.begin(beginning, claims);
    isOver = false;
    const stop = createStopSignal(options);
    try {
      const ended = await runAll(execution, stop);
      isOver = ended.isOver;
      return ended.run;
    } finally {
      stop.dispose();
    }
  } finally {
    await releaseQuietly(hold, isOver);
  }
}

async function runAll(
  execution: ChangeExecution,
  stop: StopSignal,
): Promise<{ readonly run: Run; readonly isOver: boolean }> {
  const { beginning, steps, changes, options, journal } = execution;
  const { id, plan } = beginning;
  const sequence = createChangeSequence({ plan, changes, stop, options, journal });
  const unkept: StepEnd[] = [];
  const results = await runSteps(steps, {
    plan,
    stop,
    options,
    changes: sequence,
    onStepEnd: async (end) => {
      // Kept again at the end: a journal that fails must not end a run that changes something.
      await journal.stepFinished(id, end.result, end.serialized).catch(() => unkept.push(end));
    },
  });
  return writeEnd({ run: toRun(execution, sequence, results, stop), sequence, unkept, options, journal });
}

function toRun(
  { beginning, options }: ChangeExecution,
  sequence: ChangeSequence,
  results: Run['results'],
  stop: StopSignal,
): Run {
  const { id, plan, started_at } = beginning;
  return {
    schema_version: 1,
    id,
    plan,
    status: toChangeStatus(results, [...sequence.standings().values()], stop.reason()),
    results,
    started_at,
    finished_at: new Date(options.clock.now()).toISOString(),
    calls: countCalls(plan, results),
  };
}
