/** Lets at most `size` holders in at a time: the urgent first, then first come first served. */
export interface Semaphore {
  /** Waits for a place. @returns what gives it back; calling that twice does nothing. */
  acquire(urgent?: boolean): Promise<() => void>;
}

/** Makes a {@link Semaphore}. */
export function createSemaphore(size: number): Semaphore {
  let free = Math.max(1, Math.floor(size));
  const urgentOnes: (() => void)[] = [];
  const waiting: (() => void)[] = [];
  const release = (): void => {
    const next = urgentOnes.shift() ?? waiting.shift();
    if (next === undefined) free += 1;
    else next();
  };
  return {
    async acquire(urgent = false) {
      if (free > 0) free -= 1;
      else await new Promise<void>((resolve) => (urgent ? urgentOnes : waiting).push(resolve));
      let held = true;
      return () => {
        if (held) release();
        held = false;
      };
    },
  };
}
