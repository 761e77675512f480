import type { Decision, Intent, IntentOutcome, Plan, Report, Run, StepResult } from '@cloudops/spec';

/** What is observed. */
export type Operation = 'investigate' | 'triage' | 'plan' | 'apply' | 'resume' | 'rollback';

/** What an engine tells while it works; the engine's own events fit. */
export type ObservedEvent =
  | { readonly kind: 'intent-parsed'; readonly outcome: IntentOutcome }
  | { readonly kind: 'plan-created'; readonly plan: Plan }
  | { readonly kind: 'plan-decided'; readonly decision: Decision }
  | { readonly kind: 'step-started'; readonly step: string; readonly action: string }
  | { readonly kind: 'step-progress' }
  | { readonly kind: 'step-finished'; readonly step: string; readonly result: StepResult }
  | { readonly kind: 'journal-failed'; readonly error: unknown };

/** What an engine answers; its own answer fits. */
export interface ObservedOutcome {
  /** How far it came, such as `answered`. */
  readonly kind: string;
  readonly report: Pick<Report, 'status' | 'findings'>;
  readonly intent: Pick<Intent, 'parser'>;
  readonly plan: Plan | null;
  readonly run: Run | null;
}

/** One question while it is worked on. Methods never throw; all but the first end of it are ignored. */
export interface Observation {
  onEvent(event: ObservedEvent): void;
  /** It was answered, whatever the answer. */
  finish(outcome: ObservedOutcome): void;
  /** It threw. */
  fail(error: unknown): void;
}
