import { CloudOpsError } from '@cloudops/spec';
import type { ApiAnswer } from './session.ts';
import { parseStatus } from './status.ts';

/** One attempt's outcome, to decide on another. */
export interface RetryQuestion {
  readonly outcome: ApiAnswer | CloudOpsError;
  /** 1 for the first. */
  readonly attempt: number;
  readonly method: string;
  /** Milliseconds since the Unix epoch, for a Retry-After that is a date. */
  readonly now: number;
}

/** Attempts in all, where the server says when to come back. */
const askedAttempts = 4;
/** Attempts in all, where a read broke. */
const brokenAttempts = 3;
/** No single wait is longer, whatever the server says. */
const longestWaitMs = 30_000;

function retryAfterMs(answer: ApiAnswer, now: number): number | null {
  const header = answer.headers['retry-after'];
  if (header !== undefined) {
    const ms = /^\d{1,6}$/.test(header.trim()) ? Number(header) * 1000 : Date.parse(header) - now;
    if (!Number.isNaN(ms)) return Math.min(Math.max(ms, 0), longestWaitMs);
  }
  const { retryAfterSeconds } = parseStatus(answer.body);
  return retryAfterSeconds === null ? null : Math.min(retryAfterSeconds * 1000, longestWaitMs);
}

/** Doubles from a quarter of a second. No jitter: one process asks, and equal runs should be equal. */
function backOff(attempt: number): number {
  return 250 * 2 ** (attempt - 1);
}

/**
 * How long to wait before trying again.
 * @returns milliseconds, or null when the outcome stands.
 */
export function retryDelay({ outcome, attempt, method, now }: RetryQuestion): number | null {
  if (CloudOpsError.isInstance(outcome)) {
    return outcome.code === 'CONNECTION_RESET' && method === 'GET' && attempt < brokenAttempts
      ? backOff(attempt)
      : null;
  }
  if (outcome.status === 429 || outcome.status === 503) {
    const asked = retryAfterMs(outcome, now);
    if (asked !== null) return attempt < askedAttempts ? asked : null;
    // A 503 without a date is an aggregated API that is down: waiting does not mend it.
    return outcome.status === 429 && attempt < askedAttempts ? backOff(attempt + 1) : null;
  }
  const gateway = outcome.status === 500 || outcome.status === 502 || outcome.status === 504;
  return gateway && method === 'GET' && attempt < 2 ? backOff(attempt) : null;
}
