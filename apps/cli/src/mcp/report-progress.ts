import type { EngineEvent } from '@cloudops/engine';
import { cleanText } from './clean-text.ts';

/** How far a call is: steps that ended, and what is going on. */
export interface CallProgress {
  readonly progress: number;
  readonly total?: number;
  readonly message: string;
}

/** At most one notification in so many milliseconds: a client shows them, and a model may be given them. */
const quietMs = 100;

/** Turns the engine's events into progress that always grows, as the protocol wants it. */
export function createProgressReporter(
  send: (progress: CallProgress) => void,
  now: () => number,
): (event: EngineEvent) => void {
  let done = 0;
  let total = 0;
  let sent = -1;
  let last = Number.NEGATIVE_INFINITY;
  const tell = (message: string): void => {
    // The plan is step 0 of what a client sees, so that the first notification is more than nothing.
    const progress = done + 1;
    if (progress <= sent || (now() - last < quietMs && done < total)) return;
    sent = progress;
    last = now();
    send({ progress, ...(total === 0 ? {} : { total: total + 1 }), message: cleanText(message, 200) });
  };
  return (event) => {
    if (event.kind === 'plan-created') {
      total = event.plan.steps.length;
      tell(`planned ${total} steps`);
    }
    if (event.kind === 'step-finished') {
      done += 1;
      tell(`${event.step}: ${event.result.status}`);
    }
  };
}
