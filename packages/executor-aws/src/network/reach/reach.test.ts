import type { Json } from '@cloudops/spec';
import { describe, expect, it } from 'vitest';
import { valueAt } from '../../value/read.ts';
import {
  type AccountParts,
  account,
  acl,
  aclEntry,
  denied,
  group,
  listed,
  networkInterface,
  openAcl,
  publicTable,
  region,
  route,
  routeTable,
  rule,
  stage,
  subnet,
} from '../__fixtures__/account.ts';
import { look } from '../__fixtures__/look.ts';

type Steps = ReturnType<typeof stage>;

const base: AccountParts = {
  groups: [group('sg-1')],
  rules: [rule('sg-1', '0.0.0.0/0', { id: 'sgr-1' })],
  interfaces: [networkInterface('eni-1', ['sg-1'])],
};

const with4 = (parts: Partial<AccountParts>): Steps => stage({ ...base, ...parts });

/** Reach and severity of the only finding. */
function reachOf(steps: Steps): readonly [unknown, string | undefined] {
  const [first, ...others] = look(steps);
  expect(others).toEqual([]);
  return [first?.data?.reach, first?.severity];
}

const allowSsh = (cidr: string, number = 100): Json =>
  aclEntry(number, 'allow', cidr, { protocol: '6', ports: [22, 22] });

describe('an SSH port is reachable (R2)', () => {
  it.each<[string, Partial<AccountParts>]>([
    ['by a default route, an open ACL and a public address', {}],
    [
      'by two half routes',
      { routeTables: [routeTable('rtb', [route('0.0.0.0/1', 'igw-1'), route('128.0.0.0/1', 'igw-1')])] },
    ],
    [
      'by the table of its subnet',
      {
        routeTables: [routeTable('rtb-main', []), routeTable('rtb', [route('0.0.0.0/0', 'igw-1')], ['subnet-public'])],
      },
    ],
    [
      'by the main table when none is associated',
      { routeTables: [publicTable, routeTable('rtb', [], ['subnet-other'])] },
    ],
    ['through an ACL that allows the port', { acls: [acl('acl', [allowSsh('0.0.0.0/0')])] }],
    ['through an ACL that allows some sources', { acls: [acl('acl', [allowSsh('8.0.0.0/8')])] }],
    [
      'through an ACL that denies later',
      { acls: [acl('acl', [allowSsh('0.0.0.0/0', 90), aclEntry(100, 'deny', '0.0.0.0/0')])] },
    ],
    [
      'through an ACL that denies half',
      { acls: [acl('acl', [aclEntry(90, 'deny', '0.0.0.0/1'), aclEntry(100, 'allow', '0.0.0.0/0')])] },
    ],
    [
      'when a more specific route leads elsewhere',
      { routeTables: [routeTable('rtb', [route('0.0.0.0/0', 'igw-1'), route('8.0.0.0/8', 'vgw-1')])] },
    ],
    ['when Block Public Access is not known to the endpoint', { blockPublicAccess: [] }],
  ])('%s', (_, parts) => {
    expect(reachOf(with4(parts))).toEqual(['R2', 'critical']);
  });
});

describe('an SSH port is attached and not reachable (R1)', () => {
  it.each<[string, Partial<AccountParts>]>([
    ['without a public address', { interfaces: [networkInterface('eni-1', ['sg-1'], { ipv4: null })] }],
    ['with IPv6 only', { interfaces: [networkInterface('eni-1', ['sg-1'], { ipv4: null, ipv6: '2600:1f18::5' })] }],
    ['without a route', { routeTables: [routeTable('rtb', [])] }],
    ['with a route to a NAT gateway', { routeTables: [routeTable('rtb', [route('0.0.0.0/0', 'nat-1')])] }],
    ['with a blackhole', { routeTables: [routeTable('rtb', [route('0.0.0.0/0', 'igw-1', 'blackhole')])] }],
    ['when its own table leads nowhere', { routeTables: [publicTable, routeTable('rtb', [], ['subnet-public'])] }],
    [
      'when halves lead elsewhere',
      {
        routeTables: [
          routeTable('rtb', [route('0.0.0.0/0', 'igw-1'), route('0.0.0.0/1', 'nat-1'), route('128.0.0.0/1', 'nat-1')]),
        ],
      },
    ],
    [
      'when halves are blackholes',
      {
        routeTables: [
          routeTable('rtb', [
            route('0.0.0.0/0', 'igw-1'),
            route('0.0.0.0/1', 'eni-9', 'blackhole'),
            route('128.0.0.0/1', 'eni-9', 'blackhole'),
          ]),
        ],
      },
    ],
    [
      'behind an ACL that denies first',
      { acls: [acl('acl', [aclEntry(90, 'deny', '0.0.0.0/0'), aclEntry(100, 'allow', '0.0.0.0/0')])] },
    ],
    [
      'behind an ACL that allows another port',
      { acls: [acl('acl', [aclEntry(100, 'allow', '0.0.0.0/0', { protocol: '6', ports: [443, 443] })])] },
    ],
    [
      'behind an ACL that allows another protocol',
      { acls: [acl('acl', [aclEntry(100, 'allow', '0.0.0.0/0', { protocol: '17' })])] },
    ],
    ['behind an ACL that allows private sources', { acls: [acl('acl', [aclEntry(100, 'allow', '10.0.0.0/8')])] }],
    [
      'behind an ACL that allows outbound only',
      { acls: [acl('acl', [aclEntry(100, 'allow', '0.0.0.0/0', { egress: true })])] },
    ],
    [
      'behind halves that are denied',
      {
        acls: [
          acl('acl', [
            aclEntry(90, 'deny', '0.0.0.0/1'),
            aclEntry(91, 'deny', '128.0.0.0/1'),
            aclEntry(100, 'allow', '0.0.0.0/0'),
          ]),
        ],
      },
    ],
    [
      'under Block Public Access',
      { blockPublicAccess: [{ AwsAccountId: account, AwsRegion: region, InternetGatewayBlockMode: 'block-ingress' }] },
    ],
  ])('%s', (_, parts) => {
    expect(reachOf(with4(parts))).toEqual(['R1', 'high']);
  });
});

describe('IPv6', () => {
  const rules = [rule('sg-1', '::/0')];
  const dual = [networkInterface('eni-1', ['sg-1'], { ipv6: '2600:1f18::5' })];

  it('is judged by itself', () => {
    expect(reachOf(with4({ rules, interfaces: dual }))).toEqual(['R2', 'critical']);
    expect(reachOf(with4({ rules }))).toEqual(['R1', 'high']);
  });

  it('counts a delegated prefix as an address, with it as the proof', () => {
    const bare = networkInterface('eni-1', ['sg-1'], { ipv4: null }) as object;
    const interfaces = [{ ...bare, Ipv6Prefixes: [{ Ipv6Prefix: 'fd00::/80' }, { Ipv6Prefix: '2600:1f18::/80' }] }];
    const steps = with4({ rules, interfaces });
    expect(reachOf(steps)).toEqual(['R2', 'critical']);
    const proof = look(steps)[0]?.evidence.find(({ step }) => step === 'interfaces');
    expect(proof).toMatchObject({ pointer: '/places/0/items/0/Ipv6Prefixes/1/Ipv6Prefix', value: '2600:1f18::/80' });
    const local = [{ ...bare, Ipv6Prefixes: [{ Ipv6Prefix: 'fd00::/80' }] }];
    expect(reachOf(with4({ rules, interfaces: local }))).toEqual(['R1', 'high']);
  });

  it('does not count an egress-only gateway or an address that is not global', () => {
    const routeTables = [routeTable('rtb', [route('0.0.0.0/0', 'igw-1'), route('::/0', 'eigw-1')])];
    expect(reachOf(with4({ rules, interfaces: dual, routeTables }))).toEqual(['R1', 'high']);
    const local = [networkInterface('eni-1', ['sg-1'], { ipv6: 'fd00::5' })];
    expect(reachOf(with4({ rules, interfaces: local }))).toEqual(['R1', 'high']);
  });

  it('has entries of its own in an ACL', () => {
    const acls = [acl('acl', [aclEntry(100, 'allow', '0.0.0.0/0')])];
    expect(reachOf(with4({ rules, interfaces: dual, acls }))).toEqual(['R1', 'high']);
  });
});

describe('a group that is attached to nothing (R0)', () => {
  it('is low', () => {
    expect(reachOf(with4({ interfaces: [] }))).toEqual(['R0', 'low']);
  });
});

describe('what could not be read', () => {
  it.each([
    ['interfaces', 'ec2:DescribeNetworkInterfaces'],
    ['route_tables', 'ec2:DescribeRouteTables'],
    ['acls', 'ec2:DescribeNetworkAcls'],
    ['block_public_access', 'ec2:DescribeVpcBlockPublicAccessOptions'],
  ])('makes reach unknown and never lowers it: %s', (step, permission) => {
    const steps = { ...stage(base), [step]: denied(permission) };
    const [first] = look(steps);
    expect([first?.data?.reach, first?.data?.reachable, first?.severity]).toEqual(['unknown', null, 'critical']);
  });

  it('does not hide what is reachable by what could', () => {
    const half = { ...(denied('ec2:DescribeNetworkInterfaces') as object), status: 'unknown' } as Steps[string];
    const places = [
      { account, region, status: 'unknown', reason: half.reason, items: [networkInterface('eni-1', ['sg-1'])] },
    ];
    expect(reachOf({ ...stage(base), interfaces: { ...half, output: { places } } })).toEqual(['R2', 'critical']);
  });
});

describe('the proof', () => {
  const steps = with4({ acls: [openAcl] });
  const [first] = look(steps);

  it('goes from the gateway over route, ACL and interface to the rule', () => {
    expect(first?.evidence.map(({ step, value }) => [step, value])).toEqual([
      ['internet_gateways', 'igw-1'],
      ['route_tables', 'igw-1'],
      ['acls', 'allow'],
      ['interfaces', '198.51.100.7'],
      ['group_rules', '0.0.0.0/0'],
      ['group_rules', 22],
      ['group_rules', 22],
    ]);
    expect(first?.data?.path).toEqual([
      'igw-1',
      'rtb-public 0.0.0.0/0',
      'acl-open rule 100',
      'eni-1 198.51.100.7',
      'sgr-1 (TCP 22 from 0.0.0.0/0)',
    ]);
  });

  it('points at what it states', () => {
    for (const { step, pointer, value } of first?.evidence ?? []) {
      const found = valueAt(steps[step]?.output, ...pointer.split('/').slice(1));
      expect(found, `${step}${pointer}`).toEqual(value);
    }
  });
});

describe('Block Public Access', () => {
  const options = [{ AwsAccountId: account, AwsRegion: region, InternetGatewayBlockMode: 'block-bidirectional' }];
  const steps = with4({ blockPublicAccess: options });
  const exclusion = (arn: string, mode: string, state = 'create-complete'): Steps[string] =>
    listed([{ ExclusionId: 'x-1', ResourceArn: arn, InternetGatewayExclusionMode: mode, State: state }]);
  const vpc = `arn:aws:ec2:${region}:${account}:vpc/vpc-1`;

  it.each([
    ['R2', vpc, 'allow-bidirectional', 'create-complete'],
    ['R2', `arn:aws:ec2:${region}:${account}:subnet/subnet-public`, 'allow-bidirectional', 'update-complete'],
    ['R1', vpc, 'allow-egress', 'create-complete'],
    ['R1', vpc, 'allow-bidirectional', 'delete-complete'],
    ['R1', `${vpc}2`, 'allow-bidirectional', 'create-complete'],
  ])('is %s with an exclusion of %s, %s, %s', (level, arn, mode, state) => {
    const excluded = { ...steps, block_public_access_exclusions: exclusion(arn, mode, state) };
    expect(reachOf(excluded)[0]).toBe(level);
  });

  it.each([
    ['R1', 'block-bidirectional', null],
    ['R2', 'block-ingress', null],
    ['R2', 'block-bidirectional', 'allow-egress'],
    ['R2', 'block-bidirectional', 'allow-bidirectional'],
  ])('is %s for traffic out with %s and an exclusion %s', (level, mode, excluded) => {
    const blocked = with4({
      rules: [rule('sg-1', '0.0.0.0/0', { egress: true })],
      blockPublicAccess: [{ AwsAccountId: account, AwsRegion: region, InternetGatewayBlockMode: mode }],
    });
    const exclusions = excluded === null ? listed([]) : exclusion(vpc, excluded);
    const [found] = look({ ...blocked, block_public_access_exclusions: exclusions });
    expect([found?.code, found?.data?.reach]).toEqual(['SG-036', level]);
  });

  it('is unknown for a shared subnet whose owner’s account is not looked at', () => {
    const subnets = [{ ...(subnet('subnet-public') as object), OwnerId: '444455556666' }];
    expect(reachOf(with4({ subnets }))[0]).toBe('unknown');
  });

  it('is unknown when exclusions could not be read', () => {
    const permission = 'ec2:DescribeVpcBlockPublicAccessExclusions';
    expect(reachOf({ ...steps, block_public_access_exclusions: denied(permission) })[0]).toBe('unknown');
  });

  it('is off where the endpoint does not know it', () => {
    const reason = { kind: 'unavailable', message: 'not implemented' } as const;
    const places = [{ account, region, status: 'unknown', reason, items: [] }];
    const unserved = { status: 'unknown', reason, output: { places } } as const;
    expect(reachOf({ ...steps, block_public_access: unserved })[0]).toBe('R2');
  });
});
