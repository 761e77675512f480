import type { ChangeVerification, Observation, UnknownReason } from '@cloudops/spec';
import type { ChangePhase } from '../journal/change-record.ts';
import type { Journal } from '../journal/journal.ts';
import { messageOf } from '../step/settle.ts';
import { createReason } from './standing.ts';

/** How far the changes of one run came, as it is written down while they are made. */
export interface ChangeLog {
  /** Writes an intent. @returns why it could not be written; then nothing may be done. */
  intend(step: string, before: Observation): Promise<UnknownReason | undefined>;
  /**
   * Writes how far a change came. Nothing is lost when that fails: the intent is there, so whoever resumes the run looks at the
   * world, and the run's end writes all of it again.
   */
  move(step: string, phase: ChangePhase, verification?: ChangeVerification): Promise<void>;
}

/** Makes the log of one run. */
export function createChangeLog(journal: Journal, runId: string): ChangeLog {
  return {
    intend: async (step, before) => {
      try {
        await journal.changeIntended({ run_id: runId, step, before });
        return undefined;
      } catch (error) {
        return createReason('failed', `what was to be done could not be written down (${messageOf(error)})`);
      }
    },
    move: async (step, phase, verification) => {
      try {
        await journal.changeMoved({ runId, step, phase, ...(verification === undefined ? {} : { verification }) });
      } catch {
        // Said above.
      }
    },
  };
}
