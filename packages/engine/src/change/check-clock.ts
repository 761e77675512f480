import type { EngineOptions } from '../engine-options.ts';
import { type Refusal, refused } from './check-plan.ts';

/** A minute, for clocks of two machines that differ. */
const toleranceMs = 60_000;
/** How far ahead a record counts, in milliseconds: a clock that once was years ahead must not stop all changes until then. */
const horizonMs = 31 * 24 * 60 * 60 * 1000;

/**
 * Refuses while the clock stands behind the log: whoever turns it back makes expired plans and approvals good again. Not only
 * the last record counts, since whatever is asked meanwhile appends one with the time that is wrong.
 */
export async function checkClock({ audit, clock }: EngineOptions): Promise<Refusal | null> {
  const from = clock.now() + toleranceMs + 1;
  for await (const { time } of audit.facets({ from, to: from + horizonMs, order: 'newest-first', limit: 1 })) {
    return behind(time);
  }
  for await (const { time } of audit.facets({ order: 'newest-first', limit: 1 })) {
    if (time >= from) return behind(time);
  }
  return null;
}

function behind(time: number): Refusal {
  const last = new Date(time).toISOString();
  const why = `This machine's clock is behind a record of the audit log (${last}). Set the clock; nothing was changed.`;
  return refused('clock-behind', why);
}
