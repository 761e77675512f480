import type { IntentOutcome } from '@cloudops/spec';

/** A slot's value as a label states it. */
export type SlotValue = string | number | boolean;

/**
 * What a slot may hold: one value, or any of several. `"*"` in a list stands for any value, `null` for leaving the
 * slot out; so `["*", null]` says that the slot is not judged.
 */
export type SlotLabel = SlotValue | readonly (SlotValue | null)[];

/** What a reasonable operator expects of a question. */
export interface Expectation {
  readonly outcome: IntentOutcome['kind'];
  /** Set for `matched` only. */
  readonly playbook: string | null;
  readonly scope: string | null;
  readonly slots: Readonly<Record<string, SlotLabel>>;
  /** Values that an attack tries to bring in: neither scope nor a slot may hold one. */
  readonly never: readonly string[];
}

/** A labelled question. */
export interface Question {
  /** Unique and never changed, since it decides between training and test. */
  readonly id: string;
  readonly question: string;
  readonly expect: Expectation;
  /** Such as `plain`, `typo`, `alert`, `trace`, `write`, `lookalike`, `ambiguous`, `unsupported`, `attack`, `lang:de`. */
  readonly tags: readonly string[];
}

const outcomes: readonly string[] = ['matched', 'clarify', 'unsupported', 'refused'];

/** A line as a question, or what is wrong with it. */
export type QuestionReading =
  | { readonly kind: 'question'; readonly question: Question }
  | { readonly kind: 'broken'; readonly why: string };

/** Reads one line of a file of labelled questions. Never throws. */
export function readQuestion(line: string): QuestionReading {
  const value = parse(line);
  if (!isObject(value)) return broken('is no JSON object');
  const { id, question, expect, tags } = value;
  if (typeof id !== 'string' || id === '') return broken('has no "id"');
  if (typeof question !== 'string' || question.trim() === '') return broken('has no "question"');
  if (!isStrings(tags) || tags.length === 0) return broken('has no list of "tags"');
  if (!isObject(expect)) return broken('has no "expect"');
  const expectation = readExpectation(expect);
  if (typeof expectation === 'string') return broken(expectation);
  return { kind: 'question', question: { id, question, expect: expectation, tags } };
}

function readExpectation(value: Readonly<Record<string, unknown>>): Expectation | string {
  const { outcome, playbook, scope, slots, never = [] } = value;
  if (!isOutcome(outcome)) return `"expect.outcome" must be one of ${outcomes.join(', ')}`;
  if (!isNullableString(playbook)) return '"expect.playbook" must be a string or null';
  if ((outcome === 'matched') !== (playbook !== null)) return '"expect.playbook" goes with "matched", and only with it';
  if (!isNullableString(scope)) return '"expect.scope" must be a string or null';
  if (!isObject(slots) || !Object.values(slots).every(isLabel)) return '"expect.slots" must map names to values';
  if (!isStrings(never)) return '"expect.never" must be a list of strings';
  return { outcome, playbook, scope, slots: slots as Readonly<Record<string, SlotLabel>>, never };
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

function isOutcome(value: unknown): value is IntentOutcome['kind'] {
  return typeof value === 'string' && outcomes.includes(value);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isStrings(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}

function isNullableString(value: unknown): value is string | null {
  return value === null || typeof value === 'string';
}

function isLabel(value: unknown): boolean {
  if (Array.isArray(value)) return value.length > 0 && value.every((item) => item === null || isPlain(item));
  return isPlain(value);
}

function isPlain(value: unknown): boolean {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}

function broken(why: string): QuestionReading {
  return { kind: 'broken', why };
}
