import { setTimeout as sleep } from 'node:timers/promises';
import type { ActionContext } from '@cloudops/spec';

let changes = 0;

/** A context with the real clock, no deadline, and a mark of its own. */
export function createSystemContext(signal: AbortSignal = new AbortController().signal): ActionContext {
  changes += 1;
  return {
    signal,
    target: { provider: 'kubernetes', name: 'test', environment: 'dev' },
    clock: {
      now: () => Date.now(),
      sleep: async (ms, sleeping) => {
        await sleep(ms, undefined, sleeping === undefined ? {} : { signal: sleeping });
      },
    },
    change: { id: `run_1/step-${changes}`, planId: `pln_${'0a'.repeat(32)}` },
    notify: () => undefined,
    countCall: () => undefined,
  };
}
