import { isIPv6 } from 'node:net';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseCidr, parseIpv4, parseIpv6 } from './cidr.ts';

describe('parseCidr', () => {
  it.each([
    ['0.0.0.0/0', 'ipv4', 0, 0, 2 ** 32],
    ['128.0.0.0/1', 'ipv4', 1, 2 ** 31, 2 ** 32],
    ['10.1.2.3/8', 'ipv4', 8, 10 * 2 ** 24, 11 * 2 ** 24],
    ['255.255.255.255/32', 'ipv4', 32, 2 ** 32 - 1, 2 ** 32],
    ['192.0.2.1', 'ipv4', 32, 3_221_225_985, 3_221_225_986],
  ])('reads %s', (text, family, prefix, from, end) => {
    expect(parseCidr(text)).toEqual({ family, prefix, interval: { from, end } });
  });

  it.each([
    ['::/0', 0, 0n, 1n << 128n],
    ['2000::/3', 3, 1n << 125n, 1n << 126n],
    ['::ffff:1.2.3.4/128', 128, 0xffff01020304n, 0xffff01020305n],
    ['2001:db8::5/32', 32, 0x20010db8n << 96n, 0x20010db9n << 96n],
  ])('reads %s', (text, prefix, from, end) => {
    expect(parseCidr(text)).toEqual({ family: 'ipv6', prefix, interval: { from, end } });
  });

  it.each([
    '',
    '/',
    '10.0.0.0/33',
    '10.0.0/8',
    '256.0.0.0/8',
    '010.0.0.0/8',
    '1.2.3.4/-1',
    '::/129',
    '1::2::3/64',
    ':::/0',
    '12345::/16',
    'fe80::1%eth0/64',
    '1:2:3:4:5:6:7:8:9/64',
    '\u001b[31m0.0.0.0/0',
    '0'.repeat(100_000),
  ])('takes %j for no CIDR', (text) => {
    expect(parseCidr(text)).toBeNull();
  });

  it('reads back every IPv4 address', () => {
    fc.assert(
      fc.property(fc.ipV4(), (text) => {
        const value = parseIpv4(text) ?? -1;
        expect([24, 16, 8, 0].map((shift) => Math.floor(value / 2 ** shift) % 256).join('.')).toBe(text);
      }),
      { seed: 3, numRuns: 200 },
    );
  });

  it('takes for IPv6 what the platform does', () => {
    fc.assert(
      fc.property(fc.oneof(fc.ipV6(), fc.stringMatching(/^[0-9a-f:]{0,20}$/)), (text) => {
        expect(parseIpv6(text) !== null).toBe(isIPv6(text));
      }),
      { seed: 3, numRuns: 400 },
    );
  });
});
