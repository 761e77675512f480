import { CloudOpsError } from '@cloudops/spec';

/** Runs few calls at a time, lets few more wait, and refuses the rest. */
export interface CallQueue {
  /**
   * Runs `work` once there is room.
   * @throws CloudOpsError `MCP_BUSY` when too many wait, `MCP_STOPPING` after {@link CallQueue.close}, and the signal's reason.
   */
  run<Result>(work: (signal: AbortSignal) => Promise<Result>, signal: AbortSignal): Promise<Result>;
  /** Takes no more, aborts what runs, and waits until it has ended, for so many milliseconds at most. */
  close(graceMs: number): Promise<void>;
}

/** How many calls run at once, and how many may wait. */
export interface CallLimits {
  readonly running: number;
  readonly waiting: number;
}

/** Makes a queue. What a call reads of a cloud is held in memory: few at a time is what keeps that bounded. */
export function createCallQueue({ running: most, waiting: room }: CallLimits): CallQueue {
  const stop = new AbortController();
  const calls = new Set<Promise<unknown>>();
  const waiting: (() => void)[] = [];
  let used = 0;
  const take = async (signal: AbortSignal): Promise<void> => {
    if (used < most) {
      used += 1;
      return;
    }
    if (waiting.length >= room) throw busy(most, room);
    await waitIn(waiting, signal);
  };
  // A place goes to whoever waits longest without ever being free: nobody who comes now can take it.
  const leave = (): void => {
    const next = waiting.shift();
    if (next === undefined) used -= 1;
    else next();
  };
  const runNow = async <Result>(
    work: (signal: AbortSignal) => Promise<Result>,
    signal: AbortSignal,
  ): Promise<Result> => {
    await take(signal);
    try {
      signal.throwIfAborted();
      return await work(signal);
    } finally {
      leave();
    }
  };
  return {
    async run(work, given) {
      if (stop.signal.aborted) throw stopping();
      const signal = AbortSignal.any([given, stop.signal]);
      signal.throwIfAborted();
      const call = runNow(work, signal);
      calls.add(call);
      try {
        return await call;
      } finally {
        calls.delete(call);
      }
    },
    async close(graceMs) {
      stop.abort(new DOMException('The server is stopping.', 'AbortError'));
      const { promise, resolve } = Promise.withResolvers<void>();
      const timer = setTimeout(resolve, graceMs);
      await Promise.race([Promise.allSettled([...calls]), promise]);
      clearTimeout(timer);
    },
  };
}

/** Stands in a line until somebody calls, or until the signal aborts. @throws the signal's reason. */
function waitIn(line: (() => void)[], signal: AbortSignal): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const onAbort = (): void => {
    const place = line.indexOf(resolve);
    if (place >= 0) line.splice(place, 1);
    reject(signal.reason);
  };
  signal.addEventListener('abort', onAbort, { once: true });
  line.push(resolve);
  return promise.finally(() => signal.removeEventListener('abort', onAbort));
}

function busy(running: number, waiting: number): CloudOpsError {
  return new CloudOpsError({
    code: 'MCP_BUSY',
    message: `The server is busy: ${running} calls run and ${waiting} wait.`,
    nextSteps: ['Wait for an answer, then call the tool again.'],
  });
}

function stopping(): CloudOpsError {
  return new CloudOpsError({
    code: 'MCP_STOPPING',
    message: 'The server is stopping.',
    nextSteps: ['Start it again.'],
  });
}
