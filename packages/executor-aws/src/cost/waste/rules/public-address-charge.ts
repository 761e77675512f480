import { compareText } from '../../../text/compare-text.ts';
import { textAt } from '../../../value/read.ts';
import { hoursPerMonth } from '../../prices/price-book.ts';
import { draft, type WasteDraft, type WasteFindingDefinition, type WasteRule } from '../draft.ts';
import { cite, type Item, placeKey } from '../model/item.ts';
import type { WasteWorld } from '../model/world.ts';
import { count, dollars } from '../words.ts';

const definition: WasteFindingDefinition = {
  code: 'CST-32',
  title: 'Instances have public IPv4 addresses that are charged',
  role: 'hint',
  severity: 'info',
  decided:
    'Network interfaces of instances with a public IPv4 address of Amazon’s, counted per VPC. Addresses of load balancers, NAT gateways and other services are left out: those are what they are for. Whether one is needed cannot be seen, so nothing is counted as saved.',
  thresholds: {},
  source: 'AWS: public IPv4 address charge, $0.005 an hour since February 2024.',
  remedy: 'Private subnets behind a load balancer, Session Manager or an instance connect endpoint, IPv6.',
};

function isCharged({ raw }: Item): boolean {
  const owner = textAt(raw, 'Association', 'IpOwnerId');
  const isOfInstance = textAt(raw, 'Attachment', 'InstanceId') !== '';
  return isOfInstance && textAt(raw, 'Association', 'PublicIp') !== '' && !/^(byoip|ipv4pool)/.test(owner);
}

function describe(world: WasteWorld, vpc: string, group: readonly [Item, ...Item[]]): WasteDraft {
  const [first] = group;
  const price = world.prices.find(first.place.region, 'ipv4.hour');
  const charge = price === null ? null : price.micros * hoursPerMonth * group.length;
  const names = group.map(({ raw }) => textAt(raw, 'NetworkInterfaceId'));
  return draft(definition, {
    tier: 'status',
    place: first.place,
    kind: 'Vpc',
    name: vpc,
    title: `${count(group.length, 'instance interface')} in ${vpc} with a public IPv4 address${charge === null ? '' : `: ${dollars(charge)} a month`}`,
    detail: 'Each public IPv4 address costs by the hour, also one in use. Which of them are needed, only you can say.',
    evidence: group.slice(0, 20).map((item) => cite(item, 'Association', 'PublicIp')),
    instances: names.map((name) => `NetworkInterface/${first.place.region}/${name}`),
    saving: null,
    confidence: 'low',
    effort: 'high',
    data: { addresses: group.length, charge_monthly_usd: charge === null ? null : Math.round(charge / 10_000) / 100 },
  });
}

/** CST-32. */
export const publicAddressCharge: WasteRule = {
  definition,
  inspect(world) {
    const charged = world.items('interfaces').filter(isCharged);
    const groups = Map.groupBy(charged, ({ place, raw }) => `${placeKey(place)}\n${textAt(raw, 'VpcId')}`);
    const drafts = [...groups]
      .sort(([a], [b]) => compareText(a, b))
      .map(([, group]) => describe(world, textAt(group[0]?.raw, 'VpcId'), group as [Item, ...Item[]]));
    return { drafts, gaps: [], checked: world.items('interfaces').length };
  },
};
