import type { ActionContext, JsonObject } from '@cloudops/spec';

/** The tag that names the change that made something: how it is found again when the answer was lost. */
export const changeTag = 'cloudops.dev/change';

/** The tag that names the plan. */
export const planTag = 'cloudops.dev/plan';

/** What names a change in a tag; empty where the call belongs to none. */
export function markOf({ change }: ActionContext): string {
  return change?.id.slice(0, 256) ?? '';
}

/** Whether a tag is AWS's own, which nobody can set, or ours, which says nothing of what it is on. */
export function isOwnTag(key: string): boolean {
  return /^(?:aws:|cloudops\.dev\/)/i.test(key);
}

/** Tags for what a change makes, as TagSpecifications take them; `tags` are those it is to have besides. */
export function tagsOfChange(
  context: ActionContext,
  kind: string,
  tags: readonly (readonly [key: string, value: string])[] = [],
): JsonObject {
  const { change } = context;
  const own: readonly (readonly [string, string])[] = [
    ...tags.filter(([key]) => !isOwnTag(key)),
    ...(change === undefined ? [] : [[changeTag, markOf(context)] as const, [planTag, change.planId] as const]),
  ];
  if (own.length === 0) return {};
  return { TagSpecifications: [{ ResourceType: kind, Tags: own.map(([Key, Value]) => ({ Key, Value })) }] };
}
