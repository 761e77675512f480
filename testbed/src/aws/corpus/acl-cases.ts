import type { Clients } from './client.ts';
import type { LogicalNames } from './logical-names.ts';
import { type AclEntry, createAcl, createSubnet } from './network.ts';
import type { Expectations } from './scenario.ts';

/** A NACL, its ingress entries, and what is to be said of it. */
interface AclCase {
  readonly name: string;
  readonly entries: readonly AclEntry[];
  /** Without a subnet. */
  readonly unused?: boolean;
  readonly expect?: readonly string[];
  readonly absent?: readonly string[];
  readonly open?: readonly string[];
}

type Ports = readonly [number, number];
const world = '0.0.0.0/0';

function allow(number: number, protocol: string, ports: Ports | null, ipv4 = world): AclEntry {
  return { number, action: 'allow', protocol, ipv4, ...(ports !== null && { ports }) };
}

function deny(number: number, protocol: string, ports: Ports | null, ipv4 = world): AclEntry {
  return { ...allow(number, protocol, ports, ipv4), action: 'deny' };
}

const ssh: Ports = [22, 22];
const rdp: Ports = [3389, 3389];
const bothDenied = [deny(80, '6', ssh), deny(81, '17', ssh), deny(82, '6', rdp), deny(83, '17', rdp)];

const cases: readonly AclCase[] = [
  { name: 'acl-ssh', entries: [allow(100, '6', ssh)], expect: ['NACL-001'], absent: ['NACL-002', 'NACL-003'] },
  { name: 'acl-rdp-udp', entries: [allow(100, '17', rdp)], expect: ['NACL-001'], absent: ['NACL-002'] },
  {
    name: 'acl-ssh-halves',
    entries: [allow(100, '6', ssh, '0.0.0.0/1'), allow(110, '6', ssh, '128.0.0.0/1')],
    expect: ['NACL-001'],
  },
  {
    name: 'acl-ssh-ipv6',
    entries: [{ number: 100, action: 'allow', protocol: '6', ports: ssh, ipv6: '::/0' }],
    expect: ['NACL-001'],
  },
  { name: 'acl-range', entries: [allow(100, '6', [20, 30])], expect: ['NACL-001'], absent: ['NACL-002'] },
  { name: 'acl-deny-late', entries: [allow(100, '6', ssh), deny(110, '6', ssh)], expect: ['NACL-001'] },
  { name: 'acl-deny-private', entries: [deny(90, '6', ssh, '10.0.0.0/8'), allow(100, '6', ssh)], expect: ['NACL-001'] },
  { name: 'acl-deny-udp', entries: [deny(90, '17', ssh), allow(100, '6', ssh)], expect: ['NACL-001'] },
  { name: 'acl-all', entries: [allow(100, '-1', null)], expect: ['NACL-001', 'NACL-002'] },
  { name: 'acl-all-tcp', entries: [allow(100, '6', [0, 65535])], expect: ['NACL-001', 'NACL-002'] },
  { name: 'acl-unused', entries: [], unused: true, expect: ['NACL-003'], absent: ['NACL-001', 'NACL-002'] },
  { name: 'acl-deny-early', entries: [deny(90, '6', ssh), allow(100, '6', ssh)], absent: ['NACL-001', 'NACL-002'] },
  {
    name: 'acl-deny-halves',
    entries: [deny(90, '6', ssh, '0.0.0.0/1'), deny(91, '6', ssh, '128.0.0.0/1'), allow(100, '6', ssh)],
    absent: ['NACL-001'],
  },
  { name: 'acl-deny-all', entries: [deny(90, '-1', null), allow(100, '-1', null)], absent: ['NACL-001', 'NACL-002'] },
  {
    name: 'acl-all-but-admin',
    entries: [...bothDenied, allow(100, '-1', null)],
    absent: ['NACL-001'],
    // The entry says -1, its effect is less than all of TCP.
    open: ['NACL-002'],
  },
  { name: 'acl-one-half', entries: [allow(100, '6', ssh, '0.0.0.0/1')], absent: ['NACL-001'] },
  { name: 'acl-private', entries: [allow(100, '-1', null, '10.0.0.0/8')], absent: ['NACL-001', 'NACL-002'] },
  {
    name: 'acl-web',
    entries: [allow(100, '6', [443, 443]), allow(110, '6', [32768, 60999])],
    absent: ['NACL-001', 'NACL-002'],
  },
  { name: 'acl-icmp', entries: [allow(100, '1', null)], absent: ['NACL-001', 'NACL-002'] },
];

/** Stages every NACL, each over a subnet of its own. */
export async function stageAcls(clients: Clients, names: LogicalNames): Promise<void> {
  const vpc = names.id('main');
  for (const [index, { name, entries, unused }] of cases.entries()) {
    const cidr = `10.10.${100 + index}.0/24`;
    const subnet = unused === true ? null : await createSubnet(clients, names, { name, vpc, cidr });
    names.set(name, await createAcl(clients, vpc, entries, subnet));
  }
}

/** What is to be said of them. */
export const aclExpectations: Expectations = {
  expected: cases.flatMap(({ name, expect = [] }) => expect.map((code) => ({ code, resource: name }))),
  absent: cases.flatMap(({ name, absent = [] }) => absent.map((code) => ({ code, resource: name }))),
  open: cases.flatMap(({ name, open = [] }) => open.map((code) => ({ code, resource: name }))),
};
