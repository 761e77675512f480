import {
  type Action,
  type ActionContext,
  type ChangeVerification,
  defineChange,
  type Evidence,
  type Observation,
} from '@cloudops/spec';
import { z } from 'zod';
import { placeRights, readRights } from '../place/rights.ts';
import { createProtocol, type Scene } from '../protocol.ts';
import { failureOf, present, refused, unknown } from '../reason.ts';
import { resourceIn } from '../resource.ts';
import type { ChangeServices } from '../services.ts';
import { type FoundMachine, findMachine } from './find-machine.ts';
import type { Machine } from './machine.ts';
import { type MachineInput, machineFields } from './machine-input.ts';
import {
  awaitPower,
  changePower,
  comingState,
  lookAtPower,
  type Power,
  type PowerSaved,
  powerRights,
  powerState,
  powerVersion,
  reasonOfState,
  testPower,
  undoPower,
} from './power.ts';
import { openPrices, priceOf, tellPrice } from './price.ts';
import { objectionOfScaling } from './scaling.ts';
import { readTypes } from './types.ts';

/** Input of `aws.ec2-stop`. */
export interface StopInput extends MachineInput {
  readonly hibernate?: boolean | null | undefined;
  /** Whether a later step of the same plan starts it again: then stopping saves nothing. */
  readonly restarting?: boolean | null | undefined;
}

const input: z.ZodType<StopInput> = z.strictObject({
  ...machineFields,
  hibernate: z.boolean().nullish(),
  restarting: z.boolean().nullish(),
});

const power: Power = { to: 'stopped', from: 'running' };

/** What stands against stopping it, told before anybody approves. */
function objectionTo(machine: Machine, { hibernate, restarting }: StopInput): Evidence<never> | null {
  const { id, state } = machine;
  if (machine.root === 'instance-store')
    return refused(`${id} has its root on instance store: it can be terminated, and not stopped`);
  if (state === 'pending') return unknown('unavailable', `${id} is starting`, 'another try when it runs');
  const isStopped = comingState(machine) === 'stopped';
  if (isStopped && restarting === true)
    return refused(`${id} is ${state}: there is nothing to restart`, 'the input leave_stopped');
  if (hibernate === true && !machine.canHibernate && !isStopped)
    return refused(`${id} cannot hibernate: that is chosen when an instance is launched`, 'a stop without hibernate');
  return null;
}

function effectsOf(machine: Machine, storeGb: number, { hibernate, restarting }: StopInput): readonly string[] {
  const { passingAddress: address, lifecycle, state } = machine;
  const isSpot = lifecycle === 'spot';
  return [
    `state: ${state} → stopped${hibernate === true ? ', hibernated: its memory is written to its root volume' : ''}`,
    ...(storeGb > 0 ? [`what is on its instance store (${storeGb} GB) is lost`] : []),
    ...(address === '' ? [] : [`its public address ${address} is given up; the next start brings another`]),
    ...(isSpot
      ? ['a spot instance: EC2 stops it only where its request is persistent, and starts it while there is room']
      : []),
    ...(restarting === true ? ['it starts again later in this plan'] : []),
  ];
}

function undoOf({ passingAddress }: Machine, storeGb: number): string {
  const lost = [
    ...(storeGb > 0 ? ['what was on its instance store'] : []),
    ...(passingAddress === '' ? [] : ['its public address']),
  ];
  return `It is started again${lost.length === 0 ? '' : `; ${lost.join(' and ')} do${lost.length === 1 ? 'es' : ''} not come back`}.`;
}

async function observe(
  services: ChangeServices,
  request: StopInput,
  context: ActionContext,
): Promise<Evidence<Observation>> {
  const found = await findMachine(services, request, context);
  if (found.status !== 'present') return failureOf(found, request.instance);
  const { place, machine } = found.output;
  const objection =
    objectionTo(machine, request) ?? (await objectionOfScaling(services.session, place, machine, context));
  if (objection !== null) return failureOf(objection, request.instance);
  const types = await readTypes(services.session, place, [machine.type], context);
  if (types.status !== 'present') return failureOf(types, machine.type);
  const book = await openPrices(services.priceFile);
  if (book.status !== 'present') return failureOf(book, 'prices');
  const price = priceOf(book.output, place.region, machine, machine.type);
  const storeGb = types.output.get(machine.type)?.instanceStoreGb ?? 0;
  const inPlace = comingState(machine) === 'stopped';
  const restarting = request.restarting === true;
  const saved =
    price === null
      ? ['what it saves is not known: no price for it is']
      : [`saves ${tellPrice(price, place.region)}; its volumes are paid for on`];
  return present(
    toObservation(found.output, request, {
      effects: inPlace ? [] : [...effectsOf(machine, storeGb, request), ...(restarting ? [] : saved)],
      monthly_cents: inPlace || restarting || price === null || machine.lifecycle !== '' ? 0 : -price.cents,
      in_place: inPlace,
      undo: inPlace ? null : undoOf(machine, storeGb),
    }),
  );
}

function toObservation(
  { place, machine }: FoundMachine,
  { hibernate, restarting }: StopInput,
  { effects, ...rest }: Pick<Observation, 'monthly_cents' | 'in_place' | 'undo'> & { effects: readonly string[] },
): Observation {
  const state: PowerSaved = { place, id: machine.id, hibernate: hibernate === true, restarting: restarting === true };
  const version = powerVersion(machine, state.restarting);
  const resource = resourceIn(place, 'Instance', machine.id);
  return {
    objects: [{ resource, version, effects }],
    state: state as unknown as Observation['state'],
    blast_radius: 1,
    ...rest,
  };
}

async function verify(
  { session }: ChangeServices,
  { state, context }: Scene<StopInput, PowerSaved>,
): Promise<Evidence<ChangeVerification>> {
  const then = await awaitPower(session, state, 'stopped', context);
  if (then.status !== 'present') return failureOf(then, state.id);
  const isStopped = then.output.state === 'stopped';
  const message = `${state.id} is ${then.output.state}${isStopped ? '' : reasonOfState(then.output)}`;
  return present({ outcome: isStopped ? 'healed' : 'not-healed', message });
}

/** `aws.ec2-stop`: stops a running instance; the undo starts it. */
export function createStopAction(services: ChangeServices): Action {
  const { session } = services;
  return defineChange<StopInput>({
    name: 'ec2-stop',
    description: 'Stops an EC2 instance; its volumes stay.',
    risk: 'write',
    input,
    estimatedSec: 90,
    estimatedCostUsd: 0,
    permissions: (request) => [
      ...placeRights(services, request),
      { verb: 'autoscaling:DescribeAutoScalingInstances', resource: '*' },
      ...readRights('DescribeInstanceTypes', 'DescribeInstances'),
      ...powerRights(request),
    ],
    change: createProtocol<StopInput, PowerSaved>({
      state: powerState,
      observe: (request, context) => observe(services, request, context),
      dryRun: (scene) => testPower(session, power, scene),
      change: (scene) => changePower(session, power, scene),
      look: (scene) => lookAtPower(session, power, scene),
      verify: (scene) => verify(services, scene),
      undo: (scene) => undoPower(session, power, scene),
    }),
  });
}
