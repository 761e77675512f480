import type { JsonObject } from '@cloudops/spec';
import type { Place } from '../../listing/listing.ts';
import { compareText } from '../../text/compare-text.ts';
import type { ChangeCall } from '../call/send.ts';
import { ownTags, type SavedRule, toPermission } from './rule.ts';

/** Where the rules are. */
export interface GroupPlace {
  readonly place: Place;
  readonly group: string;
}

/** The most rules in one call, which EC2 does not state: groups have 60 rules in either direction unless raised. */
const mostInCall = 100;

function chunk<Item>(items: readonly Item[]): readonly (readonly Item[])[] {
  const count = Math.ceil(items.length / mostInCall);
  return Array.from({ length: count }, (_, index) => items.slice(index * mostInCall, (index + 1) * mostInCall));
}

/** The calls that take rules away, by id: ingress first. */
export function revokeCalls({ place, group }: GroupPlace, rules: readonly SavedRule[]): readonly ChangeCall[] {
  return [false, true].flatMap((egress) =>
    chunk(rules.filter((rule) => rule.egress === egress)).map((some) => ({
      operation: egress ? 'RevokeSecurityGroupEgress' : 'RevokeSecurityGroupIngress',
      place,
      input: { GroupId: group, SecurityGroupRuleIds: some.map(({ id }) => id) },
    })),
  );
}

/** The calls that authorise rules again. Tags of a call go to all of its rules: one call for each set of tags. */
export function authorizeCalls({ place, group }: GroupPlace, rules: readonly SavedRule[]): readonly ChangeCall[] {
  const sets = Map.groupBy(rules, ({ egress, tags }) => JSON.stringify([egress, ownTags(tags)]));
  const sorted = [...sets].sort(([left], [right]) => compareText(left, right)).map(([, some]) => some);
  return sorted.flatMap((set) =>
    chunk(set).map((some) => ({
      operation: some[0]?.egress === true ? 'AuthorizeSecurityGroupEgress' : 'AuthorizeSecurityGroupIngress',
      place,
      input: { GroupId: group, IpPermissions: some.map(toPermission), ...tagsFor(some) },
    })),
  );
}

function tagsFor(rules: readonly SavedRule[]): JsonObject {
  const tags = ownTags(rules[0]?.tags ?? []).map(([Key, Value]) => ({ Key, Value }));
  return tags.length === 0 ? {} : { TagSpecifications: [{ ResourceType: 'security-group-rule', Tags: tags }] };
}
