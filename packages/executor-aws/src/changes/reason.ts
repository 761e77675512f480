import type { Evidence, UnknownKind } from '@cloudops/spec';

/** What is not known, or cannot be done, and why. */
export type Unknown = Extract<Evidence<never>, { readonly status: 'unknown' }>;

/** An `unknown` with its reason. */
export function unknown(kind: UnknownKind, message: string, needs?: string): Unknown {
  return { status: 'unknown', reason: { kind, message, ...(needs === undefined ? {} : { needs }) } };
}

/** The change cannot be made as asked; `needs` says what would make it possible. */
export function refused(message: string, needs?: string): Unknown {
  return unknown('invalid', message, needs);
}

/** The world has moved since it was looked at. Promises that nothing was done. */
export function stale(message: string): Unknown {
  return unknown('stale', message);
}

/** What is known, as evidence. */
export function present<Output>(output: Output): { readonly status: 'present'; readonly output: Output } {
  return { status: 'present', output };
}

/** Evidence that is not present, for a caller to whom that is a failure: `absent` becomes `unknown`. */
export function failureOf(evidence: Evidence<unknown>, what: string): Unknown {
  if (evidence.status === 'unknown') return { status: 'unknown', reason: evidence.reason };
  return unknown('not-found', `${what} is not there`);
}

/** Evidence of something made out of what was read; what was not read whole has no output. */
export function derive<Read, Made>(evidence: Evidence<Read>, make: (read: Read) => Made): Evidence<Made> {
  if (evidence.status === 'present') return present(make(evidence.output));
  return evidence.status === 'absent' ? evidence : { status: 'unknown', reason: evidence.reason };
}
