import type { Run } from '@cloudops/spec';
import type { ExecuteOptions } from '../execute-options.ts';
import type { Journal, RunEnding } from '../journal/journal.ts';
import { toSpent } from '../spent.ts';
import type { StepEnd } from '../step/run-step.ts';
import { tell } from '../step/step-context.ts';
import { countChanged } from './count-changed.ts';
import type { ChangeSequence } from './sequence.ts';

/** A run that has ended and is not yet written down. */
export interface UnwrittenRun {
  readonly run: Run;
  readonly sequence: Pick<ChangeSequence, 'steps' | 'standings'>;
  /** Steps that the journal could not keep when they ended. */
  readonly unkept: readonly StepEnd[];
  readonly options: Pick<ExecuteOptions, 'clock' | 'onEvent' | 'costMicroUsd'>;
  readonly journal: Journal;
}

const waitsMs = [200, 1000];

function toEnding({ run, sequence, options }: UnwrittenRun): RunEnding {
  const standings = [...sequence.standings()];
  const changes = run.results.filter(({ step }) => sequence.steps.includes(step));
  return {
    changes: sequence.steps,
    unsettled: standings.filter(([, { state }]) => state === 'unknown').map(([step]) => step),
    spent: toSpent(run, countChanged(changes), options),
  };
}

async function write(unwritten: UnwrittenRun, ending: RunEnding): Promise<void> {
  const { run, unkept, journal } = unwritten;
  for (const { result, serialized } of unkept) await journal.stepFinished(run.id, result, serialized);
  await journal.finish(run, ending);
}

/** Writes down how a run ended, three times if it must; never throws. */
export async function writeEnd(unwritten: UnwrittenRun): Promise<{ readonly run: Run; readonly isOver: boolean }> {
  const { run, options } = unwritten;
  const ending = toEnding(unwritten);
  for (let tries = 0; ; tries += 1) {
    try {
      await write(unwritten, ending);
      return { run, isOver: ending.unsettled?.length === 0 };
    } catch (error) {
      const waitMs = waitsMs[tries];
      if (waitMs === undefined) {
        tell(options, { kind: 'journal-failed', error });
        return { run: run.status === 'completed' ? { ...run, status: 'partial' } : run, isOver: false };
      }
      await options.clock.sleep(waitMs).catch(() => {});
    }
  }
}
