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
import { someOf } from '../../cost/waste/words.ts';
import type { Place } from '../../listing/listing.ts';
import { textAt } from '../../value/read.ts';
import { dryRun } from '../call/dry-run.ts';
import { type ChangeCall, sendChange } from '../call/send.ts';
import { findPlace } from '../place/find-place.ts';
import { type PlaceInput, placeFields, placeSchema } from '../place/place-input.ts';
import { placeRights, readRights, writeRights } from '../place/rights.ts';
import { createProtocol, type Scene } from '../protocol.ts';
import { failureOf, present, stale } from '../reason.ts';
import { resourceIn } from '../resource.ts';
import type { ChangeServices } from '../services.ts';
import { gone, versionOf } from '../version.ts';
import { findLocalNat } from './local-nat.ts';
import { type NatRoute, type RouteTable, readRouteTables, toRouteTable } from './route-tables.ts';

interface RouteInput extends PlaceInput {
  readonly resource: string;
}

interface RouteSaved {
  readonly place: Place;
  readonly id: string;
  /** Routes that lead to a NAT gateway of another zone, as they were. */
  readonly routes: readonly NatRoute[];
  readonly to: string;
}

type RouteScene = Scene<RouteInput, RouteSaved>;

const id = z.string().regex(/^rtb-[0-9a-z]{1,17}$/, 'must be such as rtb-0a1b2c3d4e5f60718');
const natId = z.string().regex(/^nat-[0-9a-z]{1,17}$/);
const state: z.ZodType<RouteSaved> = z.strictObject({
  place: placeSchema,
  id,
  routes: z.array(
    z.strictObject({
      field: z.enum(['DestinationCidrBlock', 'DestinationIpv6CidrBlock', 'DestinationPrefixListId']),
      destination: z.string().regex(/^[0-9A-Za-z.:/-]{1,64}$/),
      nat: natId,
    }),
  ),
  to: natId,
});

function tableVersion({ id: table, natRoutes, subnets }: RouteTable): string {
  return versionOf([table, [...subnets], ...natRoutes.map(({ destination, nat }) => [destination, nat])]);
}

async function observe(
  services: ChangeServices,
  { resource, ...asked }: RouteInput,
  context: ActionContext,
): Promise<Evidence<Observation>> {
  const wanted = {
    ...{ what: `route table ${resource}`, operation: 'DescribeRouteTables', items: 'RouteTables', key: 'RouteTableId' },
    input: { Filters: [{ Name: 'route-table-id', Values: [resource] }] },
    isOwn: (item: unknown, account: string) => ['', account].includes(textAt(item, 'OwnerId')),
  };
  const found = await findPlace(services, asked, wanted, context);
  if (found.status !== 'present') return failureOf(found, resource);
  const { place, item } = found.output;
  const table = toRouteTable(item);
  const local = await findLocalNat(services.session, place, table, context);
  if (local.status !== 'present') return failureOf(local, resource);
  const { nat, local: isLocal } = local.output;
  const routes = table.natRoutes.filter((route) => !isLocal.includes(route.nat));
  const saved: RouteSaved = { place, id: resource, routes, to: nat };
  const effects = routes.map(
    ({ destination, nat: from }) => `${destination}: ${from} → ${nat}; open connections break`,
  );
  return present({
    objects: [{ resource: resourceIn(place, 'RouteTable', resource), version: tableVersion(table), effects }],
    state: saved as unknown as Observation['state'],
    blast_radius: 1 + table.subnets.length,
    monthly_cents: 0,
    in_place: routes.length === 0,
    undo: routes.length === 0 ? null : 'The routes lead where they led; open connections break once again.',
  });
}

function callTo({ place, id: RouteTableId }: RouteSaved, { field, destination }: NatRoute, nat: string): ChangeCall {
  return { operation: 'ReplaceRoute', place, input: { RouteTableId, [field]: destination, NatGatewayId: nat } };
}

async function read(
  { session }: ChangeServices,
  { place, id: value }: RouteSaved,
  context: ActionContext,
): Promise<Evidence<RouteTable>> {
  const tables = await readRouteTables(session, place, { filter: 'route-table-id', value }, context);
  if (tables.status !== 'present') return failureOf(tables, value);
  const [table] = tables.output;
  return table === undefined ? { status: 'absent' } : present(table);
}

/** Where a route leads now; empty when there is none. */
function natOf({ natRoutes }: RouteTable, { destination }: NatRoute): string {
  return natRoutes.find((route) => route.destination === destination)?.nat ?? '';
}

async function move(
  services: ChangeServices,
  { state: saved, before, context }: RouteScene,
): Promise<Evidence<string>> {
  const now = await read(services, saved, context);
  if (now.status === 'absent') return stale(`${saved.id} is gone`);
  if (now.status !== 'present') return failureOf(now, saved.id);
  if (tableVersion(now.output) !== before.objects[0]?.version) return stale(`${saved.id} has changed since`);
  for (const route of saved.routes) {
    const outcome = await sendChange(services.session, callTo(saved, route, saved.to), context);
    if (outcome.kind === 'failed') return { status: 'unknown', reason: outcome.reason };
  }
  return present(`${saved.id} leads to ${saved.to}`);
}

async function look(
  services: ChangeServices,
  { state: saved, context }: RouteScene,
): Promise<Evidence<ChangeSighting>> {
  const now = await read(services, saved, context);
  if (now.status === 'absent') return present({ state: 'other', versions: [gone], message: `${saved.id} is gone` });
  if (now.status !== 'present') return failureOf(now, saved.id);
  const table = now.output;
  const isAfter = saved.routes.every((route) => natOf(table, route) === saved.to);
  const isBefore = saved.routes.every((route) => natOf(table, route) === route.nat);
  const nats = [...new Set(saved.routes.map((route) => natOf(table, route) || 'nowhere'))];
  return present({
    state: isAfter ? 'after' : isBefore ? 'before' : 'other',
    versions: [tableVersion(table)],
    message: `${saved.id} leads to ${someOf(nats)}`,
  });
}

async function verify(services: ChangeServices, scene: RouteScene): Promise<Evidence<ChangeVerification>> {
  const seen = await look(services, scene);
  if (seen.status !== 'present') return failureOf(seen, scene.state.id);
  return present({ outcome: seen.output.state === 'after' ? 'healed' : 'not-healed', message: seen.output.message });
}

/** Leads each route back that leads where this change led it. */
async function undo(services: ChangeServices, { state: saved, context }: RouteScene): Promise<Evidence<string>> {
  const now = await read(services, saved, context);
  if (now.status !== 'present') return failureOf(now, saved.id);
  for (const route of saved.routes) {
    if (natOf(now.output, route) !== saved.to) continue;
    const outcome = await sendChange(services.session, callTo(saved, route, route.nat), context);
    if (outcome.kind === 'failed') return { status: 'unknown', reason: outcome.reason };
  }
  return present(`${saved.id} leads where it led`);
}

/** `aws.nat-route-move`: leads a route table to the NAT gateway of its own zone; the undo leads it back. */
export function createMoveRouteAction(services: ChangeServices): Action {
  return defineChange<RouteInput>({
    name: 'nat-route-move',
    description: 'Leads a route table to the NAT gateway of its own availability zone.',
    risk: 'write',
    input: z.strictObject({ resource: id, ...placeFields }),
    estimatedSec: 15,
    estimatedCostUsd: 0,
    permissions: (request) => [
      ...placeRights(services, request),
      ...readRights('DescribeNatGateways', 'DescribeRouteTables', 'DescribeSubnets'),
      ...writeRights(request, [`route-table/${request.resource}`], 'ReplaceRoute'),
    ],
    change: createProtocol<RouteInput, RouteSaved>({
      state,
      observe: (request, context) => observe(services, request, context),
      dryRun: ({ state: saved, context }) =>
        dryRun(
          services.session,
          saved.routes.map((route) => callTo(saved, route, saved.to)),
          context,
        ),
      change: (scene) => move(services, scene),
      look: (scene) => look(services, scene),
      verify: (scene) => verify(services, scene),
      undo: (scene) => undo(services, scene),
    }),
  });
}
