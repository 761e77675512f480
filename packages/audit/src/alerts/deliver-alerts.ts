import { createHash, createHmac } from 'node:crypto';
import type { Clock } from '@cloudops/spec';
import type { Alert } from './alert.ts';

/** Where alerts go. */
export interface WebhookOptions {
  /** `https:`, or `http:` on this machine. */
  readonly url: string;
  /** Signs the body after Standard Webhooks (https://www.standardwebhooks.com); unsigned without one. */
  readonly secret?: string;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** The system's unless stated. */
  readonly fetch?: typeof globalThis.fetch;
  /** For one attempt; 10,000 unless stated. */
  readonly timeoutMs?: number;
  /** 3 unless stated. */
  readonly attempts?: number;
}

/** Whether somebody took the alerts. */
export type Delivery =
  | { readonly kind: 'delivered'; readonly attempts: number }
  | { readonly kind: 'failed'; readonly attempts: number; readonly why: string };

const firstPauseMs = 500;
const longestPauseMs = 30_000;

type Attempt =
  | { readonly kind: 'taken' }
  | { readonly kind: 'refused'; readonly why: string; readonly isFinal: boolean; readonly pauseMs?: number };

/**
 * Posts alerts as one JSON document, again after a pause while the receiver fails or is busy. The same alerts have the
 * same `webhook-id`, so that a receiver can drop what it has. Redirects are not followed: a signed body goes nowhere else.
 */
export async function deliverAlerts(alerts: readonly Alert[], options: WebhookOptions): Promise<Delivery> {
  const { attempts = 3, clock, signal } = options;
  const refusal = refuseUrl(options.url);
  if (refusal !== null) return { kind: 'failed', attempts: 0, why: refusal };
  const request = toRequest(alerts, options);
  for (let attempt = 1; ; attempt += 1) {
    const outcome = await post(request, options);
    if (outcome.kind === 'taken') return { kind: 'delivered', attempts: attempt };
    if (outcome.isFinal || attempt >= attempts || signal.aborted) {
      return { kind: 'failed', attempts: attempt, why: outcome.why };
    }
    const pauseMs = Math.min(longestPauseMs, outcome.pauseMs ?? firstPauseMs * 2 ** (attempt - 1));
    const isInterrupted = await clock.sleep(pauseMs, signal).then(
      () => false,
      () => true,
    );
    if (isInterrupted) return { kind: 'failed', attempts: attempt, why: 'interrupted' };
  }
}

/** Why an address is not one to send to; null for a good one. */
function refuseUrl(url: string): string | null {
  if (!URL.canParse(url)) return 'the address is not a URL';
  const { protocol, hostname, username, password } = new URL(url);
  if (username !== '' || password !== '') return 'the address holds a login';
  const isLocal = ['localhost', '127.0.0.1', '[::1]'].includes(hostname);
  return protocol === 'https:' || (protocol === 'http:' && isLocal) ? null : 'the address is not https';
}

function toRequest(alerts: readonly Alert[], { secret, clock }: WebhookOptions): RequestInit {
  const body = `${JSON.stringify({ schema_version: 1, type: 'cloudops.audit.alerts', alerts })}\n`;
  const id = `msg_${createHash('sha256').update(body).digest('hex').slice(0, 32)}`;
  const timestamp = String(Math.floor(clock.now() / 1000));
  const headers = { 'content-type': 'application/json', 'webhook-id': id, 'webhook-timestamp': timestamp };
  if (secret === undefined) return { method: 'POST', redirect: 'manual', body, headers };
  const signature = createHmac('sha256', toKey(secret)).update(`${id}.${timestamp}.${body}`).digest('base64');
  return { method: 'POST', redirect: 'manual', body, headers: { ...headers, 'webhook-signature': `v1,${signature}` } };
}

/** Standard Webhooks writes keys as `whsec_` and base 64; any other text is taken as it is. */
function toKey(secret: string): Uint8Array {
  return secret.startsWith('whsec_') ? Buffer.from(secret.slice('whsec_'.length), 'base64') : Buffer.from(secret);
}

async function post(request: RequestInit, options: WebhookOptions): Promise<Attempt> {
  const { url, signal, fetch = globalThis.fetch, timeoutMs = 10_000 } = options;
  try {
    const response = await fetch(url, {
      ...request,
      signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
    });
    await response.body?.cancel();
    if (response.ok) return { kind: 'taken' };
    const isBusy = response.status === 429 || response.status >= 500;
    const pause = Number(response.headers.get('retry-after') ?? Number.NaN) * 1000;
    const answer = { kind: 'refused', why: `the receiver answered ${response.status}`, isFinal: !isBusy } as const;
    return pause >= 0 ? { ...answer, pauseMs: pause } : answer;
  } catch (error) {
    return { kind: 'refused', why: describe(error, signal), isFinal: false };
  }
}

function describe(error: unknown, signal: AbortSignal): string {
  if (signal.aborted) return 'interrupted';
  if (error instanceof Error && error.name === 'TimeoutError') return 'the receiver did not answer in time';
  const cause = error instanceof Error ? error.cause : undefined;
  const code = cause instanceof Error && 'code' in cause ? ` (${String(cause.code)})` : '';
  return `the receiver cannot be reached${code}`;
}
