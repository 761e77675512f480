import type { ChangeVerification, Observation } from '@cloudops/spec';

/**
 * How far a change is known to have come. `intent`: it may have been made. `changed`: it was made. `verified`: and healed.
 * `undoing`: it may have been taken back. `undone`: it was, and was seen to be. `settled`: nothing is open, and its step's output says what became of it.
 */
export type ChangePhase = 'intent' | 'changed' | 'verified' | 'undoing' | 'undone' | 'settled';

/** What is written down before a change is made: all that is needed to recognise it and to take it back. */
export interface ChangeIntent {
  readonly run_id: string;
  readonly step: string;
  readonly before: Observation;
}

/** A change as the journal has it. */
export interface ChangeRecord extends ChangeIntent {
  readonly phase: ChangePhase;
  /** Null where it was not looked for, or could not be told. */
  readonly verification: ChangeVerification | null;
  /** ISO 8601, UTC: when the phase was last written. */
  readonly updated_at: string;
}
