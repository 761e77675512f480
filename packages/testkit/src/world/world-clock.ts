import type { Clock, World } from '@cloudops/spec';

/**
 * Makes the clock of a replay: it starts when recording began, and moves only when something sleeps, which takes no time.
 * Sleeps that overlap count once. Never goes back.
 */
export function createWorldClock(world: Pick<World, 'recorded_at'>): Clock {
  let now = world.recorded_at;
  return {
    now: () => now,
    sleep: async (ms, signal) => {
      signal?.throwIfAborted();
      const wake = now + Math.max(0, ms);
      // Others that sleep at the same moment must read the same start.
      await Promise.resolve();
      signal?.throwIfAborted();
      now = Math.max(now, wake);
    },
  };
}
