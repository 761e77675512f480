import type { ActionContext, ChangeSighting, Evidence, Permission } from '@cloudops/spec';
import { z } from 'zod';
import type { OwnAwsSession } from '../../clients/aws-session.ts';
import { printable } from '../../text/printable.ts';
import { dryRun } from '../call/dry-run.ts';
import { type ChangeCall, sendChange } from '../call/send.ts';
import { writeRights } from '../place/rights.ts';
import type { Scene } from '../protocol.ts';
import { failureOf, present, refused, stale, unknown } from '../reason.ts';
import { gone, versionOf } from '../version.ts';
import { type Machine, readMachine } from './machine.ts';
import { type MachineInput, type MachineState, machineStateFields } from './machine-input.ts';
import { settle } from './settle.ts';

/** A lasting state that an instance can be brought to. */
export type PowerState = 'running' | 'stopped';

/** What stopping and starting save. */
export interface PowerSaved extends MachineState {
  readonly hibernate: boolean;
  /** Whether an earlier or later step of the same plan does the opposite. */
  readonly restarting: boolean;
}

/** Checks a {@link PowerSaved}. */
export const powerState: z.ZodType<PowerSaved> = z.strictObject({
  ...machineStateFields,
  hibernate: z.boolean(),
  restarting: z.boolean(),
});

/** Stopping or starting: what it leads to, and from where. */
export interface Power {
  readonly to: PowerState;
  readonly from: PowerState;
}

type PowerScene = Scene<MachineInput, PowerSaved>;

const settled: Readonly<Record<string, string>> = { pending: 'running', stopping: 'stopped' };

/** The state that an instance is in, or soon will be. */
export function comingState({ state }: Machine): string {
  return settled[state] ?? state;
}

/** What a stop or start relies on. Where other steps of the plan stop, resize and start it, only that it is itself. */
export function powerVersion(machine: Machine, restarting: boolean): string {
  const { id, type, root, scalingGroup } = machine;
  return versionOf(restarting ? [id, root, scalingGroup] : [id, root, scalingGroup, type, comingState(machine)]);
}

function callTo(to: PowerState, { place, id, hibernate }: PowerSaved): ChangeCall {
  const operation = to === 'stopped' ? 'StopInstances' : 'StartInstances';
  return {
    operation,
    place,
    input: { InstanceIds: [id], ...(to === 'stopped' && hibernate ? { Hibernate: true } : {}) },
  };
}

/** What EC2 says of a state that an instance went to by itself; empty where it says nothing. */
export function reasonOfState({ stateReason }: Machine): string {
  return stateReason === '' ? '' : `: ${printable(stateReason, 200)}`;
}

/** Rights to stop and to start an instance. Whoever starts one with volumes under a key of their own needs a grant on that. */
export function powerRights(input: MachineInput): readonly Permission[] {
  const { account, region } = input;
  const isNumber = account != null && /^\d{12}$/.test(account);
  return [
    ...writeRights(input, [`instance/${input.instance}`], 'StartInstances', 'StopInstances'),
    { verb: 'kms:CreateGrant', resource: `arn:*:kms:${region ?? '*'}:${isNumber ? account : '*'}:key/*` },
  ];
}

/** Tests the call and that of its undo. */
export function testPower(
  session: OwnAwsSession,
  power: Power,
  { state, context }: PowerScene,
): Promise<Evidence<string>> {
  return dryRun(session, [callTo(power.to, state), callTo(power.from, state)], context);
}

/** Stops or starts, if the instance is as it was. */
export async function changePower(
  session: OwnAwsSession,
  { to, from }: Power,
  { state, before, context }: PowerScene,
): Promise<Evidence<string>> {
  const { id } = state;
  const now = await readMachine(session, state, context);
  if (now.status === 'absent') return stale(`${id} is gone`);
  if (now.status !== 'present') return failureOf(now, id);
  const isSame = powerVersion(now.output, state.restarting) === before.objects[0]?.version;
  if (!isSame || now.output.state !== from) return stale(`${id} has changed since: it is ${now.output.state} now`);
  const outcome = await sendChange(session, callTo(to, state), context);
  if (outcome.kind === 'done') return present(`${id} was told to be ${to}`);
  if (outcome.name === 'IncorrectInstanceState') return stale(outcome.reason.message);
  return { status: 'unknown', reason: outcome.reason };
}

/** Looks which way the instance goes. */
export async function lookAtPower(
  session: OwnAwsSession,
  { to, from }: Power,
  { state, context }: PowerScene,
): Promise<Evidence<ChangeSighting>> {
  const now = await readMachine(session, state, context);
  if (now.status === 'absent') return present({ state: 'other', versions: [gone], message: `${state.id} is gone` });
  if (now.status !== 'present') return failureOf(now, state.id);
  const coming = comingState(now.output);
  return present({
    state: coming === to ? 'after' : coming === from ? 'before' : 'other',
    versions: [powerVersion(now.output, state.restarting)],
    message: `${state.id} is ${now.output.state}`,
  });
}

/** Reads in which an instance must be seen stopped before a start counts as failed: copies may be seconds old. */
const sureReads = 4;

/** Waits until an instance is in a state, or is seen not to get there. */
export function awaitPower(
  session: OwnAwsSession,
  machine: MachineState,
  to: PowerState,
  context: ActionContext,
): Promise<Evidence<Machine>> {
  let elsewhere = 0;
  return settle(session, machine, context, ({ state }) => {
    if (state === to || state === 'terminated') return true;
    elsewhere = state === 'stopped' ? elsewhere + 1 : 0;
    return elsewhere >= sureReads;
  });
}

/** Brings the instance back to the state that it was in, and waits for it. */
export async function undoPower(
  session: OwnAwsSession,
  { from }: Power,
  { state, context }: PowerScene,
): Promise<Evidence<string>> {
  const { id } = state;
  const now = await settle(session, state, context);
  if (now.status !== 'present') return failureOf(now, id);
  if (now.output.state === from) return present(`${id} is ${from} already`);
  const isKept = now.output.state === 'running' || now.output.state === 'stopped';
  if (!isKept) return refused(`${id} is ${now.output.state}, and cannot be brought back`);
  const outcome = await sendChange(session, callTo(from, { ...state, hibernate: false }), context);
  if (outcome.kind === 'failed') return { status: 'unknown', reason: outcome.reason };
  const then = await awaitPower(session, state, from, context);
  if (then.status !== 'present') return failureOf(then, id);
  if (then.output.state === from) return present(`${id} is ${from} again`);
  return unknown('failed', `${id} is ${then.output.state} and not ${from}${reasonOfState(then.output)}`);
}
