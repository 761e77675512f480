import type { UnknownKind } from '@cloudops/spec';
import type { BoundStep } from '../admission/binding.ts';
import { type AttemptContext, attempt } from './attempt.ts';
import { type Outcome, toUnknown } from './settle.ts';

const retryable: readonly UnknownKind[] = ['timeout', 'throttled', 'unreachable', 'unavailable'];
const firstWaitMs = 200;
const longestWaitMs = 5000;

function isWorthRetrying(bound: BoundStep, outcome: Outcome): boolean {
  if (bound.action.risk !== 'read' || outcome.status !== 'unknown') return false;
  return retryable.includes(outcome.reason.kind);
}

/** Waits before the next try. @returns false when the run stopped meanwhile. */
async function waitBefore(next: number, context: AttemptContext): Promise<boolean> {
  const ms = Math.min(firstWaitMs * 2 ** (next - 2), longestWaitMs);
  try {
    await context.clock.sleep(ms, context.stop.signal);
  } catch {
    return false;
  }
  return !context.stop.signal.aborted;
}

/**
 * Calls an action until it answers, at most `retry.attempts` times, each with the step's whole time-out. Only reads are
 * called again, and only after a time-out, throttling, or a target that could not be reached or was unavailable.
 * Waits 200 ms, doubled each time, at most 5 s, without randomness: a step's few retries cannot form a herd.
 */
export async function attemptWithRetry(bound: BoundStep, input: unknown, context: AttemptContext): Promise<Outcome> {
  for (let number = 1; ; number += 1) {
    const stopped = context.stop.reason();
    if (stopped !== undefined) return toUnknown(stopped);
    const outcome = await attempt(bound, input, context);
    if (number >= bound.step.retry.attempts || !isWorthRetrying(bound, outcome)) return outcome;
    if (!(await waitBefore(number + 1, context))) return outcome;
  }
}
