import type { StopSignal } from '../stop-signal.ts';
import type { Timers } from '../timers.ts';
import type { Stop } from './change.ts';

/** A request that is under way is better ended by its answer than by an interrupt. */
const patienceMs = 5000;

/** Makes a stop that comes 5 s after another one. */
export function createLateStop(stop: Stop, timers: Timers): StopSignal {
  const controller = new AbortController();
  const cancels: (() => void)[] = [];
  const onStop = (): void => {
    cancels.push(timers.after(patienceMs, () => controller.abort()));
  };
  if (stop.signal.aborted) onStop();
  else stop.signal.addEventListener('abort', onStop, { once: true });
  return {
    signal: controller.signal,
    reason: () => (controller.signal.aborted ? stop.reason() : undefined),
    dispose: () => {
      for (const cancel of cancels) cancel();
      stop.signal.removeEventListener('abort', onStop);
    },
  };
}
