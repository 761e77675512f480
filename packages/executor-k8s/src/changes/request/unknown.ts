import type { Evidence, UnknownKind } from '@cloudops/spec';

/** Evidence that says why something is not known, or cannot be. */
export function unknown(kind: UnknownKind, message: string, needs?: string): Evidence<never> {
  return { status: 'unknown', reason: { kind, message, ...(needs === undefined ? {} : { needs }) } };
}
