import type { ActionContext, Evidence } from '@cloudops/spec';
import { someOf } from '../../cost/waste/words.ts';
import type { Place } from '../../listing/listing.ts';
import { textAt } from '../../value/read.ts';
import { readAll } from '../call/read.ts';
import { readRules } from '../group/read-group.ts';
import { describeRule, type SavedRule } from '../group/rule.ts';
import { failureOf, present, refused } from '../reason.ts';
import type { ChangeServices } from '../services.ts';
import { isolationName } from './contain-state.ts';

/** A group that isolates, and what it still lets through: to those who look into the case. */
export interface IsolationGroup {
  readonly id: string;
  readonly rules: readonly SavedRule[];
}

const everybody: readonly string[] = ['0.0.0.0/0', '::/0'];

/** Finds the group that isolates, in the instance's network: the one that is named, or the one that is kept for this. */
export async function findIsolationGroup(
  { session }: ChangeServices,
  { place, vpc, group }: { readonly place: Place; readonly vpc: string; readonly group: string | null },
  context: ActionContext,
): Promise<Evidence<IsolationGroup>> {
  const chosen =
    group === null ? { Name: 'group-name', Values: [isolationName] } : { Name: 'group-id', Values: [group] };
  const reading = {
    operation: 'DescribeSecurityGroups',
    items: 'SecurityGroups',
    key: 'GroupId',
    input: { Filters: [chosen, { Name: 'vpc-id', Values: [vpc] }] },
  };
  const found = await readAll(session, place, reading, context);
  if (found.status !== 'present') return failureOf(found, 'the isolation group');
  const [id = ''] = found.output.map((item) => textAt(item, 'GroupId'));
  if (id === '') {
    const name = group ?? `named ${isolationName}`;
    return refused(
      `${vpc} has no security group ${name}`,
      'a security group without rules in it, and its id as the input group',
    );
  }
  const rules = await readRules(session, place, id, context);
  if (rules.status !== 'present') return failureOf(rules, `the rules of ${id}`);
  const open = rules.output.filter(({ source }) => source.kind !== 'group' && everybody.includes(source.value));
  if (open.length > 0) {
    const message = `${id} does not isolate: ${someOf(open.map(describeRule))}`;
    return refused(message, 'a group without such rules; a new one lets everything out until that rule is revoked');
  }
  return present({ id, rules: rules.output });
}
