import type { ActionProgress, ChangeMark, ChangeProtocol, Clock } from '@cloudops/spec';
import type { BoundStep } from '../admission/binding.ts';
import type { StopSignal } from '../stop-signal.ts';
import type { Timers } from '../timers.ts';

/** Ends calls early; whoever made it lets go of it. */
export type Stop = Pick<StopSignal, 'signal' | 'reason'>;

/** A stop that never comes: for calls that must end by themselves, since the world has to be known after them. */
export const noStop: Stop = { signal: new AbortController().signal, reason: () => undefined };

/** One step that changes something, with all that its calls need. */
export interface Change {
  readonly bound: BoundStep;
  readonly protocol: ChangeProtocol;
  /** Has passed the action's input schema. */
  readonly input: unknown;
  /** Left out only where a call belongs to no change. */
  readonly mark?: ChangeMark;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly notify: (progress: ActionProgress) => void;
  readonly countCall: () => void;
}
