import type { WireResponse, WireTransport } from '@cloudops/spec';
import type { HttpHandlerOptions, HttpRequest, HttpResponse, RequestHandler } from '@smithy/types';
import type { Semaphore } from '../clients/semaphore.ts';
import { awsError } from '../errors.ts';
import { takeSigner } from './deferred-signing.ts';
import { assertReadable, readAnswer } from './read-answer.ts';
import type { SignedWireRequest } from './signed-request.ts';
import { type ClientPlace, toWireRequest } from './to-wire-request.ts';

/** What one call adds to the options that the SDK passes on to its handler. */
export interface CallOptions extends HttpHandlerOptions {
  readonly abortSignal: AbortSignal;
  readonly operation: string;
  countCall(): void;
}

/** What {@link createRequestHandler} needs. */
export interface RequestHandlerOptions {
  readonly transport: WireTransport;
  readonly place: ClientPlace;
  /** Requests at the same time, over all clients. */
  readonly slots: Semaphore;
  /** For one attempt, its body included. */
  readonly requestTimeoutMs: number;
  readonly maxBodyBytes: number;
}

/**
 * Runs something that ends at the latest when its time is over or its caller aborts, even where it does not listen:
 * looking credentials up for a signature takes no signal.
 */
async function withinTime<Value>(
  { ms, signal, what }: { readonly ms: number; readonly signal: AbortSignal; readonly what: string },
  work: (signal: AbortSignal) => Promise<Value>,
): Promise<Value> {
  signal.throwIfAborted();
  const limit = new AbortController();
  // The SDK retries a time-out by this cause's name.
  const cause = Object.assign(new RangeError('timeout'), { name: 'TimeoutError' });
  const message = `${what} was not answered within ${ms / 1000} s.`;
  const late = awsError({ code: 'REQUEST_TIMED_OUT', message, nextSteps: ['Try again; AWS may be slow.'], cause });
  const timer = setTimeout(() => limit.abort(late), ms);
  const forward = (): void => limit.abort(signal.reason);
  signal.addEventListener('abort', forward, { once: true });
  const stopped = new Promise<never>((_resolve, reject) => {
    limit.signal.addEventListener('abort', () => reject(limit.signal.reason), { once: true });
  });
  try {
    return await Promise.race([work(limit.signal), stopped]);
  } catch (error) {
    throw limit.signal.aborted ? limit.signal.reason : error;
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', forward);
  }
}

/** An SDK request handler over any wire transport: the network, a recorder around it, a recorded world. */
export function createRequestHandler(
  options: RequestHandlerOptions,
): RequestHandler<HttpRequest, HttpResponse, HttpHandlerOptions> {
  const { transport, place, slots, requestTimeoutMs, maxBodyBytes } = options;
  const exchange = async (request: HttpRequest, call: CallOptions, signal: AbortSignal): Promise<HttpResponse> => {
    const wire = toWireRequest(request, place);
    const signed: SignedWireRequest = { ...wire, sign: takeSigner(request) };
    call.countCall();
    const answer: WireResponse = await transport.send(signed, signal);
    const bytes = await readAnswer(answer.body, maxBodyBytes);
    signal.throwIfAborted();
    const { status, headers } = answer;
    const { operation } = call;
    const requestType = wire.headers?.['content-type'] ?? '';
    assertReadable({ status, contentType: headers['content-type'] ?? '', operation, requestType, bytes });
    return { statusCode: status, headers: { ...headers }, body: bytes };
  };
  return {
    metadata: { handlerProtocol: 'http/1.1' },
    async handle(request, handlerOptions) {
      const call = handlerOptions as CallOptions;
      const release = await slots.acquire(call.abortSignal);
      try {
        const what = `${call.operation} in ${place.region}`;
        const response = await withinTime({ ms: requestTimeoutMs, signal: call.abortSignal, what }, (signal) =>
          exchange(request, call, signal),
        );
        return { response };
      } finally {
        release();
      }
    },
    destroy() {},
  };
}
