import { describe, expect, it } from 'vitest';
import { group, networkInterface, rule, stage } from '../__fixtures__/account.ts';
import { codes, look, lookAt, one } from '../__fixtures__/look.ts';

const halves = ['0.0.0.0/1', '128.0.0.0/1'];

describe('SG-001 all traffic', () => {
  it('is one finding that lists what it implies', () => {
    const found = lookAt([rule('sg-1', '0.0.0.0/0', { protocol: '-1', id: 'sgr-1' })]);
    expect(codes(found)).toEqual(['SG-001']);
    expect(found[0]).toMatchObject({ severity: 'critical', title: 'All traffic open to the whole internet' });
    expect(found[0]?.also).toEqual(expect.arrayContaining(['SG-002', 'SG-003', 'SG-027', 'SG-034']));
    expect(found[0]?.also).not.toContain('SG-004');
    expect(found[0]?.also).not.toContain('SG-028');
  });

  it('is found in halves of the internet, and says so', () => {
    const found = lookAt(halves.map((cidr) => rule('sg-1', cidr, { protocol: '-1' })));
    expect(codes(found)).toEqual(['SG-001']);
    expect(found[0]?.also).toContain('SG-030');
  });

  it('is not half of the internet', () => {
    expect(codes(lookAt([rule('sg-1', '0.0.0.0/1', { protocol: '-1' })]))).toEqual(['SG-031']);
  });

  it('leaves other rules their own findings', () => {
    const rules = [rule('sg-1', '0.0.0.0/0', { protocol: '-1' }), rule('sg-1', '0.0.0.0/0', { from: 3306 })];
    expect(codes(lookAt(rules))).toEqual(['SG-001', 'SG-010']);
  });
});

describe('SG-002 all ports', () => {
  it.each([
    ['tcp', 1, 65_535],
    ['tcp', 0, 64_999],
    ['udp', 0, 65_535],
  ])('is %s %i-%i', (protocol, from, to) => {
    const found = lookAt([rule('sg-1', '0.0.0.0/0', { protocol, from, to })]);
    expect(codes(found)).toEqual(['SG-002']);
  });

  it('begins at 65,000 ports', () => {
    expect(codes(lookAt([rule('sg-1', '0.0.0.0/0', { from: 0, to: 64_998 })]))).not.toContain('SG-002');
  });

  it('adds up ranges, and names only those that make it', () => {
    const found = lookAt([
      rule('sg-1', '0.0.0.0/0', { from: 0, to: 32_767, id: 'sgr-low' }),
      rule('sg-1', '0.0.0.0/0', { from: 32_768, to: 65_535, id: 'sgr-high' }),
      rule('sg-1', '0.0.0.0/0', { from: 5432, id: 'sgr-single' }),
    ]);
    expect(codes(found)).toEqual(['SG-002', 'SG-011']);
    expect(one(found, 'SG-002').data?.rule_ids).toEqual(['sgr-high', 'sgr-low']);
  });
});

describe('sources of several rules', () => {
  it('open SSH in halves', () => {
    const found = lookAt(halves.map((cidr) => rule('sg-1', cidr)));
    expect(codes(found)).toEqual(['SG-003']);
    expect(found[0]?.also).toEqual(['SG-030']);
    expect(found[0]?.data?.sources).toEqual(halves);
  });

  it('are joined by protocol -1', () => {
    const rules = [rule('sg-1', '0.0.0.0/1', { from: 3389 }), rule('sg-1', '128.0.0.0/1', { protocol: '-1' })];
    const found = lookAt(rules);
    expect(one(found, 'SG-005').also).toEqual(['SG-030', 'SG-031', 'SG-032']);
    expect(one(found, 'SG-005').data?.rule_ids).toHaveLength(2);
    expect(codes(found)).toEqual(['SG-005']);
  });

  it('open nothing when an address is missing', () => {
    const rules = [rule('sg-1', '0.0.0.0/1'), rule('sg-1', '128.0.0.0/2'), rule('sg-1', '192.0.0.0/3')];
    expect(codes(lookAt(rules))).toEqual(['SG-003']);
    expect(codes(lookAt(rules.slice(0, 2)))).toEqual(['SG-031']);
  });

  it('open IPv6 by 2000::/3 alone', () => {
    const found = lookAt([rule('sg-1', '2000::/3')]);
    expect(codes(found)).toEqual(['SG-004']);
    expect(found[0]?.also).toEqual([]);
  });

  it('do not need private space', () => {
    const rest = [
      '0.0.0.0/5',
      '8.0.0.0/7',
      '11.0.0.0/8',
      '12.0.0.0/6',
      '16.0.0.0/4',
      '32.0.0.0/3',
      '64.0.0.0/2',
      '128.0.0.0/1',
    ];
    expect(codes(lookAt(rest.map((cidr) => rule('sg-1', cidr))))).toEqual(['SG-003']);
  });
});

describe('groups on one interface', () => {
  const rules = [rule('sg-1', '0.0.0.0/1', { id: 'sgr-1' }), rule('sg-2', '128.0.0.0/1', { id: 'sgr-2' })];
  const groups = [group('sg-1'), group('sg-2'), group('sg-3')];

  it('open together what none opens alone', () => {
    const found = look(stage({ groups, rules, interfaces: [networkInterface('eni-1', ['sg-1', 'sg-2', 'sg-3'])] }));
    expect(codes(found)).toEqual(['SG-003', 'SG-003']);
    expect(found.map(({ also }) => also)).toEqual([
      ['SG-030', 'SG-031', 'SG-032'],
      ['SG-030', 'SG-031', 'SG-032'],
    ]);
    expect(found.map(({ resource, data }) => [resource.name, data?.joined_with, data?.rule_ids]).sort()).toEqual([
      ['sg-1', ['sg-2'], ['sgr-1']],
      ['sg-2', ['sg-1'], ['sgr-2']],
    ]);
  });

  it('open nothing on different interfaces', () => {
    const interfaces = [networkInterface('eni-1', ['sg-1']), networkInterface('eni-2', ['sg-2'])];
    expect(codes(look(stage({ groups, rules, interfaces })))).toEqual(['SG-031', 'SG-031']);
  });

  it('add nothing to what one opens alone', () => {
    const open = [rule('sg-1', '0.0.0.0/0'), rule('sg-2', '128.0.0.0/1')];
    const found = look(stage({ groups, rules: open, interfaces: [networkInterface('eni-1', ['sg-1', 'sg-2'])] }));
    expect(found.filter(({ code }) => code === 'SG-003').map(({ resource }) => resource.name)).toEqual(['sg-1']);
  });
});

describe('SG-028 a port that nobody allowed', () => {
  it('speaks only of what no other rule covers', () => {
    const found = lookAt([rule('sg-1', '0.0.0.0/0', { from: 3300, to: 3310 })]);
    expect(codes(found)).toEqual(['SG-010', 'SG-028']);
    expect(one(found, 'SG-028').data?.ports).toEqual([
      [3300, 3305],
      [3307, 3310],
    ]);
  });

  it.each([80, 443])('is not TCP %i', (from) => {
    expect(lookAt([rule('sg-1', '0.0.0.0/0', { from })])).toEqual([]);
  });

  it('follows the allow-list', () => {
    const rules = [rule('sg-1', '0.0.0.0/0', { from: 8443 }), rule('sg-1', '0.0.0.0/0', { from: 443 })];
    expect(one(lookAt(rules), 'SG-028').data?.ports).toEqual([[8443, 8443]]);
    expect(one(lookAt(rules, { allowed_ports: [8443] }), 'SG-028').data?.ports).toEqual([[443, 443]]);
  });

  it('is UDP 443, which the allow-list does not mean', () => {
    expect(codes(lookAt([rule('sg-1', '0.0.0.0/0', { protocol: 'udp', from: 443 })]))).toEqual(['SG-028']);
  });

  it.each(['47', '50', '51'])('is protocol %s, which has no ports', (protocol) => {
    const found = lookAt([rule('sg-1', '0.0.0.0/0', { protocol })]);
    expect(codes(found)).toEqual(['SG-028']);
    expect(found[0]?.data).toMatchObject({ protocol, ports: [] });
  });
});

describe('SG-029 a range around a web port', () => {
  it.each([
    [80, 81],
    [79, 80],
    [443, 444],
  ])('is TCP %i-%i', (from, to) => {
    const found = lookAt([rule('sg-1', '0.0.0.0/0', { from, to })]);
    expect(codes(found)).toEqual(['SG-029']);
    expect(found[0]?.data?.ports).toEqual([[from, to]]);
  });

  it('is not a range beside it', () => {
    expect(codes(lookAt([rule('sg-1', '0.0.0.0/0', { from: 446, to: 449 })]))).toEqual(['SG-028']);
  });

  it('is not a range of which only the web port is open to everybody', () => {
    const rules = [rule('sg-1', '0.0.0.0/1', { from: 80, to: 90 }), rule('sg-1', '128.0.0.0/1', { from: 80 })];
    const found = lookAt(rules);
    expect(codes(found)).toEqual(['SG-030']);
    expect(found[0]?.also).toEqual(['SG-031', 'SG-032']);
  });
});

describe('SG-030 and SG-033', () => {
  const lists = {
    prefixLists: [{ PrefixListId: 'pl-1', PrefixListName: 'office', OwnerId: '111122223333', AddressFamily: 'IPv4' }],
  };
  const world = (source: string, entries: readonly string[], from: number) =>
    look(
      stage({
        ...lists,
        groups: [group('sg-1')],
        rules: [rule('sg-1', source, { from })],
        interfaces: [networkInterface('eni-1', ['sg-1'])],
        prefixListEntries: { 'pl-1': entries },
      }),
    );

  it('stand alone where nothing else fires', () => {
    expect(codes(lookAt(halves.map((cidr) => rule('sg-1', cidr, { from: 443 }))))).toEqual(['SG-030']);
    expect(codes(world('pl-1', ['0.0.0.0/0'], 443))).toEqual(['SG-033']);
  });

  it('explain another finding otherwise', () => {
    const found = world('pl-1', ['10.0.0.0/8', '0.0.0.0/0'], 22);
    expect(codes(found)).toEqual(['SG-003']);
    expect(found[0]?.also).toEqual(['SG-033']);
    expect(found[0]?.data?.sources).toEqual(['0.0.0.0/0', '10.0.0.0/8', 'pl-1']);
  });

  it('explain a wide list', () => {
    const found = world('pl-1', ['52.0.0.0/8'], 22);
    expect(codes(found)).toEqual(['SG-031']);
    expect(found[0]?.also).toEqual(['SG-032', 'SG-033']);
  });

  it('are not a list of private space', () => {
    expect(world('pl-1', ['10.0.0.0/8'], 22)).toEqual([]);
  });

  it('do not take an AWS-managed list for addresses', () => {
    const steps = stage({
      prefixLists: [{ PrefixListId: 'pl-aws', PrefixListName: 'com.amazonaws.global.cloudfront', OwnerId: 'AWS' }],
      prefixListEntries: { 'pl-aws': ['0.0.0.0/0'] },
      groups: [group('sg-1')],
      rules: [rule('sg-1', 'pl-aws')],
      interfaces: [networkInterface('eni-1', ['sg-1'])],
    });
    expect(look(steps)).toEqual([]);
  });
});

describe('SG-034 ICMP', () => {
  it('is every type', () => {
    expect(codes(lookAt([rule('sg-1', '0.0.0.0/0', { protocol: 'icmp', from: -1, to: -1 })]))).toEqual(['SG-034']);
    expect(codes(lookAt([rule('sg-1', '::/0', { protocol: 'icmpv6', from: -1, to: -1 })]))).toEqual(['SG-034']);
  });

  it.each([
    [8, -1],
    [3, 4],
  ])('is not type %i', (from, to) => {
    expect(lookAt([rule('sg-1', '0.0.0.0/0', { protocol: 'icmp', from, to })])).toEqual([]);
  });

  it('is not from private space', () => {
    expect(lookAt([rule('sg-1', '10.0.0.0/8', { protocol: 'icmp', from: -1, to: -1 })])).toEqual([]);
  });
});
