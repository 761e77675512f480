/** Why a model gave no usable answer. Expected, so a value: another parser reads the question instead. */
export type ParserFailureKind =
  | 'no-key'
  | 'key-rejected'
  | 'rate-limited'
  | 'overloaded'
  | 'timed-out'
  | 'unreachable'
  | 'cut-off'
  | 'too-large'
  | 'request-rejected'
  | 'refused'
  | 'truncated'
  | 'malformed'
  | 'invalid-answer'
  | 'over-budget'
  | 'too-often'
  | 'price-unknown'
  | 'ledger-unusable';

/** A failure as another parser's user is told of it. Holds neither a key nor anything that a server wrote. */
export interface ParserFailure {
  readonly kind: ParserFailureKind;
  /** One sentence for a person. */
  readonly why: string;
  /** The HTTP status, where one came. */
  readonly status?: number;
  /** How long the server asked to wait, in milliseconds. */
  readonly retryAfterMs?: number;
}

const transient: readonly ParserFailureKind[] = ['rate-limited', 'overloaded', 'timed-out', 'unreachable', 'cut-off'];
const ofTheAnswer: readonly ParserFailureKind[] = ['refused', 'truncated', 'malformed', 'invalid-answer', 'too-large'];
const unbilled: readonly ParserFailureKind[] = [
  'no-key',
  'key-rejected',
  'rate-limited',
  'overloaded',
  'request-rejected',
];

/** Whether asking again may help. */
export function isTransient(failure: ParserFailure): boolean {
  return transient.includes(failure.kind);
}

/** Whether a model answered, only not so that it could be used. */
export function isAboutAnswer(failure: ParserFailure): boolean {
  return ofTheAnswer.includes(failure.kind);
}

/** Whether a server that failed so has not worked, so that nothing is owed. For all others that is unknown. */
export function isUnbilled(failure: ParserFailure): boolean {
  return unbilled.includes(failure.kind);
}
