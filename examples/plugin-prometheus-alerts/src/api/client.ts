import type { ActionContext, Evidence, UnknownKind, UnknownReason, WireTransport } from '@cloudops/spec';
import { printable } from '../text/printable.ts';
import { BodyTooLarge, readBody } from './body.ts';

/** What Prometheus answered: the `data` of its envelope, and its clock. */
export interface Answer {
  readonly data: unknown;
  /** ISO 8601 by the server's Date header; null without one. */
  readonly time: string | null;
  /** What it said beside the data, such as a store that did not answer. */
  readonly warnings: readonly string[];
}

/** Asks Prometheus's HTTP API (https://prometheus.io/docs/prometheus/latest/querying/api/). */
export interface Client {
  /** @param query parameters by name. */
  get(path: string, context: ClientContext, query?: Readonly<Record<string, string>>): Promise<Evidence<Answer>>;
}

/** What a request needs of an action's context. */
export type ClientContext = Pick<ActionContext, 'signal' | 'clock' | 'countCall'>;

/** Rules of a very large installation have a few megabytes. */
const mostBytes = 32 * 1024 * 1024;
const timeoutMs = 30_000;
const attempts = 2;
const pauseMs = 500;

const kinds: Readonly<Record<number, UnknownKind>> = {
  400: 'invalid',
  401: 'denied',
  403: 'denied',
  404: 'not-found',
  408: 'timeout',
  422: 'invalid',
  429: 'throttled',
  502: 'unavailable',
  503: 'unavailable',
  504: 'timeout',
};
const worthAnother: ReadonlySet<UnknownKind> = new Set(['throttled', 'unavailable', 'unreachable']);
const needs: Partial<Record<UnknownKind, string>> = {
  denied: 'a login for Prometheus in plugins.prometheus',
  'not-found': 'the base address of Prometheus in plugins.prometheus.url, with its prefix',
  unreachable: 'a Prometheus that answers at plugins.prometheus.url',
};

function unknown(kind: UnknownKind, message: string): Evidence<never> {
  const need = needs[kind];
  const reason: UnknownReason = need === undefined ? { kind, message } : { kind, message, needs: need };
  return { status: 'unknown', reason };
}

function parse(text: string): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : null;
  } catch {
    return null;
  }
}

function toTime(date: string | undefined): string | null {
  const time = date === undefined ? Number.NaN : Date.parse(date);
  return Number.isNaN(time) ? null : new Date(time).toISOString();
}

function toWarnings(value: unknown): readonly string[] {
  const list = Array.isArray(value) ? value : [];
  return list
    .filter((one) => typeof one === 'string')
    .slice(0, 20)
    .map((one) => printable(one));
}

function fromError(error: unknown, path: string, signal: AbortSignal): Evidence<never> {
  const what = `get ${path}`;
  if (error instanceof BodyTooLarge)
    return unknown('truncated', `${what}: the answer is larger than ${mostBytes} bytes`);
  if (signal.aborted) return unknown('interrupted', `${what}: it did not end in time`);
  if (error instanceof Error && error.name === 'TimeoutError')
    return unknown('timeout', `${what}: no answer in ${timeoutMs / 1000} s`);
  return unknown(
    'unreachable',
    `${what}: ${printable(error instanceof Error ? error.message : 'the connection failed')}`,
  );
}

interface Request {
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly context: ClientContext;
}

async function ask(transport: WireTransport, { path, query, context }: Request): Promise<Evidence<Answer>> {
  const { signal, countCall } = context;
  const sorted = Object.entries(query).sort(([left], [right]) => (left < right ? -1 : 1));
  const search = new URLSearchParams(sorted).toString();
  try {
    countCall();
    const limited = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
    const request = {
      method: 'GET',
      path: search === '' ? path : `${path}?${search}`,
      headers: { accept: 'application/json' },
    } as const;
    const response = await transport.send(request, limited);
    const body = parse(await readBody(response.body, mostBytes));
    if (response.status !== 200) {
      const said = typeof body?.error === 'string' ? `: ${printable(body.error)}` : '';
      return unknown(kinds[response.status] ?? 'failed', `get ${path}: HTTP ${response.status}${said}`);
    }
    if (body?.status !== 'success') return unknown('invalid', `get ${path}: this is no answer of Prometheus`);
    const output = { data: body.data, time: toTime(response.headers.date), warnings: toWarnings(body.warnings) };
    return { status: 'present', output };
  } catch (error) {
    return fromError(error, path, signal);
  }
}

/** Makes a client. What may pass by itself is tried a second time. */
export function createClient(transport: () => WireTransport): Client {
  return {
    async get(path, context, query = {}) {
      let evidence = await ask(transport(), { path, query, context });
      for (let attempt = 1; attempt < attempts; attempt += 1) {
        const isPassing = evidence.status === 'unknown' && worthAnother.has(evidence.reason.kind);
        if (!isPassing || context.signal.aborted) break;
        await context.clock.sleep(pauseMs, context.signal).catch(() => {});
        if (context.signal.aborted) break;
        evidence = await ask(transport(), { path, query, context });
      }
      return evidence;
    },
  };
}
