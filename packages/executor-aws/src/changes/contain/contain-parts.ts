import type { ChangeSighting, ChangeVerification, Evidence } from '@cloudops/spec';
import type { OwnAwsSession } from '../../clients/aws-session.ts';
import { count, someOf } from '../../cost/waste/words.ts';
import { dryRun } from '../call/dry-run.ts';
import { type ChangeCall, sendChange } from '../call/send.ts';
import { waitFor } from '../call/wait.ts';
import { type Machine, type MachineInterface, readMachine } from '../instance/machine.ts';
import type { Scene } from '../protocol.ts';
import { failureOf, present, refused, stale } from '../reason.ts';
import { gone } from '../version.ts';
import { type ContainInput, type ContainSaved, interfaceVersion } from './contain-state.ts';

type ContainScene = Scene<ContainInput, ContainSaved>;

function callTo({ place }: ContainSaved, { id }: MachineInterface, groups: readonly string[]): ChangeCall {
  const operation = 'ModifyNetworkInterfaceAttribute';
  return { operation, place, input: { NetworkInterfaceId: id, Groups: [...groups] } };
}

function isIsolated({ group }: ContainSaved, one: MachineInterface | undefined): boolean {
  return one?.groups.length === 1 && one.groups[0] === group;
}

function haveSameGroups(left: MachineInterface, right: MachineInterface): boolean {
  return JSON.stringify(left.groups) === JSON.stringify(right.groups);
}

/** Interfaces that are to be changed: those that were not isolated before. */
function toChange(state: ContainSaved): readonly MachineInterface[] {
  return state.interfaces.filter((one) => !isIsolated(state, one));
}

function find({ interfaces }: Machine, { id }: MachineInterface): MachineInterface | undefined {
  return interfaces.find((one) => one.id === id);
}

/** Tests the swap of each interface, and the swap back. */
export function testContainment(session: OwnAwsSession, { state, context }: ContainScene): Promise<Evidence<string>> {
  const calls = toChange(state).flatMap((one) => [callTo(state, one, [state.group]), callTo(state, one, one.groups)]);
  return dryRun(session, calls, context);
}

/** Swaps the groups of one interface after the other, if all are as they were. */
export async function contain(session: OwnAwsSession, { state, context }: ContainScene): Promise<Evidence<string>> {
  const now = await readMachine(session, state, context);
  if (now.status === 'absent') return stale(`${state.id} is gone`);
  if (now.status !== 'present') return failureOf(now, state.id);
  const moved = state.interfaces.filter((one) => {
    const seen = find(now.output, one);
    return seen === undefined || !haveSameGroups(seen, one);
  });
  const added = now.output.interfaces.filter(({ id }) => !state.interfaces.some((one) => one.id === id));
  const changed = [...moved, ...added].map(({ id }) => id);
  if (changed.length > 0) return stale(`the interfaces of ${state.id} have changed since: ${someOf(changed)}`);
  const chosen = toChange(state);
  for (const one of chosen) {
    const outcome = await sendChange(session, callTo(state, one, [state.group]), context);
    if (outcome.kind === 'failed') return { status: 'unknown', reason: outcome.reason };
  }
  return present(`${count(chosen.length, 'interface')} of ${state.id} put into ${state.group}`);
}

/** Looks which groups each interface is in. */
export async function lookAtInterfaces(
  session: OwnAwsSession,
  { state, context }: ContainScene,
): Promise<Evidence<ChangeSighting>> {
  const now = await readMachine(session, state, context);
  if (now.status === 'absent') {
    const versions = state.interfaces.map(() => gone);
    return present({ state: 'other', versions, message: `${state.id} is gone` });
  }
  if (now.status !== 'present') return failureOf(now, state.id);
  const seen = state.interfaces.map((one) => find(now.output, one));
  const versions = seen.map((one) => interfaceVersion(state.id, one));
  if (seen.every((one) => isIsolated(state, one)))
    return present({ state: 'after', versions, message: `${state.id} is in ${state.group} alone` });
  const isBefore = state.interfaces.every((one, index) => {
    const there = seen[index];
    return there !== undefined && haveSameGroups(there, one);
  });
  if (isBefore) return present({ state: 'before', versions, message: `${state.id} is in the groups that it was in` });
  const isolated = seen.filter((one) => isIsolated(state, one)).length;
  const message = `${isolated} of ${count(seen.length, 'interface')} of ${state.id} ${isolated === 1 ? 'is' : 'are'} isolated`;
  return present({ state: 'other', versions, message });
}

/** Waits until every interface of the instance, new ones included, is isolated. */
export async function verifyContainment(
  session: OwnAwsSession,
  { state, context }: ContainScene,
): Promise<Evidence<ChangeVerification>> {
  const seen = await waitFor(
    {
      what: `${state.id} to be isolated`,
      everyMs: 3000,
      mostMs: 60_000,
      read: () => readMachine(session, state, context),
      isDone: ({ interfaces }) => interfaces.every((one) => isIsolated(state, one)),
    },
    context,
  );
  if (seen.status !== 'present') return failureOf(seen, state.id);
  const open = seen.output.interfaces.filter((one) => !isIsolated(state, one));
  if (open.length === 0) {
    const message = `${state.id} is in ${state.group} alone; connections that were open may go on until they end`;
    return present({ outcome: 'healed', message });
  }
  const told = open.map(({ id, groups }) => `${id} (${groups.join(', ')})`);
  return present({ outcome: 'not-healed', message: `${state.id} can still be reached by ${someOf(told)}` });
}

/** Gives each interface its groups back, where nobody else has changed them. */
export async function release(session: OwnAwsSession, { state, context }: ContainScene): Promise<Evidence<string>> {
  const now = await readMachine(session, state, context);
  if (now.status !== 'present') return failureOf(now, state.id);
  const foreign: string[] = [];
  let given = 0;
  for (const one of toChange(state)) {
    const seen = find(now.output, one);
    if (seen !== undefined && haveSameGroups(seen, one)) continue;
    if (!isIsolated(state, seen)) {
      foreign.push(one.id);
      continue;
    }
    const outcome = await sendChange(session, callTo(state, one, one.groups), context);
    if (outcome.kind === 'failed') return { status: 'unknown', reason: outcome.reason };
    given += 1;
  }
  if (foreign.length > 0)
    return refused(`somebody else changed ${someOf(foreign)} of ${state.id}, which are left as they are`);
  return present(`${count(given, 'interface')} of ${state.id} got the old groups back`);
}
