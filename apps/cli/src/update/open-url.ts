import { setTimeout as sleep } from 'node:timers/promises';
import { CloudOpsError } from '@cloudops/spec';
import { isSafeUrl } from '../configuration/auth-settings.ts';
import { updateError } from './update-error.ts';

/** How long, how much and how often. */
export interface FetchLimits {
  /** Milliseconds without a byte, after which a try is given up. */
  readonly idleMs: number;
  /** Milliseconds for one try with its whole answer. */
  readonly totalMs: number;
  readonly attempts: number;
  /** Milliseconds before the second try; doubled for each further one. */
  readonly backoffMs: number;
}

/** What is in force at a user's. */
export const usualLimits: FetchLimits = { idleMs: 30_000, totalMs: 900_000, attempts: 4, backoffMs: 500 };

/** One request. */
export interface UrlRequest {
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly limits: FetchLimits;
  readonly signal: AbortSignal;
}

/** An answer whose body ends, or throws when it takes too long. */
export interface UrlAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: AsyncIterable<Uint8Array>;
}

const mostRedirects = 3;

/**
 * Asks over https, or http on this machine; follows redirects on the same host only.
 * @param read is called for each try, with an answer of status 200 or 206.
 * @throws CloudOpsError `UPDATE_UNREACHABLE` after the last try; what `read` throws on purpose is not tried again.
 */
export async function readUrl<T>(request: () => UrlRequest, read: (answer: UrlAnswer) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    const { limits, signal } = request();
    try {
      return await tryOnce(request(), read);
    } catch (error) {
      if (signal.aborted) throw signal.reason;
      if (CloudOpsError.isInstance(error)) throw error;
      if (attempt >= limits.attempts || error instanceof FinalAnswer) throw unreachable(request().url, error);
      await sleep(limits.backoffMs * 2 ** (attempt - 1), undefined, { signal });
    }
  }
}

/** The server said no, and would say so again. */
class FinalAnswer extends Error {}

async function tryOnce<T>(request: UrlRequest, read: (answer: UrlAnswer) => Promise<T>): Promise<T> {
  const { limits, headers = {}, signal } = request;
  const watch = new AbortController();
  const give = AbortSignal.any([signal, watch.signal, AbortSignal.timeout(limits.totalMs)]);
  let timer: NodeJS.Timeout | undefined;
  const rearm = (): void => {
    clearTimeout(timer);
    timer = setTimeout(
      () => watch.abort(new DOMException(`Nothing came for ${limits.idleMs} ms.`, 'TimeoutError')),
      limits.idleMs,
    );
  };
  rearm();
  try {
    const answer = await follow(request.url, headers, give);
    const { status } = answer;
    if (status !== 200 && status !== 206) {
      if (status >= 500 || status === 429) throw new Error(`the server answered ${status}`);
      throw new FinalAnswer(`the server answered ${status}`);
    }
    return await read({ status, headers: answer.headers, body: watched(answer, rearm) });
  } finally {
    clearTimeout(timer);
    // Ends the connection where the answer was not read to its end.
    watch.abort();
  }
}

async function follow(url: string, headers: Readonly<Record<string, string>>, signal: AbortSignal): Promise<Response> {
  const first = url;
  let next = url;
  for (let redirects = 0; redirects <= mostRedirects; redirects += 1) {
    if (!isSafeUrl(next)) {
      throw updateError('UPDATE_UNREACHABLE', `${next} is not taken: https only, and http on this machine alone.`);
    }
    const answer = await fetch(next, { headers, signal, redirect: 'manual' });
    const location = answer.headers.get('location');
    if (![301, 302, 303, 307, 308].includes(answer.status) || location === null) return answer;
    await answer.body?.cancel();
    const target = new URL(location, next);
    if (target.origin !== new URL(first).origin) {
      throw updateError(
        'UPDATE_UNREACHABLE',
        `${new URL(first).host} sends us on to ${target.host}, which nobody named.`,
        {
          nextSteps: ['Name the place itself where you trust it: cloudops update --from URL'],
        },
      );
    }
    next = target.href;
  }
  throw new FinalAnswer('the server redirects without end');
}

async function* watched(answer: Response, rearm: () => void): AsyncIterable<Uint8Array> {
  for await (const chunk of answer.body ?? []) {
    rearm();
    yield chunk;
  }
}

function unreachable(url: string, cause: unknown): CloudOpsError {
  const { message, cause: deeper } = cause as Error;
  const reason = deeper instanceof Error && deeper.message !== '' ? `${message}: ${deeper.message}` : message;
  return updateError('UPDATE_UNREACHABLE', `${url} could not be read: ${reason}`, { cause });
}

/** The whole body. @throws CloudOpsError `UPDATE_TAMPERED` when it is larger than it may be. */
export async function readAll(answer: UrlAnswer, atMost: number): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of answer.body) {
    size += chunk.byteLength;
    if (size > atMost) throw updateError('UPDATE_TAMPERED', `The server sends more than ${atMost} bytes.`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
