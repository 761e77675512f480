import { createHash } from 'node:crypto';
import type { Json } from '@cloudops/spec';

/** The version of something that is gone (see `ChangeSighting` of @cloudops/spec). */
export const gone = 'gone';

/** A version out of what a change relies on: equal when, and only when, all of it is. Keys must come in a fixed order. */
export function versionOf(reliedOn: Json): string {
  return `sha256:${createHash('sha256').update(JSON.stringify(reliedOn)).digest('hex')}`;
}
