import {
  type Action,
  type ActionContext,
  type ChangeSighting,
  type ChangeVerification,
  defineChange,
  type Evidence,
  type Observation,
} from '@cloudops/spec';
import { z } from 'zod';
import type { OwnAwsSession } from '../../clients/aws-session.ts';
import { toCents } from '../../cost/prices/price-book.ts';
import { count, someOf } from '../../cost/waste/words.ts';
import { dryRun } from '../call/dry-run.ts';
import { type ChangeCall, sendChange } from '../call/send.ts';
import { findMachine } from '../instance/find-machine.ts';
import { type MachineInput, type MachineState, machineFields, machineStateFields } from '../instance/machine-input.ts';
import { openPrices } from '../instance/price.ts';
import { markOf, tagsOfChange } from '../mark.ts';
import { placeRights, readRights, writeRights } from '../place/rights.ts';
import { createProtocol, type Scene } from '../protocol.ts';
import { failureOf, present, refused, stale } from '../reason.ts';
import { resourceIn } from '../resource.ts';
import type { ChangeServices } from '../services.ts';
import { gone, versionOf } from '../version.ts';
import { readMade } from './snapshots.ts';
import { readVolumesOf, type VolumeFacts, volumeFacts } from './volumes.ts';

/** What taking snapshots saves. */
interface SnapshotSaved extends MachineState {
  readonly volumes: readonly VolumeFacts[];
}

type SnapshotScene = Scene<MachineInput, SnapshotSaved>;

const input: z.ZodType<MachineInput> = z.strictObject(machineFields);

const savedState: z.ZodType<SnapshotSaved> = z.strictObject({
  ...machineStateFields,
  volumes: z.array(volumeFacts).min(1),
});

function volumeVersion(instance: string, volume: VolumeFacts | undefined): string {
  return volume === undefined ? gone : versionOf([volume.id, volume.size, instance]);
}

function callFor({ place, id }: SnapshotSaved, context: ActionContext): ChangeCall {
  const input = {
    InstanceSpecification: { InstanceId: id },
    Description: `Taken by CloudOps of ${id}`,
    ...tagsOfChange(context, 'snapshot'),
  };
  return { operation: 'CreateSnapshots', place, input };
}

async function observe(
  services: ChangeServices,
  request: MachineInput,
  context: ActionContext,
): Promise<Evidence<Observation>> {
  const found = await findMachine(services, request, context);
  if (found.status !== 'present') return failureOf(found, request.instance);
  const { place, machine } = found.output;
  const volumes = await readVolumesOf(services.session, { place, instance: machine.id }, context);
  if (volumes.status !== 'present') return failureOf(volumes, 'its volumes');
  if (volumes.output.length === 0) return refused(`${machine.id} has no volumes to take snapshots of`);
  const book = await openPrices(services.priceFile);
  if (book.status !== 'present') return failureOf(book, 'prices');
  const price = book.output.find(place.region, 'snapshot.standard.gb-month');
  if (price === null) return refused('what snapshots cost is not known', 'their price in your own price file');
  const size = volumes.output.reduce((sum, volume) => sum + volume.size, 0);
  const state: SnapshotSaved = { place, id: machine.id, volumes: volumes.output };
  return present({
    objects: volumes.output.map((volume) => ({
      resource: resourceIn(place, 'Volume', volume.id),
      version: volumeVersion(machine.id, volume),
      effects: [`a snapshot of it is taken (${volume.size} GiB at most)`],
    })),
    state: state as unknown as Observation['state'],
    blast_radius: volumes.output.length,
    monthly_cents: Math.max(1, toCents(price.micros * size)),
    in_place: false,
    // Evidence is not thrown away because a later step failed.
    undo: null,
  });
}

async function take(session: OwnAwsSession, { state, context }: SnapshotScene): Promise<Evidence<string>> {
  if (markOf(context) === '') return refused('a snapshot without the mark of its change could not be found again');
  const now = await readVolumesOf(session, { place: state.place, instance: state.id }, context);
  if (now.status !== 'present') return failureOf(now, 'its volumes');
  const isSame = JSON.stringify(now.output.map(({ id }) => id)) === JSON.stringify(state.volumes.map(({ id }) => id));
  if (!isSame) return stale(`${state.id} has other volumes now: ${someOf(now.output.map(({ id }) => id))}`);
  const outcome = await sendChange(session, callFor(state, context), context);
  if (outcome.kind === 'failed') return { status: 'unknown', reason: outcome.reason };
  return present(`snapshots of ${count(state.volumes.length, 'volume')} of ${state.id} are being taken`);
}

async function look(session: OwnAwsSession, { state, context }: SnapshotScene): Promise<Evidence<ChangeSighting>> {
  const made = await readMade(session, state.place, context);
  if (made.status !== 'present') return failureOf(made, 'the snapshots');
  const now = await readVolumesOf(session, { place: state.place, instance: state.id }, context);
  if (now.status !== 'present') return failureOf(now, 'the volumes');
  const there = state.volumes.map(({ id }) => now.output.find((one) => one.id === id));
  const taken = state.volumes.filter(({ id }) => made.output.some(({ volume }) => volume === id)).length;
  const all = state.volumes.length;
  return present({
    state: taken === all ? 'after' : taken === 0 ? 'before' : 'other',
    versions: there.map((volume) => volumeVersion(state.id, volume)),
    message: `there are snapshots of ${taken} of ${count(all, 'volume')} of ${state.id}`,
  });
}

/** A snapshot holds what the volume held when it was asked for, long before it is complete. */
async function verify(
  session: OwnAwsSession,
  { state, context }: SnapshotScene,
): Promise<Evidence<ChangeVerification>> {
  const made = await readMade(session, state.place, context);
  if (made.status !== 'present') return failureOf(made, 'the snapshots');
  const good = made.output.filter(({ state: is }) => is === 'pending' || is === 'completed');
  const missing = state.volumes.filter(({ id }) => !good.some(({ volume }) => volume === id));
  const told = someOf(made.output.map(({ id, state: is }) => `${id} (${is})`));
  if (missing.length === 0) return present({ outcome: 'healed', message: `taken: ${told}` });
  const message = `no good snapshot of ${someOf(missing.map(({ id }) => id))}${told === '' ? '' : `; there are ${told}`}`;
  return present({ outcome: 'not-healed', message });
}

/** `aws.ec2-snapshot`: takes a snapshot of every volume of an instance, at one moment. They are kept. */
export function createSnapshotAction(services: ChangeServices): Action {
  const { session } = services;
  return defineChange<MachineInput>({
    name: 'ec2-snapshot',
    description: 'Takes snapshots of all volumes of an EC2 instance, at one moment.',
    risk: 'write',
    input,
    estimatedSec: 20,
    estimatedCostUsd: 0,
    permissions: (request) => [
      ...placeRights(services, request),
      ...readRights('DescribeInstances', 'DescribeSnapshots', 'DescribeVolumes'),
      ...writeRights(request, [`instance/${request.instance}`, 'volume/*'], 'CreateSnapshots'),
      // Snapshots belong to no account in their ARN.
      { verb: 'ec2:CreateSnapshots', resource: `arn:*:ec2:${request.region ?? '*'}::snapshot/*` },
      { verb: 'ec2:CreateTags', resource: `arn:*:ec2:${request.region ?? '*'}::snapshot/*` },
    ],
    change: createProtocol<MachineInput, SnapshotSaved>({
      state: savedState,
      observe: (request, context) => observe(services, request, context),
      dryRun: ({ state, context }) => dryRun(session, [callFor(state, context)], context),
      change: (scene) => take(session, scene),
      look: (scene) => look(session, scene),
      verify: (scene) => verify(session, scene),
      undo: async () => refused('snapshots are kept as evidence; delete them by hand when nobody needs them'),
    }),
  });
}
