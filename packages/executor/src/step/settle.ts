import { CloudOpsError, type Evidence, type Json, type UnknownKind, type UnknownReason } from '@cloudops/spec';

/** An outcome whose output is JSON, checked or about to be. */
export type Outcome = Evidence<Json>;

/** An unknown without output. */
export function createUnknown(kind: UnknownKind, message: string): Outcome & { readonly status: 'unknown' } {
  return { status: 'unknown', reason: { kind, message } };
}

/** An unknown with a reason that exists already. */
export function toUnknown(reason: UnknownReason): Outcome & { readonly status: 'unknown' } {
  return { status: 'unknown', reason };
}

/** What a thrown value says, in one line. */
export function messageOf(error: unknown): string {
  if (CloudOpsError.isInstance(error) || error instanceof Error) return error.message;
  return String(error);
}
