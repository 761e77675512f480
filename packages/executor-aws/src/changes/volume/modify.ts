import {
  type Action,
  type ActionContext,
  type ChangeSighting,
  type ChangeVerification,
  defineChange,
  type Evidence,
  type Json,
  type Observation,
} from '@cloudops/spec';
import { z } from 'zod';
import { type PriceBook, toCents } from '../../cost/prices/price-book.ts';
import { type VolumeShape, volumePrice, volumeShape } from '../../cost/waste/model/volume.ts';
import { gp3For } from '../../cost/waste/rules/gp2-volume.ts';
import { gp3Like } from '../../cost/waste/rules/provisioned-iops-volume.ts';
import type { Place } from '../../listing/listing.ts';
import { isTrueAt } from '../../value/read.ts';
import { dryRun } from '../call/dry-run.ts';
import { readOne } from '../call/read.ts';
import { type ChangeCall, sendChange } from '../call/send.ts';
import { waitFor } from '../call/wait.ts';
import { openPrices } from '../instance/price.ts';
import { findPlace } from '../place/find-place.ts';
import { type PlaceInput, placeFields, placeSchema } from '../place/place-input.ts';
import { placeRights, readRights, writeRights } from '../place/rights.ts';
import { createProtocol, type Scene } from '../protocol.ts';
import { failureOf, present, refused, stale } from '../reason.ts';
import { resourceIn } from '../resource.ts';
import type { ChangeServices } from '../services.ts';
import { gone, versionOf } from '../version.ts';
import { volumeKind } from './volume-kind.ts';

interface ModifyInput extends PlaceInput {
  readonly resource: string;
}

interface ModifySaved {
  readonly place: Place;
  readonly id: string;
  readonly from: VolumeShape;
  readonly to: VolumeShape;
}

type ModifyScene = Scene<ModifyInput, ModifySaved>;

const id = z.string().regex(volumeKind.pattern, `must be such as ${volumeKind.example}`);
const shape: z.ZodType<VolumeShape> = z.strictObject({
  type: z.string().regex(/^[a-z0-9]{2,10}$/),
  size: z.number(),
  iops: z.number(),
  throughput: z.number(),
});
const state: z.ZodType<ModifySaved> = z.strictObject({ place: placeSchema, id, from: shape, to: shape });

/** The gp3 volume that does what this one does; null for types that need no change. */
function targetOf(from: VolumeShape): VolumeShape | null {
  if (from.type === 'gp2') return gp3For(from.size);
  return from.type === 'io1' || from.type === 'io2' ? gp3Like(from) : null;
}

/** What `a` and `b` are billed by; EC2 tells IOPS of gp2 too, which follow from its size. */
function isShape(a: VolumeShape, b: VolumeShape): boolean {
  if (a.type !== b.type) return false;
  const areIopsChosen = ['gp3', 'io1', 'io2'].includes(a.type);
  return (!areIopsChosen || a.iops === b.iops) && (a.type !== 'gp3' || a.throughput === b.throughput);
}

function versionOfShape(volume: string, { type, size, iops, throughput }: VolumeShape): string {
  const areIopsChosen = ['gp3', 'io1', 'io2'].includes(type);
  return versionOf([volume, type, size, areIopsChosen ? iops : null, type === 'gp3' ? throughput : null]);
}

function callTo({ type, iops, throughput }: VolumeShape, { place, id: VolumeId }: ModifySaved): ChangeCall {
  const input: Record<string, Json> = { VolumeId, VolumeType: type };
  if (['gp3', 'io1', 'io2'].includes(type)) input.Iops = iops;
  if (type === 'gp3') input.Throughput = throughput;
  return { operation: 'ModifyVolume', place, input };
}

function tell({ type, iops, throughput }: VolumeShape): string {
  if (type === 'gp3') return `gp3 (${iops} IOPS, ${throughput} MiB/s)`;
  return type === 'io1' || type === 'io2' ? `${type} (${iops} IOPS)` : type;
}

/** The difference a month in whole cents; null where one of the two has no price. */
function differenceOf(prices: PriceBook, region: string, from: VolumeShape, to: VolumeShape): number | null {
  const [now, then] = [volumePrice({ prices }, region, from), volumePrice({ prices }, region, to)];
  return now === null || then === null || now.region !== then.region
    ? null
    : toCents(then.micros) - toCents(now.micros);
}

async function observe(
  services: ChangeServices,
  request: ModifyInput,
  context: ActionContext,
): Promise<Evidence<Observation>> {
  const wanted = { what: `volume ${request.resource}`, ...volumeKind.reading(request.resource) };
  const found = await findPlace(services, request, wanted, context);
  if (found.status !== 'present') return failureOf(found, request.resource);
  const { place, item } = found.output;
  const from = volumeShape(item);
  if (isTrueAt(item, 'MultiAttachEnabled'))
    return refused(`${request.resource} is attached to several, which gp3 cannot be`);
  const to = targetOf(from);
  const inPlace = from.type === 'gp3';
  if (to === null && !inPlace) return refused(`${request.resource} is ${from.type}, which gp3 does not stand in for`);
  if (to !== null && to.iops > Math.max(3000, from.size * 500))
    return refused(`gp3 has no ${to.iops} IOPS at ${from.size} GiB`);
  const book = await openPrices(services.priceFile);
  if (book.status !== 'present') return failureOf(book, 'prices');
  const cents = differenceOf(book.output, place.region, from, to ?? from);
  if (cents === null)
    return refused(`what ${from.type} and gp3 cost is not known`, 'their prices in your own price file');
  const saved: ModifySaved = { place, id: request.resource, from, to: to ?? from };
  const told = `${cents <= 0 ? 'saves' : 'costs'} $${(Math.abs(cents) / 100).toFixed(2)} a month${cents <= 0 ? '' : ' more'}`;
  const effects = inPlace ? [] : [`type: ${tell(from)} → ${tell(saved.to)}, while it is in use`, told];
  return present({
    objects: [
      {
        resource: resourceIn(place, 'Volume', request.resource),
        version: versionOfShape(request.resource, from),
        effects,
      },
    ],
    state: saved as unknown as Observation['state'],
    blast_radius: 1,
    monthly_cents: cents,
    in_place: inPlace,
    undo: inPlace ? null : `It becomes ${tell(from)} again, which AWS allows six hours after the last change.`,
  });
}

async function read(
  { session }: ChangeServices,
  { place, id: volume }: ModifySaved,
  context: ActionContext,
): Promise<Evidence<VolumeShape>> {
  const item = await readOne(session, place, volumeKind.reading(volume), context);
  if (item.status === 'present') return present(volumeShape(item.output));
  return item.status === 'absent' ? item : failureOf(item, volume);
}

async function change(
  services: ChangeServices,
  { state: saved, before, context }: ModifyScene,
): Promise<Evidence<string>> {
  const now = await read(services, saved, context);
  if (now.status === 'absent') return stale(`${saved.id} is gone`);
  if (now.status !== 'present') return failureOf(now, saved.id);
  if (versionOfShape(saved.id, now.output) !== before.objects[0]?.version)
    return stale(`${saved.id} has changed since: it is ${tell(now.output)}`);
  const outcome = await sendChange(services.session, callTo(saved.to, saved), context);
  if (outcome.kind === 'failed') return { status: 'unknown', reason: outcome.reason };
  return present(`${saved.id} is becoming ${tell(saved.to)}`);
}

async function look(
  services: ChangeServices,
  { state: saved, context }: ModifyScene,
): Promise<Evidence<ChangeSighting>> {
  const now = await read(services, saved, context);
  if (now.status === 'absent') return present({ state: 'other', versions: [gone], message: `${saved.id} is gone` });
  if (now.status !== 'present') return failureOf(now, saved.id);
  const where = isShape(now.output, saved.to) ? 'after' : isShape(now.output, saved.from) ? 'before' : 'other';
  const versions = [versionOfShape(saved.id, now.output)];
  return present({ state: where, versions, message: `${saved.id} is ${tell(now.output)}` });
}

async function verify(
  services: ChangeServices,
  { state: saved, context }: ModifyScene,
): Promise<Evidence<ChangeVerification>> {
  const seen = await waitFor(
    {
      what: `${saved.id} to become ${saved.to.type}`,
      everyMs: 5000,
      mostMs: 300_000,
      read: () => read(services, saved, context),
      isDone: (now) => isShape(now, saved.to),
    },
    context,
  );
  if (seen.status !== 'present') return failureOf(seen, saved.id);
  const isDone = isShape(seen.output, saved.to);
  return present({ outcome: isDone ? 'healed' : 'not-healed', message: `${saved.id} is ${tell(seen.output)}` });
}

async function undo(services: ChangeServices, { state: saved, context }: ModifyScene): Promise<Evidence<string>> {
  const now = await read(services, saved, context);
  if (now.status !== 'present') return failureOf(now, saved.id);
  if (isShape(now.output, saved.from)) return present(`${saved.id} is ${tell(saved.from)} already`);
  if (!isShape(now.output, saved.to)) return refused(`${saved.id} is ${tell(now.output)}: somebody else changed it`);
  const outcome = await sendChange(services.session, callTo(saved.from, saved), context);
  if (outcome.kind === 'failed') return { status: 'unknown', reason: outcome.reason };
  return present(`${saved.id} is becoming ${tell(saved.from)} again`);
}

/** `aws.volume-modify`: makes a gp2, io1 or io2 volume the gp3 one that does the same; the undo makes it what it was. */
export function createModifyVolumeAction(services: ChangeServices): Action {
  return defineChange<ModifyInput>({
    name: 'volume-modify',
    description: 'Makes a volume the gp3 volume that does the same for less, while it is in use.',
    risk: 'write',
    input: z.strictObject({ resource: id, ...placeFields }),
    estimatedSec: 30,
    estimatedCostUsd: 0,
    permissions: (request) => [
      ...placeRights(services, request),
      ...readRights('DescribeVolumes'),
      ...writeRights(request, [`volume/${request.resource}`], 'ModifyVolume'),
    ],
    change: createProtocol<ModifyInput, ModifySaved>({
      state,
      observe: (request, context) => observe(services, request, context),
      dryRun: ({ state: saved, context }) => dryRun(services.session, [callTo(saved.to, saved)], context),
      change: (scene) => change(services, scene),
      look: (scene) => look(services, scene),
      verify: (scene) => verify(services, scene),
      undo: (scene) => undo(services, scene),
    }),
  });
}
