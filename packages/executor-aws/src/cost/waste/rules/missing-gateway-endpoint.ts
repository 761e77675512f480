import { compareText } from '../../../text/compare-text.ts';
import { listAt, textAt } from '../../../value/read.ts';
import { daysPerMonth } from '../../prices/price-book.ts';
import { draft, type Observation, type WasteDraft, type WasteFindingDefinition, type WasteRule } from '../draft.ts';
import { cite, placeKey } from '../model/item.ts';
import { type Nat, natsOf, natUsage, tablesTo } from '../model/nat.ts';
import type { Gap, WasteWorld } from '../model/world.ts';
import { valuesOf } from '../observe.ts';
import { carryOut } from '../remediation.ts';
import { gigabytes, round, sum } from '../words.ts';

const definition: WasteFindingDefinition = {
  code: 'CST-38',
  title: 'Traffic to S3 or DynamoDB may go through NAT',
  role: 'fault',
  severity: 'low',
  decided:
    'The NAT gateways of a VPC process more than 100 GB a month (both directions, from the window), and a route table that leads to one of them has no gateway endpoint for S3 or DynamoDB. These endpoints cost nothing. Which share of the traffic goes there cannot be seen, so the saving is only bounded.',
  thresholds: { bytes_a_month: 100_000_000_000 },
  source: 'VPC pricing: gateway endpoints are free, NAT costs per GB. The 100 GB are ours.',
  remedy: 'Add the endpoint to the route table. Bucket policies that name the NAT’s address must name the endpoint.',
};

const manyBytes = 100_000_000_000;
const services = ['s3', 'dynamodb'] as const;

function monthlyBytes(world: WasteWorld, nats: readonly Nat[]): number | null {
  const outcomes = nats.flatMap((nat) => [
    natUsage(world, nat, 'BytesOutToDestination', 'Sum'),
    natUsage(world, nat, 'BytesOutToSource', 'Sum'),
  ]);
  if (outcomes.some(({ kind }) => kind === 'unknown')) return null;
  return (sum(outcomes.flatMap(valuesOf)) / world.settings.days) * daysPerMonth;
}

/** Services that a route table to one of the gateways has no endpoint for, with these tables. */
function missingOf(world: WasteWorld, nats: readonly [Nat, ...Nat[]]): ReadonlyMap<string, readonly string[]> {
  const { place } = nats[0].item;
  const endpoints = world.itemsIn('endpoints', place).filter(({ raw }) => textAt(raw, 'VpcEndpointType') === 'Gateway');
  const tables = [
    ...new Set(nats.flatMap((nat) => tablesTo(world, nat).map(({ raw }) => textAt(raw, 'RouteTableId')))),
  ].sort();
  const missing = new Map<string, readonly string[]>();
  for (const service of services) {
    const served = new Set(
      endpoints
        .filter(({ raw }) => textAt(raw, 'ServiceName').endsWith(`.${service}`))
        .flatMap(({ raw }) => listAt(raw, 'RouteTableIds').map(String)),
    );
    const bare = tables.filter((table) => !served.has(table));
    if (bare.length > 0) missing.set(service, bare);
  }
  return missing;
}

function describe(
  world: WasteWorld,
  nats: readonly [Nat, ...Nat[]],
  parts: { readonly missing: ReadonlyMap<string, readonly string[]>; readonly bytes: number },
): WasteDraft {
  const { missing, bytes } = parts;
  const [first] = nats;
  const names = [...missing.keys()].map((name) => (name === 's3' ? 'S3' : 'DynamoDB')).join(' and ');
  const price = world.prices.find(first.item.place.region, 'nat.gb');
  const tables = [...new Set([...missing.values()].flat())].sort();
  return draft(definition, {
    tier: 'figure',
    place: first.item.place,
    kind: 'Vpc',
    name: first.vpc,
    title: `${first.vpc} sends ${gigabytes(bytes)} a month through NAT and has no gateway endpoint for ${names} there`,
    detail: `Route tables ${tables.join(', ')} lead to NAT without the free way. What of that traffic goes to ${names} cannot be seen here; VPC flow logs show it.`,
    evidence: nats.map(({ item }) => cite(item, 'NatGatewayId')),
    instances: nats.map(({ item, id }) => `NatGateway/${item.place.region}/${id}`),
    saving: null,
    confidence: 'low',
    remediations: [
      carryOut(first.item, {
        title: `Add ${[...missing].map(([service, to]) => `a gateway endpoint for ${service} to ${to.join(', ')}`).join(' and ')}`,
        risk: 'write',
        undo: 'Delete the endpoints. Open connections to the services break once either way.',
      }),
    ],
    data: {
      services: [...missing.keys()],
      route_tables: tables,
      nat_gb_a_month: round(bytes / 1e9),
      at_most_monthly_usd: price === null ? null : Math.round((bytes / 1e9) * (price.micros / 10_000)) / 100,
    },
  });
}

function inspect(world: WasteWorld): Observation {
  const groups = Map.groupBy(natsOf(world), ({ item, vpc }) => `${placeKey(item.place)}\n${vpc}`);
  const drafts: WasteDraft[] = [];
  const gaps: Gap[] = [];
  for (const [, group] of [...groups].sort(([a], [b]) => compareText(a, b))) {
    const nats = group as [Nat, ...Nat[]];
    const { place } = nats[0].item;
    const bytes = monthlyBytes(world, nats);
    const unread = (['endpoints', 'route_tables'] as const).find((step) => !world.isComplete(step, place));
    if (bytes === null || unread !== undefined) {
      const why =
        unread === undefined
          ? 'bytes of its NAT gateways are unknown'
          : `${unread.replace('_', ' ')} could not be read`;
      const needs =
        unread === undefined ? 'cloudwatch:GetMetricData' : 'ec2:DescribeVpcEndpoints, ec2:DescribeRouteTables';
      gaps.push({ subject: 'gateway endpoints of VPCs', place, name: nats[0].vpc, why, needs });
      continue;
    }
    const missing = missingOf(world, nats);
    if (bytes > manyBytes && missing.size > 0) drafts.push(describe(world, nats, { missing, bytes }));
  }
  return { drafts, gaps, checked: groups.size - gaps.length };
}

/** CST-38. */
export const missingGatewayEndpoint: WasteRule = { definition, inspect };
