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
import { failureOf, present, unknown } from '../reason.ts';
import { resourceIn } from '../resource.ts';
import type { ChangeServices } from '../services.ts';
import { findMachine } from './find-machine.ts';
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
import { openPrices, priceOf, tellPrice, unpriced } from './price.ts';
import { arePassed, awaitChecks } from './status-checks.ts';

/** Input of `aws.ec2-start`. */
export interface StartInput extends MachineInput {
  /** Whether it may be started though nobody knows what that costs; then it counts as nothing. */
  readonly accept_unknown_cost?: boolean | null | undefined;
  /** Whether an earlier step of the same plan stops it: then starting costs nothing more. */
  readonly restarting?: boolean | null | undefined;
}

const input: z.ZodType<StartInput> = z.strictObject({
  ...machineFields,
  accept_unknown_cost: z.boolean().nullish(),
  restarting: z.boolean().nullish(),
});

const power: Power = { to: 'running', from: 'stopped' };

interface Cost {
  readonly cents: number;
  readonly told: readonly string[];
}

async function costOf(
  services: ChangeServices,
  region: string,
  machine: Machine,
  request: StartInput,
): Promise<Evidence<Cost>> {
  if (request.restarting === true) return present({ cents: 0, told: ['it was stopped earlier in this plan'] });
  const book = await openPrices(services.priceFile);
  if (book.status !== 'present') return failureOf(book, 'prices');
  const price = priceOf(book.output, region, machine, machine.type);
  if (price !== null) return present({ cents: price.cents, told: [`costs ${tellPrice(price, region)} while it runs`] });
  if (request.accept_unknown_cost !== true) return unpriced(machine, machine.type);
  return present({ cents: 0, told: [`what ${machine.type} costs is not known, and counts as nothing here`] });
}

async function observe(
  services: ChangeServices,
  request: StartInput,
  context: ActionContext,
): Promise<Evidence<Observation>> {
  const found = await findMachine(services, request, context);
  if (found.status !== 'present') return failureOf(found, request.instance);
  const { place, machine } = found.output;
  const restarting = request.restarting === true;
  if (machine.state === 'stopping' && !restarting)
    return unknown('unavailable', `${machine.id} is stopping`, 'another try when it has stopped');
  const inPlace = comingState(machine) === 'running' && !restarting;
  const cost = inPlace ? present({ cents: 0, told: [] }) : await costOf(services, place.region, machine, request);
  if (cost.status !== 'present') return failureOf(cost, 'its cost');
  const spot = machine.lifecycle === 'spot' ? ['a spot instance: it starts only while there is room for it'] : [];
  const state: PowerSaved = { place, id: machine.id, hibernate: false, restarting };
  return present({
    objects: [
      {
        resource: resourceIn(place, 'Instance', machine.id),
        version: powerVersion(machine, restarting),
        effects: inPlace ? [] : ['state: stopped → running', ...spot, ...cost.output.told],
      },
    ],
    state: state as unknown as Observation['state'],
    blast_radius: 1,
    monthly_cents: cost.output.cents,
    in_place: inPlace,
    undo: inPlace ? null : 'It is stopped again.',
  });
}

async function verify(
  { session }: ChangeServices,
  { state, context }: Scene<StartInput, PowerSaved>,
): Promise<Evidence<ChangeVerification>> {
  const then = await awaitPower(session, state, 'running', context);
  if (then.status !== 'present') return failureOf(then, state.id);
  if (then.output.state !== 'running') {
    const message = `${state.id} is ${then.output.state} and not running${reasonOfState(then.output)}`;
    return present({ outcome: 'not-healed', message });
  }
  const checks = await awaitChecks(session, state, context);
  if (checks.status !== 'present') return failureOf(checks, 'its status checks');
  const { system, instance } = checks.output;
  const seen = `its system check says ${system || 'nothing'}, its instance check ${instance || 'nothing'}`;
  return present({
    outcome: arePassed(checks.output) ? 'healed' : 'not-healed',
    message: `${state.id} is running; ${seen}`,
  });
}

/** `aws.ec2-start`: starts a stopped instance; the undo stops it. */
export function createStartAction(services: ChangeServices): Action {
  const { session } = services;
  return defineChange<StartInput>({
    name: 'ec2-start',
    description: 'Starts a stopped EC2 instance.',
    risk: 'write',
    input,
    estimatedSec: 180,
    estimatedCostUsd: 0,
    permissions: (request) => [
      ...placeRights(services, request),
      ...readRights('DescribeInstances', 'DescribeInstanceStatus'),
      ...powerRights(request),
    ],
    change: createProtocol<StartInput, PowerSaved>({
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
