import { setTimeout as sleep } from 'node:timers/promises';
import { TestbedError } from './errors.ts';

/** How long a cluster may take to come to something, in milliseconds: on two cores with several control planes it can be minutes. */
export const longestWaitMs: number = 240_000;

/** How to wait. */
export interface WaitOptions {
  /** What is waited for, for the message. */
  readonly what: string;
  readonly timeoutMs: number;
  readonly intervalMs?: number;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Asks until `probe` answers null. Any other answer says what is missing, and ends up in the error.
 * @throws TestbedError `WAIT_TIMEOUT`, or what `probe` throws, or the signal's reason.
 */
export async function waitUntil(options: WaitOptions, probe: () => Promise<string | null>): Promise<void> {
  const deadline = performance.now() + options.timeoutMs;
  for (;;) {
    options.signal?.throwIfAborted();
    const missing = await probe();
    if (missing === null) return;
    if (performance.now() > deadline) {
      const seconds = Math.round(options.timeoutMs / 1000);
      const message = `Waited ${seconds} s for ${options.what}; last seen: ${missing}`;
      throw new TestbedError({ code: 'WAIT_TIMEOUT', message });
    }
    await sleep(options.intervalMs ?? 200, undefined, options.signal === undefined ? {} : { signal: options.signal });
  }
}
