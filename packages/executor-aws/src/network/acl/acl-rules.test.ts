import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inspect, reported } from '../hygiene/__fixtures__/world.ts';
import { aclOpenings, unusedAcl } from './acl-rules.ts';
import { openings } from './evaluate.ts';

interface EntryParts {
  readonly number: number;
  readonly action?: 'allow' | 'deny';
  readonly protocol?: string;
  readonly cidr?: string;
  readonly ports?: readonly [number, number];
  readonly egress?: boolean;
}

function entry({
  number,
  action = 'allow',
  protocol = '6',
  cidr = '0.0.0.0/0',
  ports,
  egress = false,
}: EntryParts): unknown {
  return {
    RuleNumber: number,
    Protocol: protocol,
    RuleAction: action,
    Egress: egress,
    [cidr.includes(':') ? 'Ipv6CidrBlock' : 'CidrBlock']: cidr,
    ...(ports === undefined ? {} : { PortRange: { From: ports[0], To: ports[1] } }),
  };
}

const ssh: readonly [number, number] = [22, 22];
const last = entry({ number: 32_767, action: 'deny', protocol: '-1' });

function acl(entries: readonly unknown[], parts: Readonly<Record<string, unknown>> = {}): unknown {
  return {
    NetworkAclId: 'acl-1',
    VpcId: 'vpc-1',
    IsDefault: false,
    Associations: [{ SubnetId: 'subnet-1' }],
    Entries: [...entries, last],
    ...parts,
  };
}

function codes(...entries: readonly unknown[]): readonly string[] {
  return reported(aclOpenings, { acls: [acl(entries)] });
}

describe('NACL-001', () => {
  it.each<[string, readonly unknown[]]>([
    ['SSH from everybody', [entry({ number: 100, ports: ssh })]],
    ['RDP over UDP', [entry({ number: 100, protocol: '17', ports: [3389, 3389] })]],
    ['a range with 22 in it', [entry({ number: 100, ports: [20, 25] })]],
    [
      'halves',
      [entry({ number: 100, ports: ssh, cidr: '0.0.0.0/1' }), entry({ number: 110, ports: ssh, cidr: '128.0.0.0/1' })],
    ],
    ['IPv6', [entry({ number: 100, ports: ssh, cidr: '::/0' })]],
    [
      'an allow before a deny',
      [entry({ number: 100, ports: ssh }), entry({ number: 200, action: 'deny', ports: ssh })],
    ],
    [
      'a deny that covers private addresses only',
      [entry({ number: 90, action: 'deny', ports: ssh, cidr: '10.0.0.0/8' }), entry({ number: 100, ports: ssh })],
    ],
    [
      'a deny of another protocol',
      [entry({ number: 90, action: 'deny', protocol: '17', ports: ssh }), entry({ number: 100, ports: ssh })],
    ],
    [
      'entries out of order',
      [entry({ number: 200, action: 'deny', protocol: '-1' }), entry({ number: 100, ports: ssh })],
    ],
  ])('reports %s', (_name, entries) => {
    expect(codes(...entries)).toEqual(['NACL-001 acl-1']);
  });

  it.each<[string, readonly unknown[]]>([
    [
      'a deny before the allow',
      [entry({ number: 90, action: 'deny', ports: ssh }), entry({ number: 100, ports: ssh })],
    ],
    [
      'a deny of all traffic before',
      [entry({ number: 90, action: 'deny', protocol: '-1' }), entry({ number: 100, ports: ssh })],
    ],
    [
      'a deny of half the internet before',
      [entry({ number: 90, action: 'deny', ports: ssh, cidr: '128.0.0.0/1' }), entry({ number: 100, ports: ssh })],
    ],
    ['one half', [entry({ number: 100, ports: ssh, cidr: '0.0.0.0/1' })]],
    ['a private network', [entry({ number: 100, ports: ssh, cidr: '10.0.0.0/8' })]],
    ['the ports next to 22', [entry({ number: 100, ports: [23, 3388] }), entry({ number: 110, ports: [1, 21] })]],
    ['outbound', [entry({ number: 100, ports: ssh, egress: true })]],
    ['ICMP', [entry({ number: 100, protocol: '1' })]],
    [
      'ephemeral ports without 3389',
      [entry({ number: 90, action: 'deny', ports: [3389, 3389] }), entry({ number: 100, ports: [1024, 65_535] })],
    ],
  ])('leaves %s alone', (_name, entries) => {
    expect(codes(...entries)).toEqual([]);
  });

  it('cites the entries that take part, and is low while no subnet is guarded', () => {
    const idle = acl([entry({ number: 100, ports: ssh })], { Associations: [] });
    const [found] = inspect(aclOpenings, { acls: [idle] }).drafts;
    expect(found?.severity).toBe('low');
    expect(found?.evidence.map(({ pointer }) => pointer)).toContain('/places/0/items/0/Entries/0');
  });
});

describe('NACL-002', () => {
  it.each<[string, readonly unknown[]]>([
    ['all TCP', [entry({ number: 100, ports: [0, 65_535] })]],
    ['all TCP that somebody can listen on', [entry({ number: 100, ports: [1, 65_535] })]],
    ['all traffic', [entry({ number: 100, protocol: '-1' })]],
    ['two ranges', [entry({ number: 100, ports: [0, 1023] }), entry({ number: 110, ports: [1024, 65_535] })]],
  ])('reports %s, with NACL-001 implied', (_name, entries) => {
    expect(codes(...entries)).toEqual(['NACL-002 acl-1']);
    expect(inspect(aclOpenings, { acls: [acl(entries)] }).drafts[0]?.also).toEqual(['NACL-001']);
  });

  it('leaves all but one port to NACL-001', () => {
    const denied = entry({ number: 90, action: 'deny', ports: [3389, 3389] });
    expect(codes(denied, entry({ number: 100, protocol: '-1' }))).toEqual(['NACL-001 acl-1']);
  });

  it('leaves NACL-001 to who asks for it alone', () => {
    const world = { acls: [acl([entry({ number: 100, protocol: '-1' })])] };
    expect(reported(aclOpenings, world, { rules: ['NACL-001'] })).toEqual(['NACL-001 acl-1']);
  });

  it('calls a default ACL that is open NACL-001', () => {
    const world = { acls: [acl([entry({ number: 100, protocol: '-1' })], { IsDefault: true })] };
    expect(reported(aclOpenings, world)).toEqual(['NACL-001 acl-1']);
  });
});

describe('NACL-003', () => {
  it('reports an ACL that guards nothing, unless it is the default one', () => {
    expect(reported(unusedAcl, { acls: [acl([], { Associations: [] })] })).toEqual(['NACL-003 acl-1']);
    expect(reported(unusedAcl, { acls: [acl([])] })).toEqual([]);
    expect(reported(unusedAcl, { acls: [acl([], { Associations: [], IsDefault: true })] })).toEqual([]);
  });
});

describe('openings', () => {
  const someEntry = fc.record({
    number: fc.integer({ min: 1, max: 30 }),
    action: fc.constantFrom('allow' as const, 'deny' as const),
    protocol: fc.constantFrom('-1', '6', '17'),
    cidr: fc.constantFrom('0.0.0.0/0', '0.0.0.0/1', '128.0.0.0/1', '10.0.0.0/8'),
    ports: fc
      .tuple(fc.integer({ min: 0, max: 9 }), fc.integer({ min: 0, max: 9 }))
      .map(([a, b]): readonly [number, number] => [Math.min(a, b), Math.max(a, b)]),
  });

  it('agrees with walking the entries packet by packet', () => {
    const probes = ['0', '128'];
    fc.assert(
      fc.property(fc.uniqueArray(someEntry, { maxLength: 6, selector: ({ number }) => number }), (parts) => {
        const sorted = parts.toSorted((a, b) => a.number - b.number);
        const passes = (port: number, half: string): boolean => {
          const decider = sorted.find(
            ({ protocol, ports, cidr }) =>
              protocol !== '17' &&
              (protocol === '-1' || (ports[0] <= port && port <= ports[1])) &&
              (cidr === '0.0.0.0/0' || cidr.startsWith(`${half}.`)),
          );
          return decider?.action === 'allow';
        };
        const opening = openings({ Entries: parts.map(entry) }).find(
          ({ family, protocol }) => family === 'ipv4' && protocol === 'tcp',
        );
        for (let port = 0; port <= 10; port += 1) {
          const isOpen = opening?.ports.some(({ from, end }) => from <= port && port < end) ?? false;
          expect(isOpen).toBe(probes.every((half) => passes(port, half)));
        }
      }),
      { seed: 20_260_101, numRuns: 300 },
    );
  });
});
