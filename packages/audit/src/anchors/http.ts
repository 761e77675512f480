import type { Clock } from '@cloudops/spec';
import { anchorFailed } from './errors.ts';

/** How requests leave: the platform's `fetch`, or one that goes through a proxy. */
export type RequestPort = (url: URL, init: RequestInit) => Promise<Response>;

const tries = 3;
const firstPauseMs = 500;
const timeoutMs = 15_000;
const maximumLength = 1_000_000;

/** One request, to be made anew for each try. */
export interface PreparedRequest {
  readonly url: URL;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Uint8Array | string;
}

/** What to ask, and which answers are ones. */
export interface RequestOptions {
  readonly fetch: RequestPort;
  readonly clock: Clock;
  readonly signal: AbortSignal | undefined;
  /** Of the anchor, for messages. */
  readonly name: string;
  /** Status codes that are answers; others fail. */
  readonly accepted: readonly number[];
  prepare(): Promise<PreparedRequest>;
}

/**
 * Asks an HTTP server, again after a fault of the network or the server, up to three times.
 * @throws CloudOpsError `AUDIT_ANCHOR_FAILED`; whatever aborted the signal.
 */
export async function request(options: RequestOptions): Promise<{ status: number; text: string }> {
  for (let tried = 1; ; tried += 1) {
    const outcome = await attempt(options);
    if (outcome.kind === 'answered') return outcome;
    options.signal?.throwIfAborted();
    if (!outcome.isPassing || tried === tries) throw anchorFailed(options.name, outcome.why, outcome.cause);
    await options.clock.sleep(firstPauseMs * 2 ** (tried - 1), options.signal);
  }
}

type Outcome =
  | { readonly kind: 'answered'; readonly status: number; readonly text: string }
  | { readonly kind: 'failed'; readonly why: string; readonly isPassing: boolean; readonly cause?: unknown };

async function attempt({ fetch, signal, accepted, prepare }: RequestOptions): Promise<Outcome> {
  const { url, ...init } = await prepare();
  const limits = [AbortSignal.timeout(timeoutMs), ...(signal === undefined ? [] : [signal])];
  try {
    const response = await fetch(url, { ...init, redirect: 'error', signal: AbortSignal.any(limits) } as RequestInit);
    const text = await readText(response);
    if (text === null) return { kind: 'failed', why: 'answered far too much', isPassing: false };
    if (accepted.includes(response.status)) return { kind: 'answered', status: response.status, text };
    const why = `answered with status ${response.status}: ${JSON.stringify(text.slice(0, 200))}`;
    return { kind: 'failed', why, isPassing: response.status >= 500 || response.status === 429 };
  } catch (cause) {
    return { kind: 'failed', why: 'could not be reached', isPassing: true, cause };
  }
}

async function readText(response: Response): Promise<string | null> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of response.body ?? []) {
    chunks.push(chunk);
    length += chunk.length;
    if (length > maximumLength) return null;
  }
  return Buffer.concat(chunks).toString('utf8');
}
