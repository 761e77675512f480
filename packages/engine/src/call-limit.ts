import type { Evidence } from '@cloudops/spec';

/** How long a provider may still take to answer once its signal aborted. */
const graceMs = 500;

/** Ends one call outside of a run. */
export interface CallLimit {
  /** For the provider. */
  readonly signal: AbortSignal;
  /** Settles half a second after the signal aborted, for a provider that is deaf to it; never otherwise. */
  readonly expired: Promise<Evidence<never>>;
  /** Whether the time ran out. */
  hasTimedOut(): boolean;
  /** Lets go of the timers and of the caller's signal. */
  dispose(): void;
}

const timeRanOut = { kind: 'timeout', message: 'the time allowed ran out before it answered' } as const;

/** Starts a limit. @param signal the caller's, which ends the call earlier. */
export function createCallLimit(limitMs: number, signal: AbortSignal): CallLimit {
  const controller = new AbortController();
  const { promise, resolve } = Promise.withResolvers<Evidence<never>>();
  const timers: NodeJS.Timeout[] = [];
  let isLate = false;
  const end = (
    reason: { readonly kind: 'timeout' | 'interrupted'; readonly message: string },
    cause: unknown,
  ): void => {
    if (controller.signal.aborted) return;
    // A provider tells time that ran out from an interrupt by it.
    controller.abort(cause);
    timers.push(setTimeout(() => resolve({ status: 'unknown', reason }), graceMs));
  };
  const onTimeout = (): void => {
    isLate = true;
    const message = `no answer within ${limitMs / 1000} s`;
    end({ kind: 'timeout', message }, new DOMException(message, 'TimeoutError'));
  };
  const onAbort = (): void => {
    const isTime = signal.reason instanceof Error && signal.reason.name === 'TimeoutError';
    const reason = isTime ? timeRanOut : ({ kind: 'interrupted', message: 'interrupted' } as const);
    end(reason, signal.reason);
  };
  timers.push(setTimeout(onTimeout, limitMs));
  if (signal.aborted) onAbort();
  else signal.addEventListener('abort', onAbort, { once: true });
  return {
    signal: controller.signal,
    expired: promise,
    hasTimedOut: () => isLate,
    dispose: () => {
      for (const timer of timers) clearTimeout(timer);
      signal.removeEventListener('abort', onAbort);
    },
  };
}
