import type { ParserFailure } from './failure.ts';

/** The parts of an HTTP answer that decide; both vendors' SDK errors have them. */
interface HttpError {
  readonly status: number;
  readonly headers?: { get(name: string): string | null } | undefined;
}

/**
 * What an SDK threw, as a failure. Decided by status and headers alone: a server's text may hold anything, also the
 * key that it was sent, so none of it is kept.
 */
export function toFailure(error: unknown, now: number): ParserFailure {
  if (isHttpError(error)) return fromStatus(error, now);
  // A body that is no JSON is a `SyntaxError` in both SDKs; everything else never became an answer.
  if (hasCause(error, SyntaxError)) return { kind: 'malformed', why: 'The model server answered with broken JSON.' };
  return { kind: 'unreachable', why: 'The model server could not be reached, or hung up.' };
}

function fromStatus(error: HttpError, now: number): ParserFailure {
  const { status } = error;
  const retryAfterMs = readRetryAfter(error, now);
  const waits = retryAfterMs === null ? {} : { retryAfterMs };
  if (status === 401 || status === 403) {
    return { kind: 'key-rejected', status, why: `The model server rejected the key (HTTP ${status}).` };
  }
  if (status === 429) {
    return { kind: 'rate-limited', status, ...waits, why: 'The model server limits how often it is asked (HTTP 429).' };
  }
  if (status >= 500 || status === 408 || status === 409) {
    return { kind: 'overloaded', status, ...waits, why: `The model server failed or is overloaded (HTTP ${status}).` };
  }
  return { kind: 'request-rejected', status, why: `The model server rejected the request (HTTP ${status}).` };
}

/** `retry-after` in seconds or as a date (RFC 9110, 10.2.3), `retry-after-ms` as both vendors also send it. */
function readRetryAfter({ headers }: HttpError, now: number): number | null {
  const exact = Number(headers?.get('retry-after-ms') ?? Number.NaN);
  if (Number.isFinite(exact) && exact >= 0) return exact;
  const stated = headers?.get('retry-after') ?? null;
  if (stated === null) return null;
  const seconds = Number(stated);
  if (Number.isFinite(seconds)) return seconds >= 0 ? seconds * 1000 : null;
  const date = Date.parse(stated);
  return Number.isNaN(date) ? null : Math.max(0, date - now);
}

/** Whether an error is an answer with a status that says no. */
export function isHttpError(error: unknown): error is HttpError {
  return typeof error === 'object' && error !== null && 'status' in error && typeof error.status === 'number';
}

function hasCause(error: unknown, type: typeof SyntaxError): boolean {
  if (error instanceof type) return true;
  return error instanceof Error && error.cause !== undefined && hasCause(error.cause, type);
}
