import { setTimeout as wait } from 'node:timers/promises';
import type { Clock } from '@cloudops/spec';

/** The clock for calls that bring none. */
export const realClock: Clock = {
  now: () => Date.now(),
  sleep: async (ms, signal) => {
    await wait(ms, undefined, { ref: false, ...(signal === undefined ? {} : { signal }) });
  },
};
