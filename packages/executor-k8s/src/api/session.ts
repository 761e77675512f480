import type { Clock, WireRequest, WireTransport } from '@cloudops/spec';
import { CloudOpsError } from '@cloudops/spec';
import { kubernetesError } from '../errors.ts';
import { createListPlanner, type ListPlanner } from '../protobuf/list-plan.ts';
import { takesProtobuf } from '../protobuf/takes-protobuf.ts';
import { readBody } from './body.ts';
import { ByteStores } from './byte-store.ts';
import { retryDelay } from './retry.ts';
import type { Semaphore } from './semaphore.ts';

/** A whole answer: any status. */
export interface ApiAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  /** Gives the body's memory back at once; nothing may look at it afterwards. */
  release?(): void;
}

/** The part of an action's context that a request needs. */
export interface RequestContext {
  readonly signal: AbortSignal;
  readonly clock: Clock;
  countCall(): void;
}

/** What a request may want besides its answer. */
export interface ExchangeWishes {
  /** Sees the body grow, for what stands at its beginning. */
  readonly onStart?: (start: Buffer) => void;
  /** Goes before requests that wait: the next page of a long list, which would end last anyway. */
  readonly urgent?: boolean;
  /** Changes something: sent once, whatever becomes of it, since a lost answer says nothing of the effect. */
  readonly once?: boolean;
}

/** A transport with what every request shares: places, time limits, retries. */
export interface ApiSession {
  readonly endpoint: string;
  /** Plans lists in protobuf; null or left out where answers have to be JSON. */
  readonly lists?: ListPlanner | null;
  /**
   * Sends a request and reads its whole answer; retries what is worth it (429 and 503 that say when, broken reads,
   * gateway errors) a few times.
   * @throws CloudOpsError when it never became an answer, or the signal's reason.
   */
  exchange(request: WireRequest, context: RequestContext, wishes?: ExchangeWishes): Promise<ApiAnswer>;
}

/** What {@link createApiSession} needs. */
export interface ApiSessionOptions {
  readonly transport: WireTransport;
  readonly places: Semaphore;
  /** For one attempt, its body included. */
  readonly requestTimeoutMs: number;
  /** Bodies beyond it are refused. */
  readonly maxBodyBytes: number;
}

interface Attempt {
  readonly stores: ByteStores;
  readonly request: WireRequest;
  readonly context: RequestContext;
  readonly wishes: ExchangeWishes;
}

async function attemptOnce(
  options: ApiSessionOptions,
  { stores, request, context, wishes }: Attempt,
): Promise<ApiAnswer> {
  const { transport, requestTimeoutMs, maxBodyBytes } = options;
  const late = kubernetesError({
    code: 'REQUEST_TIMED_OUT',
    message: `${transport.endpoint} did not finish answering ${request.method} ${request.path.split('?')[0]} within ${requestTimeoutMs / 1000} s.`,
    nextSteps: ['Try again with a longer --timeout; the API server may be overloaded.'],
  });
  const limit = new AbortController();
  const timer = setTimeout(() => limit.abort(late), requestTimeoutMs);
  const forward = (): void => limit.abort(context.signal.reason);
  context.signal.addEventListener('abort', forward, { once: true });
  try {
    context.signal.throwIfAborted();
    context.countCall();
    const answer = await transport.send(request, limit.signal);
    const store = await readBody({
      body: answer.body,
      maxBytes: maxBodyBytes,
      signal: limit.signal,
      // The next page of a list, which is about as long as the one before.
      store: stores.open(wishes.urgent === true ? 'page' : 'unknown'),
      onStart: wishes.onStart,
    });
    return { status: answer.status, headers: answer.headers, body: store.bytes, release: () => store.free() };
  } catch (error) {
    throw limit.signal.aborted ? limit.signal.reason : error;
  } finally {
    clearTimeout(timer);
    context.signal.removeEventListener('abort', forward);
  }
}

/** Makes an {@link ApiSession}. */
export function createApiSession(options: ApiSessionOptions): ApiSession {
  const placed = async (attempt: Attempt): Promise<ApiAnswer | CloudOpsError> => {
    const release = await options.places.acquire(attempt.wishes.urgent);
    try {
      return await attemptOnce(options, attempt);
    } catch (error) {
      if (CloudOpsError.isInstance(error)) return error;
      throw error;
    } finally {
      release();
    }
  };
  const stores = new ByteStores();
  let lists: ListPlanner | undefined;
  return {
    get endpoint() {
      return options.transport.endpoint;
    },
    get lists() {
      if (!takesProtobuf(options.transport)) return null;
      lists ??= createListPlanner();
      return lists;
    },
    async exchange(request, context, wishes = {}) {
      for (let attempt = 1; ; attempt += 1) {
        const outcome = await placed({ stores, request, context, wishes });
        const question = { outcome, attempt, method: request.method, now: context.clock.now() };
        const delay = wishes.once === true ? null : retryDelay(question);
        if (delay === null) {
          if (CloudOpsError.isInstance(outcome)) throw outcome;
          return outcome;
        }
        await context.clock.sleep(delay, context.signal);
      }
    },
  };
}
