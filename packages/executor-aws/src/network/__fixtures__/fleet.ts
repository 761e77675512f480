import type { Json } from '@cloudops/spec';
import type { StepEvidence } from '../../listing/listing.ts';
import { acl, aclEntry, group, networkInterface, publicTable, routeTable, rule, stage, subnet } from './account.ts';

/** How large a made-up account is. */
export interface FleetSize {
  readonly groups: number;
  readonly rules: number;
  readonly interfaces: number;
}

/** An account of that size: one group in ten is open somehow, interfaces carry two groups, subnets alternate. */
export function fleet({ groups, rules, interfaces }: FleetSize): Record<string, StepEvidence> {
  const subnets = Array.from({ length: 60 }, (_, index) => `subnet-${index}`);
  return stage({
    groups: Array.from({ length: groups }, (_, index) => group(`sg-${index}`)),
    rules: Array.from({ length: rules }, (_, index) => fleetRule(index, groups)),
    interfaces: Array.from({ length: interfaces }, (_, index) => fleetInterface(index, groups)),
    subnets: subnets.map((id) => subnet(id)),
    routeTables: [publicTable, routeTable('rtb-private', [], subnets.slice(30))],
    acls: [
      acl(
        'acl-0',
        [
          aclEntry(90, 'deny', '0.0.0.0/0', { protocol: '6', ports: [3389, 3389] }),
          aclEntry(100, 'allow', '0.0.0.0/0'),
        ],
        subnets,
      ),
    ],
    prefixLists: [{ PrefixListId: 'pl-1', OwnerId: '111122223333', AddressFamily: 'IPv4' }],
    prefixListEntries: { 'pl-1': ['52.0.0.0/8', '10.0.0.0/8'] },
  });
}

const openSources: readonly string[] = [
  '0.0.0.0/0',
  '::/0',
  '0.0.0.0/1',
  '128.0.0.0/1',
  '52.0.0.0/8',
  '8.8.8.8/32',
  'pl-1',
];
const ports: readonly number[] = [22, 443, 3306, 5432, 8443, 6379, 3389];

function fleetRule(index: number, groups: number): Json {
  const id = `sgr-${index}`;
  const owner = `sg-${index % groups}`;
  const round = Math.floor(index / groups);
  if (round === 0) return rule(owner, '0.0.0.0/0', { id, protocol: '-1', egress: true });
  const from = ports[(index + round) % ports.length] ?? 22;
  if (index % 10 === 0) return rule(owner, openSources[(index / 10) % openSources.length] ?? '::/0', { id, from });
  return rule(owner, `10.${index % 250}.${Math.floor(index / 250) % 250}.0/24`, { id, from });
}

function fleetInterface(index: number, groups: number): Json {
  const groupIds = [`sg-${index % groups}`, `sg-${(index * 7 + 1) % groups}`];
  return networkInterface(`eni-${index}`, groupIds, {
    subnet: `subnet-${index % 60}`,
    ...(index % 3 === 0 ? { ipv4: null } : {}),
  });
}
