import { z } from 'zod';
import type { Place } from '../../listing/listing.ts';
import { groupId } from '../group/revoke-input.ts';
import { contentOf, type SavedRule, savedRuleSchema } from '../group/rule.ts';
import { isOwnTag } from '../mark.ts';
import { type PlaceInput, placeFields, placeSchema } from '../place/place-input.ts';
import { versionOf } from '../version.ts';

/** Input of `aws.sg-delete`. */
export interface DeleteGroupInput extends PlaceInput {
  readonly group_id: string;
}

/** Checks a {@link DeleteGroupInput}. */
export const deleteGroupInput: z.ZodType<DeleteGroupInput> = z.strictObject({ group_id: groupId, ...placeFields });

/** A group with all that is needed to make a like one. */
export interface SavedGroup {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly vpc: string;
  /** Sorted by key. */
  readonly tags: readonly (readonly [key: string, value: string])[];
  /** Sorted by id. */
  readonly rules: readonly SavedRule[];
}

/** What deleting a group saves. */
export interface DeleteGroupSaved {
  readonly place: Place;
  readonly group: SavedGroup;
}

/** Checks a {@link DeleteGroupSaved}. */
export const deleteGroupState: z.ZodType<DeleteGroupSaved> = z.strictObject({
  place: placeSchema,
  group: z.strictObject({
    id: groupId,
    name: z.string().min(1),
    description: z.string(),
    vpc: z.string().regex(/^vpc-[0-9a-z]{1,17}$/),
    tags: z.array(z.tuple([z.string(), z.string()])),
    rules: z.array(savedRuleSchema),
  }),
});

/** Rules as another group would have them: one that names its own group names the other one then. */
export function rulesFor(rules: readonly SavedRule[], from: string, to: string): readonly SavedRule[] {
  return rules.map((rule) => {
    const isOwn = rule.source.kind === 'group' && rule.source.value === from;
    return isOwn ? { ...rule, source: { ...rule.source, value: to } } : rule;
  });
}

/** The version of a group: by content, since one that is made again has another id. */
export function groupVersion({ id, name, description, vpc, tags, rules }: SavedGroup): string {
  const contents = rulesFor(rules, id, 'itself').map(contentOf).sort();
  const own = tags.filter(([key]) => !isOwnTag(key)).map(([key, value]) => [key, value]);
  return versionOf([name, description, vpc, own, contents]);
}
