import type { ActionContext, ChangeSighting, ChangeVerification, Evidence } from '@cloudops/spec';
import type { OwnAwsSession } from '../../clients/aws-session.ts';
import { textAt } from '../../value/read.ts';
import { dryRun } from '../call/dry-run.ts';
import { readOne } from '../call/read.ts';
import { type ChangeCall, sendChange } from '../call/send.ts';
import { waitFor } from '../call/wait.ts';
import { authorizeRules } from '../group/authorize.ts';
import { readRules, wantedGroup } from '../group/read-group.ts';
import { contentOf } from '../group/rule.ts';
import { revokeCalls } from '../group/rule-calls.ts';
import { changeTag, markOf, tagsOfChange } from '../mark.ts';
import type { Scene } from '../protocol.ts';
import { failureOf, present, refused, stale } from '../reason.ts';
import { gone } from '../version.ts';
import {
  type DeleteGroupInput,
  type DeleteGroupSaved,
  groupVersion,
  rulesFor,
  type SavedGroup,
} from './delete-state.ts';
import { findByName, readWhole } from './read-whole.ts';

type DeleteScene = Scene<DeleteGroupInput, DeleteGroupSaved>;

function deleteCall({ place, group }: DeleteGroupSaved): ChangeCall {
  return { operation: 'DeleteSecurityGroup', place, input: { GroupId: group.id } };
}

function createCall({ place, group }: DeleteGroupSaved, context: ActionContext): ChangeCall {
  const { name, description, vpc, tags } = group;
  const input = {
    GroupName: name,
    Description: description,
    VpcId: vpc,
    ...tagsOfChange(context, 'security-group', tags),
  };
  return { operation: 'CreateSecurityGroup', place, input };
}

/** Tests the deletion, and whether a like group could be made: its name is still taken. */
export function testDeletion(session: OwnAwsSession, { state, context }: DeleteScene): Promise<Evidence<string>> {
  const undo = { ...createCall(state, context), accepting: ['InvalidGroup.Duplicate'] };
  return dryRun(session, [deleteCall(state), undo], context);
}

/** The group by its id; absent when it is gone. */
async function readById(
  session: OwnAwsSession,
  { place, group }: DeleteGroupSaved,
  context: ActionContext,
): Promise<Evidence<SavedGroup>> {
  const { what: _what, isOwn: _isOwn, ...reading } = wantedGroup(group.id);
  const item = await readOne(session, place, reading, context);
  if (item.status === 'absent') return item;
  return item.status === 'present' ? readWhole(session, place, item.output, context) : failureOf(item, group.id);
}

/** Deletes it if it is as it was. EC2 itself refuses while anything uses it. */
export async function deleteGroup(session: OwnAwsSession, { state, context }: DeleteScene): Promise<Evidence<string>> {
  const { id } = state.group;
  const now = await readById(session, state, context);
  if (now.status === 'absent') return stale(`${id} is gone`);
  if (now.status !== 'present') return failureOf(now, id);
  if (groupVersion(now.output) !== groupVersion(state.group)) return stale(`${id} has changed since`);
  const outcome = await sendChange(session, deleteCall(state), context);
  if (outcome.kind === 'done') return present(`${id} was deleted`);
  if (outcome.name === 'DependencyViolation' || outcome.name === 'InvalidGroup.InUse')
    return stale(`${id} is in use now: ${outcome.reason.message}`);
  return { status: 'unknown', reason: outcome.reason };
}

/** Looks for the group by its id, then for a like one by its name. */
export async function lookAtGroup(
  session: OwnAwsSession,
  { state, context }: DeleteScene,
): Promise<Evidence<ChangeSighting>> {
  const { place, group } = state;
  const byId = await readById(session, state, context);
  const now = byId.status === 'absent' ? await findByName(session, place, group, context) : byId;
  if (now.status === 'absent') return present({ state: 'after', versions: [gone], message: `${group.id} is gone` });
  if (now.status !== 'present') return failureOf(now, group.id);
  const version = groupVersion(now.output);
  const isSame = version === groupVersion(group);
  const message = `${now.output.id} is ${isSame ? 'as' : 'not as'} ${group.id} was`;
  return present({ state: isSame ? 'before' : 'other', versions: [version], message });
}

/** Waits until it is gone. */
export async function verifyDeletion(
  session: OwnAwsSession,
  { state, context }: DeleteScene,
): Promise<Evidence<ChangeVerification>> {
  const { id } = state.group;
  const seen = await waitFor(
    {
      what: `${id} to be gone`,
      everyMs: 3000,
      mostMs: 60_000,
      read: async () => {
        const now = await readById(session, state, context);
        if (now.status === 'unknown') return failureOf(now, id);
        return present(now.status === 'absent');
      },
      isDone: (isGone) => isGone,
    },
    context,
  );
  if (seen.status !== 'present') return failureOf(seen, id);
  return present({
    outcome: seen.output ? 'healed' : 'not-healed',
    message: `${id} is ${seen.output ? 'gone' : 'there'}`,
  });
}

/** The id of the like group: made now, or by an earlier call of this change whose answer was lost. */
async function createLike(
  session: OwnAwsSession,
  state: DeleteGroupSaved,
  context: ActionContext,
): Promise<Evidence<string>> {
  const outcome = await sendChange(session, createCall(state, context), context);
  if (outcome.kind === 'done') return present(textAt(outcome.answer, 'GroupId'));
  if (outcome.name !== 'InvalidGroup.Duplicate') return { status: 'unknown', reason: outcome.reason };
  const found = await findByName(session, state.place, state.group, context);
  if (found.status !== 'present') return failureOf(found, state.group.name);
  const { id, tags } = found.output;
  const isOurs = markOf(context) !== '' && tags.some(([key, value]) => key === changeTag && value === markOf(context));
  if (isOurs) return present(id);
  return refused(`somebody else made ${id} with the name of ${state.group.id}; it is left as it is`);
}

/** Makes a like group, takes away the rule that EC2 gives a new one, and authorises the saved rules. */
export async function makeAgain(session: OwnAwsSession, { state, context }: DeleteScene): Promise<Evidence<string>> {
  const { place, group } = state;
  const still = await readById(session, state, context);
  if (still.status === 'present') return present(`${group.id} is there`);
  if (still.status === 'unknown') return failureOf(still, group.id);
  const made = await createLike(session, state, context);
  if (made.status !== 'present') return failureOf(made, 'a like group');
  const id = made.output;
  if (id === '') return refused('EC2 made a group and did not say which');
  const wanted = rulesFor(group.rules, group.id, id);
  const now = await readRules(session, place, id, context);
  if (now.status !== 'present') return failureOf(now, `the rules of ${id}`);
  const extra = now.output.filter((rule) => !wanted.some((one) => contentOf(one) === contentOf(rule)));
  const missing = wanted.filter((rule) => !now.output.some((one) => contentOf(one) === contentOf(rule)));
  // Before the saved rules: one that only says the same with other words would be a duplicate.
  for (const call of revokeCalls({ place, group: id }, extra)) {
    const outcome = await sendChange(session, call, context);
    if (outcome.kind === 'failed') return { status: 'unknown', reason: outcome.reason };
  }
  const done = await authorizeRules(session, { place, group: id }, missing, context);
  return done.status === 'present' ? present(`${id} was made like ${group.id}`) : failureOf(done, id);
}
