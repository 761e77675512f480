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
import { toCents } from '../../cost/prices/price-book.ts';
import type { Place } from '../../listing/listing.ts';
import { dryRun } from '../call/dry-run.ts';
import { readOne } from '../call/read.ts';
import { type ChangeCall, sendChange } from '../call/send.ts';
import { waitFor } from '../call/wait.ts';
import { openPrices } from '../instance/price.ts';
import { markOf, tagsOfChange } from '../mark.ts';
import { findPlace } from '../place/find-place.ts';
import { type PlaceInput, placeFields, placeSchema } from '../place/place-input.ts';
import { placeRights, readRights, writeRights } from '../place/rights.ts';
import { createProtocol, type Scene } from '../protocol.ts';
import { derive, failureOf, present, refused, stale } from '../reason.ts';
import { resourceIn } from '../resource.ts';
import type { ChangeServices } from '../services.ts';
import { type MadeSnapshot, readMade } from '../snapshot/snapshots.ts';
import { toVolume, type VolumeFacts } from '../snapshot/volumes.ts';
import { gone, versionOf } from '../version.ts';
import { volumeKind } from './volume-kind.ts';

interface VolumeInput extends PlaceInput {
  readonly resource: string;
}

interface VolumeSaved {
  readonly place: Place;
  readonly id: string;
}

type VolumeScene = Scene<VolumeInput, VolumeSaved>;

const id = z.string().regex(volumeKind.pattern, `must be such as ${volumeKind.example}`);
const state: z.ZodType<VolumeSaved> = z.strictObject({ place: placeSchema, id });

/** EBS copies some hundred GiB an hour; a step has an hour at most. */
const mostCopyingMs = 3_300_000;

function callFor({ place, id: VolumeId }: VolumeSaved, context: ActionContext): ChangeCall {
  const input = { VolumeId, Description: `Taken by CloudOps of ${VolumeId}`, ...tagsOfChange(context, 'snapshot') };
  return { operation: 'CreateSnapshot', place, input };
}

function versionOfVolume({ id: volume, size }: VolumeFacts): string {
  return versionOf([volume, size]);
}

async function observe(
  services: ChangeServices,
  request: VolumeInput,
  context: ActionContext,
): Promise<Evidence<Observation>> {
  const wanted = { what: `volume ${request.resource}`, ...volumeKind.reading(request.resource) };
  const found = await findPlace(services, request, wanted, context);
  if (found.status !== 'present') return failureOf(found, request.resource);
  const { place, item } = found.output;
  const volume = toVolume(item);
  const book = await openPrices(services.priceFile);
  if (book.status !== 'present') return failureOf(book, 'prices');
  const price = book.output.find(place.region, 'snapshot.standard.gb-month');
  if (price === null) return refused('what snapshots cost is not known', 'their price in your own price file');
  const saved: VolumeSaved = { place, id: volume.id };
  const effects = [`a snapshot of it is taken (${volume.size} GiB at most)`];
  return present({
    objects: [{ resource: resourceIn(place, 'Volume', volume.id), version: versionOfVolume(volume), effects }],
    state: saved as unknown as Observation['state'],
    blast_radius: 1,
    monthly_cents: Math.max(1, toCents(price.micros * volume.size)),
    in_place: false,
    // It may be all that is left of what a later step deleted.
    undo: null,
  });
}

async function take(
  services: ChangeServices,
  { state: saved, before, context }: VolumeScene,
): Promise<Evidence<string>> {
  if (markOf(context) === '') return refused('a snapshot without the mark of its change could not be found again');
  const now = await readOne(services.session, saved.place, volumeKind.reading(saved.id), context);
  if (now.status === 'absent') return stale(`${saved.id} is gone`);
  if (now.status !== 'present') return failureOf(now, saved.id);
  if (versionOfVolume(toVolume(now.output)) !== before.objects[0]?.version)
    return stale(`${saved.id} has changed since`);
  const outcome = await sendChange(services.session, callFor(saved, context), context);
  if (outcome.kind === 'failed') return { status: 'unknown', reason: outcome.reason };
  return present(`a snapshot of ${saved.id} is being taken`);
}

async function readOwn(
  { session }: ChangeServices,
  { place, id: volume }: VolumeSaved,
  context: ActionContext,
): Promise<Evidence<MadeSnapshot | null>> {
  return derive(await readMade(session, place, context), (all) => all.find((one) => one.volume === volume) ?? null);
}

async function look(
  services: ChangeServices,
  { state: saved, context }: VolumeScene,
): Promise<Evidence<ChangeSighting>> {
  const made = await readOwn(services, saved, context);
  if (made.status !== 'present') return failureOf(made, 'the snapshot');
  const volume = await readOne(services.session, saved.place, volumeKind.reading(saved.id), context);
  if (volume.status === 'unknown') return failureOf(volume, saved.id);
  const version = volume.status === 'absent' ? gone : versionOfVolume(toVolume(volume.output));
  const taken = made.output;
  const message =
    taken === null ? `no snapshot of ${saved.id} was taken` : `${taken.id} of ${saved.id} is ${taken.state}`;
  return present({ state: taken === null ? 'before' : 'after', versions: [version], message });
}

/** Waits until it is complete: a later step deletes the volume. */
async function verify(
  services: ChangeServices,
  { state: saved, context }: VolumeScene,
): Promise<Evidence<ChangeVerification>> {
  const seen = await waitFor(
    {
      what: `the snapshot of ${saved.id}`,
      everyMs: 15_000,
      mostMs: mostCopyingMs,
      read: () => readOwn(services, saved, context),
      isDone: (made) => made?.state === 'completed' || made?.state === 'error',
    },
    context,
  );
  if (seen.status !== 'present') return failureOf(seen, 'the snapshot');
  const made = seen.output;
  const isDone = made?.state === 'completed';
  const message = made === null ? `no snapshot of ${saved.id} is there` : `${made.id} of ${saved.id} is ${made.state}`;
  return present({ outcome: isDone ? 'healed' : 'not-healed', message });
}

/** `aws.volume-snapshot`: takes a snapshot of one volume and waits until it is complete. It is kept. */
export function createVolumeSnapshotAction(services: ChangeServices): Action {
  return defineChange<VolumeInput>({
    name: 'volume-snapshot',
    description: 'Takes a snapshot of one volume, and waits until it is complete.',
    risk: 'write',
    input: z.strictObject({ resource: id, ...placeFields }),
    estimatedSec: 300,
    estimatedCostUsd: 0,
    permissions: (request) => [
      ...placeRights(services, request),
      ...readRights('DescribeSnapshots', 'DescribeVolumes'),
      ...writeRights(request, [`volume/${request.resource}`], 'CreateSnapshot'),
      ...['CreateSnapshot', 'CreateTags'].map((name) => ({
        verb: `ec2:${name}`,
        resource: `arn:*:ec2:${request.region ?? '*'}::snapshot/*`,
      })),
    ],
    change: createProtocol<VolumeInput, VolumeSaved>({
      state,
      observe: (request, context) => observe(services, request, context),
      dryRun: ({ state: saved, context }) => dryRun(services.session, [callFor(saved, context)], context),
      change: (scene) => take(services, scene),
      look: (scene) => look(services, scene),
      verify: (scene) => verify(services, scene),
      undo: async () => refused('the snapshot is kept; delete it by hand when nobody needs it'),
    }),
  });
}
