import { z } from 'zod';
import type { Place } from '../../listing/listing.ts';
import { placeSchema } from '../place/place-input.ts';
import { versionOf } from '../version.ts';
import { contentOf, type SavedRule, savedRuleSchema } from './rule.ts';

/** What a revocation saves. */
export interface RevokeState {
  readonly place: Place;
  readonly group: string;
  /** The rules that go, whole. */
  readonly rules: readonly SavedRule[];
  /** Ids of rules that stay and let some of the same through: known, and told, before anything was done. */
  readonly staying: readonly string[];
}

/** Checks a {@link RevokeState}. */
export const revokeState: z.ZodType<RevokeState> = z.strictObject({
  place: placeSchema,
  group: z.string().regex(/^sg-[0-9a-z]{1,17}$/),
  rules: z.array(savedRuleSchema).min(1),
  staying: z.array(z.string()),
});

/** The version of a group as far as these rules go: by content, since a rule that is authorised again has another id. */
export function rulesVersion(group: string, rules: readonly SavedRule[]): string {
  return versionOf([group, ...rules.map(contentOf).sort()]);
}
