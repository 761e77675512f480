import { type Action, type ChangeSighting, type ChangeVerification, defineChange, type Evidence } from '@cloudops/spec';
import type { OwnAwsSession } from '../../clients/aws-session.ts';
import { dryRun } from '../call/dry-run.ts';
import { type ChangeCall, sendChange } from '../call/send.ts';
import { placeRights, readRights, writeRights } from '../place/rights.ts';
import { createProtocol, type Scene } from '../protocol.ts';
import { failureOf, present, refused, stale } from '../reason.ts';
import type { ChangeServices } from '../services.ts';
import { gone } from '../version.ts';
import { readMachine } from './machine.ts';
import { observeResize } from './resize-observe.ts';
import { type ResizeInput, type ResizeSaved, resizeInput, resizeState, resizeVersion } from './resize-state.ts';
import { settle } from './settle.ts';

type ResizeScene = Scene<ResizeInput, ResizeSaved>;

function callTo(type: string, { place, id }: ResizeSaved): ChangeCall {
  return { operation: 'ModifyInstanceAttribute', place, input: { InstanceId: id, InstanceType: { Value: type } } };
}

async function change(session: OwnAwsSession, { state, before, context }: ResizeScene): Promise<Evidence<string>> {
  const now = await readMachine(session, state, context);
  if (now.status === 'absent') return stale(`${state.id} is gone`);
  if (now.status !== 'present') return failureOf(now, state.id);
  const isSame = resizeVersion(now.output, state.restarting) === before.objects[0]?.version;
  if (!isSame || now.output.state !== 'stopped')
    return stale(`${state.id} has changed since: it is ${now.output.type} and ${now.output.state} now`);
  const outcome = await sendChange(session, callTo(state.to, state), context);
  if (outcome.kind === 'done') return present(`${state.id} was told to be ${state.to}`);
  if (outcome.name === 'IncorrectInstanceState') return stale(outcome.reason.message);
  return { status: 'unknown', reason: outcome.reason };
}

async function look(session: OwnAwsSession, { state, context }: ResizeScene): Promise<Evidence<ChangeSighting>> {
  const now = await readMachine(session, state, context);
  if (now.status === 'absent') return present({ state: 'other', versions: [gone], message: `${state.id} is gone` });
  if (now.status !== 'present') return failureOf(now, state.id);
  const { type } = now.output;
  return present({
    state: type === state.to ? 'after' : type === state.from ? 'before' : 'other',
    versions: [resizeVersion(now.output, state.restarting)],
    message: `${state.id} is ${type}`,
  });
}

async function verify(session: OwnAwsSession, { state, context }: ResizeScene): Promise<Evidence<ChangeVerification>> {
  const now = await settle(session, state, context, ({ type }) => type === state.to);
  if (now.status !== 'present') return failureOf(now, state.id);
  const { type } = now.output;
  return present({ outcome: type === state.to ? 'healed' : 'not-healed', message: `${state.id} is ${type}` });
}

async function undo(session: OwnAwsSession, { state, context }: ResizeScene): Promise<Evidence<string>> {
  const now = await settle(session, state, context);
  if (now.status !== 'present') return failureOf(now, state.id);
  const { type, state: power } = now.output;
  if (type === state.from) return present(`${state.id} is ${type} already`);
  if (type !== state.to) return refused(`${state.id} is ${type}: somebody else changed it, and it is left as it is`);
  if (power !== 'stopped') return refused(`${state.id} is ${power}: it takes its old type only while it is stopped`);
  const outcome = await sendChange(session, callTo(state.from, state), context);
  if (outcome.kind === 'failed') return { status: 'unknown', reason: outcome.reason };
  return present(`${state.id} is ${state.from} again`);
}

/** `aws.ec2-resize`: gives a stopped instance another type; the undo gives it the old one. */
export function createResizeAction(services: ChangeServices): Action {
  const { session } = services;
  return defineChange<ResizeInput>({
    name: 'ec2-resize',
    description: 'Gives a stopped EC2 instance another type.',
    risk: 'write',
    input: resizeInput,
    estimatedSec: 10,
    estimatedCostUsd: 0,
    permissions: (request) => [
      ...placeRights(services, request),
      ...readRights('DescribeInstances', 'DescribeInstanceTypeOfferings', 'DescribeInstanceTypes'),
      ...writeRights(request, [`instance/${request.instance}`], 'ModifyInstanceAttribute'),
    ],
    change: createProtocol<ResizeInput, ResizeSaved>({
      state: resizeState,
      observe: (request, context) => observeResize(services, request, context),
      dryRun: ({ state, context }) => dryRun(session, [callTo(state.to, state)], context),
      change: (scene) => change(session, scene),
      look: (scene) => look(session, scene),
      verify: (scene) => verify(session, scene),
      undo: (scene) => undo(session, scene),
    }),
  });
}
