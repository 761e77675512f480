import { describe, expect, it } from 'vitest';
import { parseCidr } from './cidr.ts';
import { classify, ipv4, ipv6 } from './family.ts';
import { subtract, unite } from './interval-set.ts';
import { specialPurposeIpv4, specialPurposeIpv6 } from './special-purpose.ts';

const set4 = (...cidrs: string[]) =>
  unite(cidrs.flatMap((text) => ipv4.intervalOf(parseCidr(text) ?? never(text)) ?? []));
const set6 = (...cidrs: string[]) =>
  unite(cidrs.flatMap((text) => ipv6.intervalOf(parseCidr(text) ?? never(text)) ?? []));

function never(text: string): never {
  throw new RangeError(`no CIDR: ${text}`);
}

describe('classify IPv4', () => {
  it.each([
    ['any', ['0.0.0.0/0']],
    ['any', ['0.0.0.0/1', '128.0.0.0/1']],
    ['wide', ['0.0.0.0/1']],
    ['wide', ['52.0.0.0/8']],
    ['wide', ['8.8.8.0/23']],
    ['public', ['8.8.8.0/24']],
    ['wide', ['8.8.8.0/24', '8.8.9.0/24']],
    ['public', ['8.8.9.0/24', '8.8.10.0/24']],
    ['public', ['8.8.8.8/32', '10.0.0.0/8']],
    ['public', ['10.0.0.0/8', '11.0.0.0/32']],
    ['none', ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16']],
    ['none', ['100.64.0.0/10', '203.0.113.7/32']],
    ['none', []],
  ])('says %s of %j', (expected, cidrs) => {
    expect(classify(ipv4, set4(...cidrs))).toBe(expected);
  });

  it('calls everything but private space any', () => {
    const rest = subtract(ipv4.all, set4('10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16'));
    expect(classify(ipv4, rest)).toBe('any');
    expect(classify(ipv4, subtract(rest, set4('8.8.8.8/32')))).toBe('wide');
  });
});

describe('classify IPv6', () => {
  it.each([
    ['any', ['::/0']],
    ['any', ['2000::/3']],
    ['any', ['::/1', '8000::/1']],
    ['any', ['2000::/4', '3000::/4']],
    ['wide', ['2000::/4']],
    ['wide', ['2600::/47']],
    ['public', ['2600::/48']],
    ['none', ['fc00::/7']],
    ['none', ['8000::/1']],
    ['none', ['2001:db8::/32']],
  ])('says %s of %j', (expected, cidrs) => {
    expect(classify(ipv6, set6(...cidrs))).toBe(expected);
  });
});

describe('the special-purpose registries', () => {
  it('hold CIDRs of their family without host bits', () => {
    for (const { cidr } of [...specialPurposeIpv4, ...specialPurposeIpv6]) {
      const alone = parseCidr(cidr.replace(/\/\d+$/, ''));
      expect(parseCidr(cidr)?.interval.from, cidr).toBe(alone?.interval.from);
    }
    expect(specialPurposeIpv4.map(({ cidr }) => parseCidr(cidr)?.family)).not.toContain('ipv6');
    expect(specialPurposeIpv6.map(({ cidr }) => parseCidr(cidr)?.family)).not.toContain('ipv4');
  });
});
