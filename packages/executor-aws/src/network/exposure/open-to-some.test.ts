import { describe, expect, it } from 'vitest';
import { rule } from '../__fixtures__/account.ts';
import { codes, lookAt, one } from '../__fixtures__/look.ts';

describe('SG-031 a large part of the internet', () => {
  it.each(['52.0.0.0/8', '8.8.8.0/23', '2600::/47', '128.0.0.0/1'])('is %s', (cidr) => {
    expect(codes(lookAt([rule('sg-1', cidr, { from: 443 })]))).toEqual(['SG-031']);
  });

  it.each(['8.8.8.0/24', '2600::/48', '10.0.0.0/8', 'fc00::/7'])('is not %s', (cidr) => {
    expect(lookAt([rule('sg-1', cidr, { from: 443 })])).toEqual([]);
  });

  it('is also outbound', () => {
    const found = lookAt([rule('sg-1', '52.0.0.0/8', { from: 443, egress: true })]);
    expect(one(found, 'SG-031').data).toMatchObject({ direction: 'egress', reach: 'R2' });
  });

  it('takes an admin port from there for one finding', () => {
    const found = lookAt([rule('sg-1', '52.0.0.0/8')]);
    expect(codes(found)).toEqual(['SG-031']);
    expect(found[0]?.also).toEqual(['SG-032']);
  });

  it('is not what somebody trusts', () => {
    expect(lookAt([rule('sg-1', '52.0.0.0/8')], { trusted_cidrs: ['52.0.0.0/7'] })).toEqual([]);
  });

  it('counts merged neighbours', () => {
    const rules = ['8.8.8.0/24', '8.8.9.0/24'].map((cidr) => rule('sg-1', cidr, { from: 443 }));
    expect(codes(lookAt(rules))).toEqual(['SG-031']);
  });

  it('is not what is beside everybody on the same port', () => {
    const rules = [rule('sg-1', '0.0.0.0/0', { from: 443 }), rule('sg-1', '52.0.0.0/8', { from: 443 })];
    expect(lookAt(rules)).toEqual([]);
  });
});

describe('SG-032 a public address on an admin port', () => {
  it('is a single address', () => {
    const found = lookAt([rule('sg-1', '8.8.8.8/32', { from: 5432 })]);
    expect(codes(found)).toEqual(['SG-032']);
    expect(found[0]).toMatchObject({ severity: 'medium', data: { ports: [[5432, 5432]], sources: ['8.8.8.8/32'] } });
  });

  it('is not a trusted address', () => {
    expect(lookAt([rule('sg-1', '8.8.8.8/32')], { trusted_cidrs: ['8.8.8.0/24'] })).toEqual([]);
  });

  it.each(['10.0.0.0/8', '203.0.113.7/32', '100.64.0.0/10'])('is not %s', (cidr) => {
    expect(lookAt([rule('sg-1', cidr)])).toEqual([]);
  });

  it('is not a port beyond SG-020', () => {
    expect(lookAt([rule('sg-1', '8.8.8.8/32', { from: 8080 })])).toEqual([]);
  });

  it('names the public source and not the private one beside it', () => {
    const rules = [rule('sg-1', '8.8.8.8/32', { id: 'sgr-public' }), rule('sg-1', '10.0.0.0/8', { id: 'sgr-private' })];
    expect(one(lookAt(rules), 'SG-032').data?.rule_ids).toEqual(['sgr-public']);
  });

  it('is not said beside everybody', () => {
    expect(codes(lookAt([rule('sg-1', '0.0.0.0/0'), rule('sg-1', '8.8.8.8/32')]))).toEqual(['SG-003']);
  });
});

describe('SG-036 outbound admin and database traffic', () => {
  it.each([22, 25, 3389, 3306, 9200])('is TCP %i', (from) => {
    expect(codes(lookAt([rule('sg-1', '0.0.0.0/0', { from, egress: true })]))).toEqual(['SG-036']);
  });

  it('is not the default rule', () => {
    expect(lookAt([rule('sg-1', '0.0.0.0/0', { protocol: '-1', egress: true })])).toEqual([]);
  });

  it('is neither web traffic nor private', () => {
    const rules = [
      rule('sg-1', '0.0.0.0/0', { from: 443, egress: true }),
      rule('sg-1', '10.0.0.0/8', { from: 3306, egress: true }),
    ];
    expect(lookAt(rules)).toEqual([]);
  });
});
