/** Lets at most `size` holders in at a time, first come first served. */
export interface Semaphore {
  /** Waits for a place. @returns what gives it back; calling that twice does nothing. @throws the signal's reason. */
  acquire(signal: AbortSignal): Promise<() => void>;
}

/** Makes a {@link Semaphore}. */
export function createSemaphore(size: number): Semaphore {
  let free = Math.max(1, Math.floor(size));
  const waiting = new Set<() => void>();
  const release = (): void => {
    const [next] = waiting;
    if (next === undefined) free += 1;
    else {
      waiting.delete(next);
      next();
    }
  };
  const wait = (signal: AbortSignal): Promise<void> =>
    new Promise((resolve, reject) => {
      const leave = (): void => {
        waiting.delete(enter);
        reject(signal.reason);
      };
      const enter = (): void => {
        signal.removeEventListener('abort', leave);
        resolve();
      };
      signal.addEventListener('abort', leave, { once: true });
      waiting.add(enter);
    });
  return {
    async acquire(signal) {
      signal.throwIfAborted();
      if (free > 0) free -= 1;
      else await wait(signal);
      let held = true;
      return () => {
        if (held) release();
        held = false;
      };
    },
  };
}
