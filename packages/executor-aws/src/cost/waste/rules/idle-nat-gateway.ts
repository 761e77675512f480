import type { Remediation } from '@cloudops/spec';
import { draft, type WasteFindingDefinition, type WasteRule } from '../draft.ts';
import { cite, type Item, nameOf } from '../model/item.ts';
import { type Nat, natSaving, natsOf, natUsage, tablesTo } from '../model/nat.ts';
import { citeUsage } from '../model/usage.ts';
import { ageDays, type WasteWorld } from '../model/world.ts';
import { fine, firstUnknown, observe, skipped, type Verdict, valuesOf } from '../observe.ts';
import { carryOut } from '../remediation.ts';
import { gigabytes, sum } from '../words.ts';

const definition: WasteFindingDefinition = {
  code: 'CST-35',
  title: 'A NAT gateway carries nothing',
  role: 'fault',
  severity: 'low',
  decided:
    'Available, older than the window (14 days), and no route table of its region sends anything to it, or it sent less than 1 GB out in the window. Zero bytes with zero connections is of high confidence. Samples must cover 90 % of the window.',
  thresholds: { bytes: 1_000_000_000, days: 14 },
  source: 'Turbot and Usage AI: zero bytes; CloudFix-like savers: below 1 GB in 14 days; Trusted Advisor c1z7kmr18n.',
  remedy: 'Delete it and release its address.',
};

const fewBytes = 1_000_000_000;

function judge(world: WasteWorld, nat: Nat): Verdict {
  const { item, id } = nat;
  const { days } = world.settings;
  const age = ageDays(world, item.raw, 'CreateTime');
  if (age !== null && age < days) return skipped;
  const isUnrouted = world.isComplete('route_tables', item.place) && tablesTo(world, nat).length === 0;
  const sent = natUsage(world, nat, 'BytesOutToDestination', 'Sum');
  const open = natUsage(world, nat, 'ActiveConnectionCount', 'Maximum');
  const bytes = sent.kind === 'known' ? sum(sent.usage.values) : null;
  if (!isUnrouted) {
    const gap = firstUnknown(item, id, 'traffic of NAT gateways', [sent]);
    if (gap !== null) return gap;
    if (bytes === null || bytes >= fewBytes) return fine;
  }
  const isSilent = bytes === 0 && Math.max(0, ...valuesOf(open)) === 0;
  const why = isUnrouted ? 'no route table sends anything to it' : `it sent ${gigabytes(bytes ?? 0)} in ${days} days`;
  return {
    kind: 'waste',
    draft: draft(definition, {
      tier: isUnrouted ? 'contradiction' : 'figure',
      place: item.place,
      kind: 'NatGateway',
      name: id,
      title: `NAT gateway ${id}${nameOf(item.raw)} is idle: ${why}`,
      detail: `It costs by the hour whether it carries traffic or not.${isUnrouted ? ` No route table of ${nat.vpc} names it.` : ''}`,
      evidence: [
        cite(item, 'State'),
        cite(item, 'VpcId'),
        ...(sent.kind === 'known' && bytes !== null ? [citeUsage(sent.usage, bytes)] : []),
      ],
      saving: natSaving(world, nat),
      confidence: isSilent || isUnrouted ? 'high' : 'medium',
      remediations: [deleteNat(item, id)],
      data: { vpc: nat.vpc, bytes_out: bytes, routed: !isUnrouted, days },
    }),
  };
}

/** Delete a NAT gateway. */
export function deleteNat(item: Item, id: string): Remediation {
  return carryOut(item, {
    title: `Delete NAT gateway ${id}; its address stays until it is released`,
    risk: 'delete',
    undo: 'Make another one, with the same address while that is kept, and point the routes to it.',
  });
}

/** CST-35. */
export const idleNatGateway: WasteRule = {
  definition,
  inspect(world) {
    const nats = new Map(natsOf(world).map((nat) => [nat.item, nat]));
    return observe([...nats.keys()], (item) => {
      const nat = nats.get(item);
      return nat === undefined ? skipped : judge(world, nat);
    });
  },
};
