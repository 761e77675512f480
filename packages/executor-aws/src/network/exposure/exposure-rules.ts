import type { NotChecked } from '@cloudops/spec';
import { printable } from '../../text/printable.ts';
import { specialPurposeDate } from '../address/special-purpose.ts';
import type { NetworkFindingDefinition, NetworkRule } from '../draft.ts';
import type { GroupRule } from '../model/group.ts';
import { portsText } from '../ports/port-set.ts';
import { describeExposure } from './describe.ts';
import type { ExposureBook } from './exposure.ts';
import { allPortsThreshold } from './open-to-all.ts';
import { type ServicePorts, servicePorts } from './service-ports.ts';

const reachNote =
  'Sources of all groups on an interface are merged first. Severity is that of a reachable group; one step less when attached and not reachable, low when unattached.';

const remedyNote = 'Revoke the rule by its id, or narrow it to the addresses that need it.';

type Parts = Pick<NetworkFindingDefinition, 'code' | 'title' | 'severity' | 'decided' | 'remedy' | 'source'>;

function define(parts: Parts): NetworkFindingDefinition {
  return { ...parts, role: 'fault', decided: `${parts.decided} ${reachNote}` };
}

function defineService(row: ServicePorts): NetworkFindingDefinition {
  const tcp = row.tcp.length === 0 ? '' : `TCP ${portsText(row.tcp, 20)}`;
  const udp = row.udp.length === 0 ? '' : `UDP ${portsText(row.udp, 20)}`;
  const family = row.family === null ? 'IPv4 or IPv6' : row.family === 'ipv4' ? 'IPv4' : 'IPv6';
  return define({
    code: row.code,
    title: `${row.service.charAt(0).toUpperCase()}${row.service.slice(1)} open to the whole internet`,
    severity: row.severity,
    decided: `Any of ${[tcp, udp].filter((text) => text !== '').join('; ')} is open to everybody on ${family}.`,
    remedy: `${remedyNote} Reach it through a VPN, Session Manager or a private endpoint instead.`,
    source: row.source,
  });
}

const others: readonly NetworkFindingDefinition[] = [
  define({
    code: 'SG-001',
    title: 'All traffic open to the whole internet',
    severity: 'critical',
    decided: 'Rules of protocol -1 together let in everybody. What that implies is listed under `also`.',
    remedy: remedyNote,
    source: 'Prowler; AWS EC2.18, EC2.19',
  }),
  define({
    code: 'SG-002',
    title: 'All ports open to the whole internet',
    severity: 'critical',
    decided: `At least ${allPortsThreshold} TCP or UDP ports are open to everybody. What that implies is listed under \`also\`.`,
    remedy: remedyNote,
    source: 'Prowler counts exactly 65,536 and misses 1-65535; the threshold is ours',
  }),
  define({
    code: 'SG-028',
    title: 'A port that nobody allowed open to the whole internet',
    severity: 'high',
    decided:
      'TCP or UDP ports outside the allow-list (TCP 80 and 443 unless set), or a protocol without ports such as GRE, are open to everybody, and no other rule speaks of them.',
    remedy: `${remedyNote} If it is meant to be open, add the port to \`allowed_ports\`.`,
    source: 'AWS EC2.18; Control Tower CT.EC2.PR.3',
  }),
  define({
    code: 'SG-029',
    title: 'A range around a web port open to the whole internet',
    severity: 'high',
    decided: 'A TCP range that contains 80 or 443 and more is open to everybody.',
    remedy: 'Replace the range by the single ports that are served.',
    source: 'Turbot tests the first port only',
  }),
  define({
    code: 'SG-030',
    title: 'The whole internet let in by several sources together',
    severity: 'critical',
    decided: `Sources merge to everybody (global unicast without IANA's special-purpose blocks as of ${specialPurposeDate}) while none is everybody by itself. Listed under \`also\` where another code names the port.`,
    remedy: remedyNote,
    source: 'own; Prowler, Custodian and AWS Config count literal 0.0.0.0/0 and ::/0',
  }),
  define({
    code: 'SG-031',
    title: 'A large part of the internet let in',
    severity: 'medium',
    decided:
      'Merged sources (or, outbound, destinations) hold a public block of /1 to /23 (IPv4) or /4 to /47 (IPv6) beyond the trusted CIDRs and are not everybody.',
    remedy: 'Narrow the block, or add it to `trusted_cidrs` when it is yours.',
    source: 'Prowler ec2_securitygroup_allow_wide_open_public_ipv4; the IPv6 bounds are ours',
  }),
  define({
    code: 'SG-032',
    title: 'An admin or database port open to a public address',
    severity: 'medium',
    decided:
      'A port of SG-003 to SG-020 is open to public addresses that are neither everybody nor among the trusted CIDRs.',
    remedy: 'Use a private path, or add the address to `trusted_cidrs`.',
    source: 'Prowler ec2_securitygroup_allow_ingress_to_any_port_from_ip, which counts any port',
  }),
  define({
    code: 'SG-033',
    title: 'The whole internet let in by a prefix list',
    severity: 'medium',
    decided:
      "Entries of a customer-managed prefix list let in everybody or a large part. Listed under `also` where another code names the port; AWS's own lists do not count.",
    remedy: 'Correct the entries of the list, or revoke the rule that names it.',
    source: 'own; Prowler and Turbot do not resolve prefix lists',
  }),
  define({
    code: 'SG-034',
    title: 'Every type of ICMP open to the whole internet',
    severity: 'low',
    decided: 'ICMP with all types is open to everybody; rules of single types are not meant.',
    remedy: 'Allow type 3 code 4 (path MTU) and, if wanted, type 8 (echo) only.',
    source: 'own; Prowler takes ICMP for an open port',
  }),
  define({
    code: 'SG-036',
    title: 'Admin or database traffic allowed out to the whole internet',
    severity: 'medium',
    decided:
      'Outbound rules let TCP 22, 25, 3389 or database ports out to everybody. A rule of all traffic to everybody, the default, is not meant.',
    remedy: 'Narrow the rule to the destinations that are used.',
    source: 'own',
  }),
];

/** SG-001 to SG-034 and SG-036: what groups open, alone and together on an interface. */
export const exposureRules: NetworkRule = {
  definitions: [...others, ...servicePorts.map(defineService)].sort((a, b) => (a.code < b.code ? -1 : 1)),
  inspect({ prefixLists }, exposures) {
    return {
      drafts: exposures.exposures.map((one) => describeExposure(one, prefixLists)),
      notChecked: [...unreadSources(exposures), ...unreadInspectors(exposures)],
    };
  },
};

function unreadSources({ sources }: ExposureBook): readonly NotChecked[] {
  return [
    ...sources.unresolved().map(([list, rules]) => ({
      what: `what prefix list ${printable(list, 60)} lets in (${groupsText(rules)})`,
      why: 'its entries could not be read',
      needs: 'ec2:DescribeManagedPrefixLists and ec2:GetManagedPrefixListEntries; for a shared list in its account',
    })),
    ...sources.malformed().map(([cidr, rules]) => ({
      what: `what source ${printable(JSON.stringify(cidr), 60)} lets in (${groupsText(rules)})`,
      why: 'it is no CIDR',
      needs: '',
    })),
  ];
}

/** One line for each firewall that stands before groups that are open. */
function unreadInspectors({ exposures }: ExposureBook): readonly NotChecked[] {
  const behind = new Map<string, Set<string>>();
  for (const { group, parts } of exposures) {
    for (const { reach } of parts) {
      if (reach.through === '') continue;
      behind.set(reach.through, (behind.get(reach.through) ?? new Set()).add(group.id));
    }
  }
  return [...behind]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([through, groups]) => ({
      what: `what ${printable(through, 60)} lets through (${idsText([...groups])})`,
      why: 'rules of network firewalls, appliances behind load balancers, and carriers are not read',
      needs: 'a look at the firewall policy, the appliance or the carrier’s terms',
    }));
}

function groupsText(rules: readonly GroupRule[]): string {
  return idsText(rules.map(({ groupId }) => groupId));
}

function idsText(all: readonly string[]): string {
  const ids = [...new Set(all)].sort();
  const more = ids.length > 3 ? ` and ${ids.length - 3} more groups` : '';
  return `${ids.slice(0, 3).join(', ')}${more}`;
}
