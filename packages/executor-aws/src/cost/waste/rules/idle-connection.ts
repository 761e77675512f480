import type { Remediation } from '@cloudops/spec';
import { textAt } from '../../../value/read.ts';
import { hoursPerMonth } from '../../prices/price-book.ts';
import { draft, saving, unitOf, type WasteFindingDefinition, type WasteRule } from '../draft.ts';
import { cite, type Item, nameOf } from '../model/item.ts';
import { citeUsage, type UsageOutcome } from '../model/usage.ts';
import { ageDays, type WasteWorld } from '../model/world.ts';
import { fine, firstUnknown, observe, skipped, type Verdict, valuesOf } from '../observe.ts';
import { carryOut } from '../remediation.ts';
import { sum } from '../words.ts';

const definition: WasteFindingDefinition = {
  code: 'CST-40',
  title: 'A transit gateway attachment or VPN connection carries nothing',
  role: 'fault',
  severity: 'low',
  decided:
    'Over the window (14 days): a transit gateway attachment of this account had BytesIn and BytesOut of 0; a VPN connection had both tunnels down all the time (TunnelState) or no data through them. Samples must cover 90 % of the window; attachments younger than it are left out.',
  thresholds: { bytes: 0, days: 14 },
  source: 'Ours; AWS Transit Gateway and VPN pricing. The hour is billed to the owner of what is attached.',
  remedy: 'Delete it after asking the other side.',
};

function judgeAttachment(world: WasteWorld, item: Item): Verdict {
  const { raw, place } = item;
  const id = textAt(raw, 'TransitGatewayAttachmentId');
  const owner = textAt(raw, 'ResourceOwnerId');
  const age = ageDays(world, raw, 'CreationTime');
  const { days } = world.settings;
  // Peering has a price of its own on each side; a Connect attachment rides on another one for nothing.
  const isBilled = ['vpc', 'vpn', 'direct-connect-gateway', 'peering'].includes(textAt(raw, 'ResourceType'));
  if (textAt(raw, 'State') !== 'available' || !isBilled || (owner !== '' && owner !== place.account)) return skipped;
  if (age !== null && age < days) return skipped;
  const ask = (metric: string) =>
    world.usage.find(place, { namespace: 'AWS/TransitGateway', metric, stat: 'Sum', id, days });
  const outcomes = [ask('BytesIn'), ask('BytesOut')];
  const gap = firstUnknown(item, id, 'traffic of transit gateway attachments', outcomes);
  if (gap !== null) return gap;
  if (sum(outcomes.flatMap(valuesOf)) > 0) return fine;
  const price = world.prices.find(place.region, 'transit-gateway.attachment-hour');
  const what = `${textAt(raw, 'ResourceType')} ${textAt(raw, 'ResourceId')}`;
  return {
    kind: 'waste',
    draft: draft(definition, {
      tier: 'figure',
      place,
      kind: 'TransitGatewayAttachment',
      name: id,
      title: `Transit gateway attachment ${id}${nameOf(raw)} of ${what} carried nothing in ${days} days`,
      detail: `It costs by the hour. Transit gateway: ${textAt(raw, 'TransitGatewayId')}.`,
      evidence: [cite(item, 'ResourceId'), cite(item, 'TransitGatewayId'), ...citeAll(outcomes)],
      saving: saving(unitOf(place, 'TransitGatewayAttachment', id), price, hoursPerMonth),
      // Those of VPNs end with these; of a peering or a Direct Connect gateway the other side has to know.
      remediations: textAt(raw, 'ResourceType') === 'vpc' ? [deleteConnection(item, id)] : [],
      data: { resource_type: textAt(raw, 'ResourceType'), resource: textAt(raw, 'ResourceId'), days },
    }),
  };
}

function judgeVpn(world: WasteWorld, item: Item): Verdict {
  const { raw, place } = item;
  const id = textAt(raw, 'VpnConnectionId');
  const { days } = world.settings;
  if (textAt(raw, 'State') !== 'available') return skipped;
  const ask = (metric: string, stat: string) =>
    world.usage.find(place, { namespace: 'AWS/VPN', metric, stat, id, days });
  const state = ask('TunnelState', 'Maximum');
  const data = [ask('TunnelDataIn', 'Sum'), ask('TunnelDataOut', 'Sum')];
  const gap = firstUnknown(item, id, 'tunnels of VPN connections', [state]);
  if (gap !== null) return gap;
  const isDown = Math.max(...valuesOf(state)) === 0;
  const missing = isDown ? null : firstUnknown(item, id, 'tunnels of VPN connections', data);
  if (missing !== null) return missing;
  if (!isDown && sum(data.flatMap(valuesOf)) > 0) return fine;
  const price = world.prices.find(place.region, 'vpn.connection-hour');
  return {
    kind: 'waste',
    draft: draft(definition, {
      tier: 'figure',
      place,
      kind: 'VpnConnection',
      name: id,
      title: `VPN connection ${id}${nameOf(raw)} ${isDown ? 'has been down' : 'carried nothing'} for ${days} days`,
      detail: `It costs by the hour, ${isDown ? 'up or down' : 'used or not'}. A standby line looks the same: ask first.`,
      evidence: [cite(item, 'State'), ...citeAll([state, ...data])],
      saving: saving(unitOf(place, 'VpnConnection', id), price, hoursPerMonth),
      confidence: 'medium',
      effort: 'medium',
      remediations: [deleteConnection(item, id)],
      data: { tunnels: isDown ? 'down' : 'silent', days },
    }),
  };
}

function citeAll(outcomes: readonly UsageOutcome[]): readonly ReturnType<typeof citeUsage>[] {
  return outcomes.flatMap((one) => (one.kind === 'known' ? [citeUsage(one.usage, sum(one.usage.values))] : []));
}

function deleteConnection(item: Item, id: string): Remediation {
  return carryOut(item, {
    title: `Delete ${id}`,
    risk: 'delete',
    undo: 'Make it again with both sides; a VPN connection gets new addresses and keys.',
  });
}

/** CST-40. */
export const idleConnection: WasteRule = {
  definition,
  inspect(world) {
    const attachments = observe(world.items('attachments'), (item) => judgeAttachment(world, item));
    const vpns = observe(world.items('vpn_connections'), (item) => judgeVpn(world, item));
    return {
      drafts: [...attachments.drafts, ...vpns.drafts],
      gaps: [...attachments.gaps, ...vpns.gaps],
      checked: attachments.checked + vpns.checked,
    };
  },
};
