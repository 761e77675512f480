/** Calls back after a time. Passed in so that tests need not wait. */
export interface Timers {
  /** Calls `callback` once after `ms` milliseconds. @returns a function that cancels it; may be called twice. */
  after(ms: number, callback: () => void): () => void;
}

/** `setTimeout` fires at once above this, so longer waits are cut to it. */
const longestMs = 2 ** 31 - 1;

/** The process's own timers. */
export const processTimers: Timers = {
  after(ms, callback) {
    const timer = setTimeout(callback, Math.min(ms, longestMs));
    return () => clearTimeout(timer);
  },
};
