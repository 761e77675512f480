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
import { listAt, textAt } from '../../value/read.ts';
import { dryRun } from '../call/dry-run.ts';
import { type ChangeCall, sendChange } from '../call/send.ts';
import { markOf, tagsOfChange } from '../mark.ts';
import { findPlace } from '../place/find-place.ts';
import { type PlaceInput, placeFields } from '../place/place-input.ts';
import { placeRights, readRights, writeRights } from '../place/rights.ts';
import { createProtocol, type Scene } from '../protocol.ts';
import { failureOf, present, refused, stale } from '../reason.ts';
import { resourceIn } from '../resource.ts';
import type { ChangeServices } from '../services.ts';
import {
  findMissing,
  type Gateway,
  type GatewaySaved,
  gatewayState,
  type MissingGateway,
  missingVersion,
  readGateways,
} from './gateway-endpoints.ts';

interface GatewayInput extends PlaceInput {
  readonly resource: string;
}

type GatewayScene = Scene<GatewayInput, GatewaySaved>;

const input: z.ZodType<GatewayInput> = z.strictObject({
  resource: z.string().regex(/^vpc-[0-9a-z]{1,17}$/, 'must be such as vpc-0a1b2c3d4e5f60718'),
  ...placeFields,
});

async function observe(
  services: ChangeServices,
  { resource: vpc, ...asked }: GatewayInput,
  context: ActionContext,
): Promise<Evidence<Observation>> {
  const wanted = {
    ...{ what: `network ${vpc}`, operation: 'DescribeVpcs', items: 'Vpcs', key: 'VpcId' },
    input: { Filters: [{ Name: 'vpc-id', Values: [vpc] }] },
    isOwn: (item: unknown, account: string) => ['', account].includes(textAt(item, 'OwnerId')),
  };
  const found = await findPlace(services, asked, wanted, context);
  if (found.status !== 'present') return failureOf(found, vpc);
  const { place } = found.output;
  const missing = await findMissing(services.session, { place, vpc }, context);
  if (missing.status !== 'present') return failureOf(missing, vpc);
  const all = missing.output;
  const effects = all.map(
    ({ service, endpoint, tables }) =>
      `${endpoint === null ? 'a gateway endpoint' : endpoint} for ${service} serves ${someOf(tables)}; open connections to it break once`,
  );
  const state: GatewaySaved = { place, vpc, missing: all };
  return present({
    objects: [{ resource: resourceIn(place, 'Vpc', vpc), version: missingVersion(vpc, all), effects }],
    state: state as unknown as Observation['state'],
    blast_radius: Math.max(1, new Set(all.flatMap(({ tables }) => tables)).size),
    // Gateway endpoints are not billed; what traffic through NAT gateways they save nobody can say before.
    monthly_cents: 0,
    in_place: all.length === 0,
    undo: all.length === 0 ? null : 'What was added is taken away; open connections break once again.',
  });
}

function addCall({ place, vpc }: GatewaySaved, missing: MissingGateway, context: ActionContext): ChangeCall {
  const { service, endpoint, tables } = missing;
  if (endpoint !== null) {
    const added = { VpcEndpointId: endpoint, AddRouteTableIds: [...tables] };
    return { operation: 'ModifyVpcEndpoint', place, input: added };
  }
  const token = markOf(context) === '' ? {} : { ClientToken: `${markOf(context)} ${service}`.slice(-64) };
  const made = { VpcId: vpc, ServiceName: service, VpcEndpointType: 'Gateway', RouteTableIds: [...tables] };
  return {
    operation: 'CreateVpcEndpoint',
    place,
    input: { ...made, ...token, ...tagsOfChange(context, 'vpc-endpoint') },
  };
}

async function add(services: ChangeServices, { state, context }: GatewayScene): Promise<Evidence<string>> {
  const now = await findMissing(services.session, state, context);
  if (now.status !== 'present') return failureOf(now, state.vpc);
  if (missingVersion(state.vpc, now.output) !== missingVersion(state.vpc, state.missing))
    return stale(`the endpoints or routes of ${state.vpc} have changed since`);
  for (const missing of state.missing) {
    const outcome = await sendChange(services.session, addCall(state, missing, context), context);
    if (outcome.kind === 'failed') return { status: 'unknown', reason: outcome.reason };
  }
  return present(`gateway endpoints of ${state.vpc} were added`);
}

function serves(gateways: readonly Gateway[], { service, tables }: MissingGateway): readonly string[] {
  const served = new Set(gateways.filter((one) => one.service === service).flatMap((one) => one.tables));
  return tables.filter((table) => served.has(table));
}

async function look(services: ChangeServices, { state, context }: GatewayScene): Promise<Evidence<ChangeSighting>> {
  const gateways = await readGateways(services.session, state, context);
  if (gateways.status !== 'present') return failureOf(gateways, state.vpc);
  const now = await findMissing(services.session, state, context);
  if (now.status !== 'present') return failureOf(now, state.vpc);
  const wanted = state.missing.flatMap(({ tables }) => tables).length;
  const served = state.missing.flatMap((missing) => serves(gateways.output, missing)).length;
  return present({
    state: served === wanted ? 'after' : served === 0 ? 'before' : 'other',
    versions: [missingVersion(state.vpc, now.output)],
    message: `${served} of ${wanted} ways past the NAT gateways of ${state.vpc} are there`,
  });
}

async function verify(services: ChangeServices, scene: GatewayScene): Promise<Evidence<ChangeVerification>> {
  const seen = await look(services, scene);
  if (seen.status !== 'present') return failureOf(seen, scene.state.vpc);
  const { state, message } = seen.output;
  return present({ outcome: state === 'after' ? 'healed' : 'not-healed', message });
}

/** Takes away what this change made or added, and nothing else. */
async function undo(services: ChangeServices, { state, context }: GatewayScene): Promise<Evidence<string>> {
  const gateways = await readGateways(services.session, state, context);
  if (gateways.status !== 'present') return failureOf(gateways, state.vpc);
  for (const missing of state.missing) {
    const call = removeCall(state, missing, gateways.output, context);
    if (call === null) continue;
    const outcome = await sendChange(services.session, call, context);
    if (outcome.kind === 'failed') return { status: 'unknown', reason: outcome.reason };
    const [failed] = listAt(outcome.answer, 'Unsuccessful');
    if (failed !== undefined) return refused(`EC2 did not delete it: ${textAt(failed, 'Error', 'Message')}`);
  }
  return present(`what was added to ${state.vpc} was taken away`);
}

function removeCall(
  { place }: GatewaySaved,
  missing: MissingGateway,
  gateways: readonly Gateway[],
  context: ActionContext,
): ChangeCall | null {
  if (missing.endpoint !== null) {
    const there = serves(gateways, missing);
    if (there.length === 0) return null;
    const removed = { VpcEndpointId: missing.endpoint, RemoveRouteTableIds: [...there] };
    return { operation: 'ModifyVpcEndpoint', place, input: removed };
  }
  const made = gateways.find(
    ({ service, mark }) => service === missing.service && mark !== '' && mark === markOf(context),
  );
  return made === undefined ? null : { operation: 'DeleteVpcEndpoints', place, input: { VpcEndpointIds: [made.id] } };
}

/** `aws.gateway-endpoint-add`: leads traffic to S3 and DynamoDB past a network's NAT gateways; the undo takes that away. */
export function createAddGatewaysAction(services: ChangeServices): Action {
  const { session } = services;
  return defineChange<GatewayInput>({
    name: 'gateway-endpoint-add',
    description: 'Adds gateway endpoints for S3 and DynamoDB to a network that reaches them through NAT gateways.',
    risk: 'write',
    input,
    estimatedSec: 20,
    estimatedCostUsd: 0,
    permissions: (request) => [
      ...placeRights(services, request),
      ...readRights('DescribeRouteTables', 'DescribeVpcEndpoints', 'DescribeVpcs'),
      ...writeRights(request, [`vpc/${request.resource}`, 'route-table/*', 'vpc-endpoint/*'], 'CreateVpcEndpoint'),
      ...writeRights(request, ['route-table/*', 'vpc-endpoint/*'], 'ModifyVpcEndpoint'),
      ...writeRights(request, ['vpc-endpoint/*'], 'CreateTags', 'DeleteVpcEndpoints'),
    ],
    change: createProtocol<GatewayInput, GatewaySaved>({
      state: gatewayState,
      observe: (request, context) => observe(services, request, context),
      dryRun: ({ state, context }) =>
        dryRun(
          session,
          state.missing.map((missing) => addCall(state, missing, context)),
          context,
        ),
      change: (scene) => add(services, scene),
      look: (scene) => look(services, scene),
      verify: (scene) => verify(services, scene),
      undo: (scene) => undo(services, scene),
    }),
  });
}
