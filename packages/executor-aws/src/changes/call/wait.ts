import type { ActionContext, Evidence } from '@cloudops/spec';
import { unknown } from '../reason.ts';

/** How long to wait for what. */
export interface Waiting<Value> {
  /** For progress, such as `i-1 to stop`. */
  readonly what: string;
  readonly everyMs: number;
  readonly mostMs: number;
  read(): Promise<Evidence<Value>>;
  isDone(value: Value): boolean;
}

/** What a later read may get past. */
const passing: ReadonlySet<string> = new Set(['throttled', 'unreachable', 'unavailable']);

/**
 * Reads until it is done or time is up, by the context's clock.
 * @returns what was read last, done or not; what does not pass ends the wait.
 */
export async function waitFor<Value>(waiting: Waiting<Value>, context: ActionContext): Promise<Evidence<Value>> {
  const { clock, signal } = context;
  const end = clock.now() + waiting.mostMs;
  for (;;) {
    const evidence = await waiting.read();
    if (evidence.status === 'absent') return evidence;
    if (evidence.status === 'present' && waiting.isDone(evidence.output)) return evidence;
    if (evidence.status === 'unknown' && !passing.has(evidence.reason.kind)) return evidence;
    if (clock.now() >= end) return evidence;
    context.notify({ message: `waiting for ${waiting.what}` });
    try {
      await clock.sleep(waiting.everyMs, signal);
    } catch {
      const isLate = signal.reason instanceof Error && signal.reason.name === 'TimeoutError';
      return unknown(isLate ? 'timeout' : 'interrupted', `waiting for ${waiting.what} ended before it came`);
    }
  }
}
