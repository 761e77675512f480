import type { ActionContext, ActionProgress, Clock } from '@cloudops/spec';
import { defaultLimits as limits } from '../protocol/limits.ts';
import type { PlainContext } from '../protocol/messages.ts';
import type { Asks } from './asks.ts';
import type { Channel } from './channel.ts';
import { readHostClock } from './host-clock.ts';

/** How often progress is passed on. */
const everyMs = 100;

/** One open call: its context, and what still has to be said before it ends. */
export interface CallScope {
  readonly context: ActionContext;
  /** Says what was held back. Nothing is heard afterwards. */
  end(): void;
}

function createClock(id: number, asks: Asks): Clock {
  return {
    now: () => readHostClock(id),
    sleep: async (ms, signal) => {
      await asks.ask({ what: 'sleep', call: id, ms: Math.max(0, Number.isFinite(ms) ? ms : 0) }, signal);
    },
  };
}

function toPlainProgress({ message, done, total }: ActionProgress): ActionProgress {
  return {
    message: String(message).slice(0, 2_000),
    ...(typeof done === 'number' && Number.isFinite(done) ? { done } : {}),
    ...(typeof total === 'number' && Number.isFinite(total) ? { total } : {}),
  };
}

/** Counts here and speaks now and then, so that a call that tells much costs the host little. */
class Teller {
  readonly #id: number;
  readonly #channel: Channel;
  #notices = 0;
  #latest: ActionProgress | undefined;
  #saidAt = Number.NEGATIVE_INFINITY;
  #counted = 0;
  #isOpen = true;

  constructor(id: number, channel: Channel) {
    this.#id = id;
    this.#channel = channel;
  }

  notify(progress: ActionProgress): void {
    if (!this.#isOpen) return;
    this.#notices += 1;
    this.#latest = toPlainProgress(progress);
    // Past the limit it is said at once: a loop that never yields would keep it for ever.
    const isDue = performance.now() - this.#saidAt >= everyMs || this.#notices > limits.notices;
    if (isDue) this.#sayProgress();
  }

  count(): void {
    if (!this.#isOpen) return;
    this.#counted += 1;
    if (this.#counted > limits.counted) this.#sayCount();
    else if (this.#counted === 1) setImmediate(() => this.#sayCount());
  }

  end(): void {
    this.#sayProgress();
    this.#sayCount();
    this.#isOpen = false;
  }

  #sayProgress(): void {
    if (this.#latest === undefined || !this.#isOpen) return;
    this.#channel.send({ kind: 'notify', id: this.#id, times: this.#notices, progress: this.#latest });
    this.#latest = undefined;
    this.#notices = 0;
    this.#saidAt = performance.now();
  }

  #sayCount(): void {
    if (this.#counted === 0 || !this.#isOpen) return;
    this.#channel.send({ kind: 'count', id: this.#id, times: this.#counted });
    this.#counted = 0;
  }
}

/** Opens the context of a call over the line to the host. */
export function openCallScope(options: {
  readonly id: number;
  readonly plain: PlainContext;
  readonly signal: AbortSignal;
  readonly channel: Channel;
  readonly asks: Asks;
}): CallScope {
  const { id, plain, signal, channel, asks } = options;
  const teller = new Teller(id, channel);
  const context: ActionContext = {
    ...plain,
    ...{ signal, clock: createClock(id, asks) },
    notify: (progress) => teller.notify(progress),
    countCall: () => teller.count(),
  };
  return { context, end: () => teller.end() };
}
