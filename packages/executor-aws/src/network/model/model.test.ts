import { describe, expect, it } from 'vitest';
import { textAt } from '../../value/read.ts';
import {
  account,
  denied,
  group,
  listed,
  networkInterface,
  region,
  routeTable,
  rule,
  stage,
  subnet,
} from '../__fixtures__/account.ts';
import { readModel } from './model.ts';

const base = stage({
  groups: [group('sg-2'), group('sg-1')],
  rules: [rule('sg-1', '10.0.0.0/8', { id: 'sgr-2' }), rule('sg-1', '10.0.0.0/8', { id: 'sgr-1', from: 80 })],
  interfaces: [networkInterface('eni-2', ['sg-1', 'sg-2']), networkInterface('eni-1', ['sg-1'], { ipv4: null })],
});

describe('readModel', () => {
  const model = readModel({ scope: {}, steps: base });

  it('sorts groups, rules and interfaces', () => {
    expect([...model.groups.keys()]).toEqual(['sg-1', 'sg-2']);
    const one = model.groups.get('sg-1');
    expect(one?.rules.map(({ id }) => id)).toEqual(['sgr-1', 'sgr-2']);
    expect(one?.interfaces.map(({ id }) => id)).toEqual(['eni-1', 'eni-2']);
    expect(one?.hasAllRules).toBe(true);
  });

  it('knows a public address also on a secondary private one', () => {
    const raw = {
      ...(networkInterface('eni-3', [], { ipv4: null }) as object),
      PrivateIpAddresses: [{ PrivateIpAddress: '10.0.0.1' }, { Association: { PublicIp: '198.51.100.9' } }],
    };
    const found = readModel({ scope: {}, steps: { ...base, interfaces: listed([raw]) } }).interfaces.get('eni-3');
    expect([found?.publicIpv4, found?.publicIpv4Path.join('/')]).toEqual([
      '198.51.100.9',
      'PrivateIpAddresses/1/Association/PublicIp',
    ]);
  });

  it('takes the main table of the VPC where a subnet has none', () => {
    const tables = [routeTable('rtb-main', []), routeTable('rtb-own', [], ['subnet-a'])];
    const { topology } = readModel({ scope: {}, steps: { ...base, route_tables: listed(tables) } });
    const id = (subnetId: string): unknown => textAt(topology.routeTableOf(subnetId, 'vpc-1')?.raw, 'RouteTableId');
    expect([id('subnet-a'), id('subnet-b')]).toEqual(['rtb-own', 'rtb-main']);
    expect(topology.routeTableOf('subnet-b', 'vpc-2')).toBeUndefined();
  });

  it('takes no main table while a subnet’s own may be among those that were not read', () => {
    const reason = { kind: 'throttled', message: 'slow down' } as const;
    const items = [routeTable('rtb-main', []), routeTable('rtb-own', [], ['subnet-a'])];
    const output = { places: [{ account, region, status: 'unknown', reason, items }] };
    const { topology } = readModel({ scope: {}, steps: { ...base, route_tables: { status: 'unknown', output } } });
    expect(topology.routeTableOf('subnet-b', 'vpc-1')).toBeUndefined();
    expect(textAt(topology.routeTableOf('subnet-a', 'vpc-1')?.raw, 'RouteTableId')).toBe('rtb-own');
  });

  it('prefers the owner’s item of what several accounts see', () => {
    const shared = { ...(subnet('subnet-s') as object), OwnerId: '444455556666' };
    const output = {
      places: [
        { account, region, status: 'present', items: [shared] },
        { account: '444455556666', region, status: 'present', items: [shared] },
      ],
    };
    const { topology } = readModel({ scope: {}, steps: { ...base, subnets: { status: 'present', output } } });
    expect(topology.subnets.get('subnet-s')?.account).toBe('444455556666');
  });

  it('reads rules of a shared group once, as its owner shows them', () => {
    const owned = { ...(rule('sg-1', '10.0.0.0/8', { id: 'sgr-1' }) as object), GroupOwnerId: '444455556666' };
    const places = [account, '444455556666'].map((one) => ({
      account: one,
      region,
      status: 'present',
      items: [owned],
    }));
    const steps = { ...base, group_rules: { status: 'present', output: { places } } } as const;
    const rules = readModel({ scope: {}, steps }).groups.get('sg-1')?.rules;
    expect(rules?.map(({ item }) => item.account)).toEqual(['444455556666']);
  });

  it('takes the permissions of a group that no rule was listed for', () => {
    const shared = {
      ...(group('sg-9') as object),
      IpPermissions: [{ IpProtocol: 'tcp', FromPort: 22, ToPort: 22, IpRanges: [{ CidrIp: '0.0.0.0/0' }] }],
    };
    const one = readModel({ scope: {}, steps: { ...base, groups: listed([shared]) } }).groups.get('sg-9');
    expect(one?.rules.map(({ source }) => source)).toEqual([{ kind: 'ipv4', cidr: '0.0.0.0/0' }]);
  });

  it('knows where something is missing', () => {
    const { groups, snapshot } = readModel({
      scope: {},
      steps: { ...base, group_rules: denied('ec2:DescribeSecurityGroupRules') },
    });
    expect(groups.get('sg-1')?.hasAllRules).toBe(false);
    expect(snapshot.isComplete('groups', { account, region })).toBe(true);
    expect(snapshot.isComplete('groups', { account, region: 'us-east-1' })).toBe(false);
    expect(snapshot.isComplete('not_there', { account, region })).toBe(false);
    expect(snapshot.gaps('group_rules')).toMatchObject([{ account, region, reason: { kind: 'denied' } }]);
  });

  it('takes a step that failed as a whole for missing everywhere', () => {
    const reason = { kind: 'timeout', message: 'too slow' } as const;
    const { snapshot } = readModel({ scope: {}, steps: { ...base, acls: { status: 'unknown', reason } } });
    expect(snapshot.isComplete('acls', { account, region })).toBe(false);
    expect(snapshot.gaps('acls')).toMatchObject([{ account: '', reason }]);
  });

  it('knows entries of a list only when all were read', () => {
    const lists = listed([{ PrefixListId: 'pl-1', OwnerId: account }]);
    const places = [
      { account, region, input: { PrefixListId: 'pl-1' }, status: 'unknown', items: [{ Cidr: '0.0.0.0/0' }] },
    ];
    const entries = { status: 'unknown', output: { places } } as const;
    const steps = { ...base, prefix_lists: lists, prefix_list_entries: entries };
    const list = readModel({ scope: {}, steps }).prefixLists.get('pl-1');
    expect([list?.entries, list?.entryItems.length]).toEqual([null, 1]);
  });
});
