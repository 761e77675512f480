import { CloudOpsError } from '@cloudops/spec';
import { toWord } from './attributes.ts';

/** What of an error may be told: its code. Messages hold names of objects. */
export function toErrorType(error: unknown): string {
  if (CloudOpsError.isInstance(error)) return toWord(error.code);
  const isAbort = error instanceof Error && (error.name === 'AbortError' || error.name === 'TimeoutError');
  return isAbort ? error.name : 'UNEXPECTED';
}
