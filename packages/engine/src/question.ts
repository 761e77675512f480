import type { Decision, Intent, Plan, PlanFile } from '@cloudops/spec';
import type { EngineOptions } from './engine-options.ts';
import { createRecords, type Recorder } from './records.ts';

/** One question on its way through the stages. */
export interface Question {
  readonly text: string;
  readonly records: Recorder;
  /** Milliseconds since the Unix epoch. */
  readonly startedAt: number;
  /** The engine's clock, for the duration. */
  now(): number;
  readonly intent?: Intent;
  readonly plan?: Plan;
  readonly decision?: Decision;
  readonly file?: PlanFile;
  readonly why?: string;
  readonly identities?: Readonly<Record<string, string | null>>;
}

/** Starts a question; nothing is written yet. */
export function createQuestion(text: string, options: EngineOptions): Question {
  return { text, records: createRecords(options), startedAt: options.clock.now(), now: () => options.clock.now() };
}
