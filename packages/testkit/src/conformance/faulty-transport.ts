import type { WireRequest, WireResponse, WireTransport } from '@cloudops/spec';
import { createTestkitError } from '../errors.ts';
import { toBody } from '../recorder/read-body.ts';

/**
 * How a transport can fail: `refused` = no connection; `timeout` = the transport gave up; `denied` = 403; `unauthorized` = 401;
 * `throttled` = 429; `broken` = 500; `garbled` = 200 with half a JSON body; `hanging` = no answer until the signal aborts.
 */
export type TransportFailure =
  | 'refused'
  | 'timeout'
  | 'denied'
  | 'unauthorized'
  | 'throttled'
  | 'broken'
  | 'garbled'
  | 'hanging';

/** A transport that can be told to fail, and counts. */
export interface FaultyTransport {
  readonly transport: WireTransport;
  /** From now on every request fails like this. */
  fail(failure: TransportFailure): void;
  /** Requests sent until now, failed ones included. */
  requests(): number;
}

const statuses: Partial<Record<TransportFailure, number>> = {
  denied: 403,
  unauthorized: 401,
  throttled: 429,
  broken: 500,
};

function answer(status: number, text: string): WireResponse {
  return { status, headers: { 'content-type': 'application/json' }, body: toBody(Buffer.from(text)) };
}

function hang(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason);
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
}

async function fail(failure: TransportFailure, signal: AbortSignal): Promise<WireResponse> {
  if (failure === 'hanging') return hang(signal);
  if (failure === 'garbled') return answer(200, '{"kind":"List","items":[{"metadata":{"na');
  const status = statuses[failure];
  if (status !== undefined) return answer(status, JSON.stringify({ kind: 'Status', code: status, message: failure }));
  const code = failure === 'timeout' ? 'ETIMEDOUT' : 'ECONNREFUSED';
  throw createTestkitError({
    code: 'TRANSPORT_FAILED',
    message: `The connection failed: ${code}.`,
    cause: Object.assign(new TypeError(failure), { code }),
  });
}

/** Wraps a transport, such as a replay, so that a provider over it can be seen to fail. */
export function createFaultyTransport(transport: WireTransport): FaultyTransport {
  let failure: TransportFailure | undefined;
  let requests = 0;
  const send = (request: WireRequest, signal: AbortSignal): Promise<WireResponse> => {
    requests += 1;
    return failure === undefined ? transport.send(request, signal) : fail(failure, signal);
  };
  return {
    transport: { endpoint: transport.endpoint, send, close: () => transport.close() },
    fail: (next) => {
      failure = next;
    },
    requests: () => requests,
  };
}
