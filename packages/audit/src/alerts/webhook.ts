import { createHash, createHmac } from 'node:crypto';
import { BlockList, isIP } from 'node:net';
import type { Clock } from '@cloudops/spec';

/** Where a message goes, and how long it is tried. */
export interface WebhookOptions {
  /** `https:`, or `http:` to this machine or to a Service of the cluster (`*.svc`, `*.svc.cluster.local`). */
  readonly url: string;
  /** Signs the body after Standard Webhooks (https://www.standardwebhooks.com); unsigned without one. */
  readonly secret?: string;
  /** Further headers, such as a login; none of those that this sends itself. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** The system's unless stated. */
  readonly fetch?: typeof globalThis.fetch;
  /** For one attempt; 10,000 unless stated. */
  readonly timeoutMs?: number;
  /** 3 unless stated. */
  readonly attempts?: number;
}

/** What is sent. */
export interface WebhookMessage {
  /** A JSON document. */
  readonly body: string;
  /** Which message this is, whenever it is sent; the body's own digest unless stated. */
  readonly identity?: string;
}

/** Whether somebody took the message. */
export type Delivery =
  | { readonly kind: 'delivered'; readonly attempts: number }
  | { readonly kind: 'failed'; readonly attempts: number; readonly why: string };

const firstPauseMs = 500;
const longestPauseMs = 30_000;

type Attempt =
  | { readonly kind: 'taken' }
  | { readonly kind: 'refused'; readonly why: string; readonly isFinal: boolean; readonly pauseMs?: number };

/** Where clouds tell machines who they are (RFC 3927, RFC 4291 and AWS's own): no webhook is there. */
const linkLocal = new BlockList();
linkLocal.addSubnet('169.254.0.0', 16, 'ipv4');
linkLocal.addSubnet('fe80::', 10, 'ipv6');
linkLocal.addSubnet('fd00:ec2::', 32, 'ipv6');

/**
 * Posts a message, again after a pause while the receiver fails or is busy. The same message has the same `webhook-id`, so
 * that a receiver can drop what it has. Redirects are not followed: a signed body goes nowhere else.
 */
export async function deliverToWebhook(message: WebhookMessage, options: WebhookOptions): Promise<Delivery> {
  const { attempts = 3, clock, signal } = options;
  const refusal = refuseWebhookUrl(options.url);
  if (refusal !== null) return { kind: 'failed', attempts: 0, why: refusal };
  const request = toRequest(message, options);
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

/** Why an address is not one to send to; null for a good one. Private addresses are good: receivers often have one. */
export function refuseWebhookUrl(url: string): string | null {
  if (!URL.canParse(url)) return 'the address is not a URL';
  const { protocol, hostname, username, password } = new URL(url);
  if (username !== '' || password !== '') return 'the address holds a login';
  if (protocol !== 'https:' && !(protocol === 'http:' && isNear(hostname))) return 'the address is not https';
  return isLinkLocal(hostname) ? 'the address is link-local, where clouds keep credentials' : null;
}

/** What leaves neither the machine nor the cluster may go unencrypted. */
function isNear(hostname: string): boolean {
  return ['localhost', '127.0.0.1', '[::1]'].includes(hostname) || /\.svc(\.cluster\.local)?$/.test(hostname);
}

function isLinkLocal(hostname: string): boolean {
  const address = hostname.replace(/^\[|\]$/g, '');
  const family = isIP(address);
  return family !== 0 && linkLocal.check(address, family === 4 ? 'ipv4' : 'ipv6');
}

function toRequest({ body, identity }: WebhookMessage, { secret, clock, headers }: WebhookOptions): RequestInit {
  const id = `msg_${createHash('sha256')
    .update(identity ?? body)
    .digest('hex')
    .slice(0, 32)}`;
  const timestamp = String(Math.floor(clock.now() / 1000));
  const own = new Headers(headers);
  own.set('content-type', 'application/json');
  own.set('webhook-id', id);
  own.set('webhook-timestamp', timestamp);
  if (secret !== undefined) {
    const signature = createHmac('sha256', toKey(secret)).update(`${id}.${timestamp}.${body}`).digest('base64');
    own.set('webhook-signature', `v1,${signature}`);
  }
  return { method: 'POST', redirect: 'manual', body, headers: own };
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
