import type { ActionContext, Evidence, Json } from '@cloudops/spec';
import type { OwnAwsSession } from '../../clients/aws-session.ts';
import { someOf } from '../../cost/waste/words.ts';
import type { Place } from '../../listing/listing.ts';
import { compareText } from '../../text/compare-text.ts';
import { tagsAt, textAt } from '../../value/read.ts';
import { readAll } from '../call/read.ts';
import { countInterfaces, readRules } from '../group/read-group.ts';
import { derive, failureOf, present, refused, type Unknown } from '../reason.ts';
import type { SavedGroup } from './delete-state.ts';

/** A group with its rules. */
export async function readWhole(
  session: OwnAwsSession,
  place: Place,
  item: Json,
  context: ActionContext,
): Promise<Evidence<SavedGroup>> {
  const id = textAt(item, 'GroupId');
  return derive(await readRules(session, place, id, context), (rules) => ({
    id,
    name: textAt(item, 'GroupName'),
    description: textAt(item, 'Description'),
    vpc: textAt(item, 'VpcId'),
    tags: [...tagsAt(item, 'Tags')].sort(([left], [right]) => compareText(left, right)),
    rules,
  }));
}

/** The group of a name in a network; names are unique there. Absent without one. */
export async function findByName(
  session: OwnAwsSession,
  place: Place,
  { vpc, name }: SavedGroup,
  context: ActionContext,
): Promise<Evidence<SavedGroup>> {
  const reading = {
    operation: 'DescribeSecurityGroups',
    items: 'SecurityGroups',
    key: 'GroupId',
    input: {
      Filters: [
        { Name: 'vpc-id', Values: [vpc] },
        { Name: 'group-name', Values: [name.replaceAll(/[*?\\]/g, String.raw`\$&`)] },
      ],
    },
  };
  const found = await readAll(session, place, reading, context);
  if (found.status !== 'present') return failureOf(found, name);
  const item = found.output.find((one) => textAt(one, 'GroupName') === name);
  return item === undefined ? { status: 'absent' } : readWhole(session, place, item, context);
}

async function referrersOf(
  session: OwnAwsSession,
  place: Place,
  id: string,
  context: ActionContext,
): Promise<Evidence<readonly string[]>> {
  const found: string[] = [];
  for (const filter of ['ip-permission.group-id', 'egress.ip-permission.group-id']) {
    const reading = {
      operation: 'DescribeSecurityGroups',
      items: 'SecurityGroups',
      key: 'GroupId',
      input: { Filters: [{ Name: filter, Values: [id] }] },
    };
    const read = await readAll(session, place, reading, context);
    if (read.status !== 'present') return failureOf(read, 'groups that refer to it');
    found.push(...read.output.map((item) => textAt(item, 'GroupId')));
  }
  return present([...new Set(found)].filter((other) => other !== id).sort());
}

/** What uses a group, and so stands against deleting it. Null when nothing does that can be seen. */
export async function objectionToDeleting(
  session: OwnAwsSession,
  place: Place,
  { id, name }: SavedGroup,
  context: ActionContext,
): Promise<Unknown | null> {
  if (name === 'default') return refused(`${id} is the default group of its network, which cannot be deleted`);
  const interfaces = await countInterfaces(session, place, id, context);
  if (interfaces.status !== 'present') return failureOf(interfaces, 'its interfaces');
  if (interfaces.output > 0) return refused(`${id} is on ${interfaces.output} interfaces`, 'other groups for these');
  const referrers = await referrersOf(session, place, id, context);
  if (referrers.status !== 'present') return failureOf(referrers, 'groups that refer to it');
  if (referrers.output.length === 0) return null;
  return refused(`rules of ${someOf(referrers.output)} refer to ${id}`, 'these rules revoked first');
}
