import type { ActionContext, Evidence, Json } from '@cloudops/spec';
import type { OwnAwsSession } from '../../clients/aws-session.ts';
import type { Place } from '../../listing/listing.ts';
import { compareText } from '../../text/compare-text.ts';
import { textAt } from '../../value/read.ts';
import { readAll } from '../call/read.ts';
import type { Wanted } from '../place/find-place.ts';
import { derive, present, unknown } from '../reason.ts';
import { readRule, type SavedRule } from './rule.ts';

/** What {@link Wanted} has to say to find a group. Groups of a shared network are seen by others than their owner. */
export function wantedGroup(id: string): Wanted {
  return {
    what: `security group ${id}`,
    operation: 'DescribeSecurityGroups',
    items: 'SecurityGroups',
    key: 'GroupId',
    input: { Filters: [{ Name: 'group-id', Values: [id] }] },
    isOwn: (item: Json, account: string) => ['', account].includes(textAt(item, 'OwnerId')),
  };
}

/** All rules of a group, sorted by id. One of a kind that is not known here leaves all of them unknown. */
export async function readRules(
  session: OwnAwsSession,
  place: Place,
  group: string,
  context: ActionContext,
): Promise<Evidence<readonly SavedRule[]>> {
  const reading = {
    operation: 'DescribeSecurityGroupRules',
    items: 'SecurityGroupRules',
    key: 'SecurityGroupRuleId',
    input: { Filters: [{ Name: 'group-id', Values: [group] }] },
  };
  const read = await readAll(session, place, reading, context);
  if (read.status !== 'present') return derive(read, () => []);
  const rules = read.output.map(readRule);
  const known = rules.filter((rule) => rule !== null);
  if (known.length < rules.length) return unknown('invalid', `${group} has a rule of a kind that is not known here`);
  return present(known.toSorted((left, right) => compareText(left.id, right.id)));
}

/** How many interfaces a group is on: what feels a change of its rules. */
export async function countInterfaces(
  session: OwnAwsSession,
  place: Place,
  group: string,
  context: ActionContext,
): Promise<Evidence<number>> {
  const reading = {
    operation: 'DescribeNetworkInterfaces',
    items: 'NetworkInterfaces',
    key: 'NetworkInterfaceId',
    input: { Filters: [{ Name: 'group-id', Values: [group] }] },
  };
  return derive(await readAll(session, place, reading, context), ({ length }) => length);
}
