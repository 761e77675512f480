import { describe, expect, it } from 'vitest';
import { rule } from '../__fixtures__/account.ts';
import { codes, lookAt, one } from '../__fixtures__/look.ts';
import { toRanges } from '../ports/port-set.ts';
import { servicePorts } from './service-ports.ts';

const everybody = (family: 'ipv4' | 'ipv6' | null): string => (family === 'ipv6' ? '::/0' : '0.0.0.0/0');

const ports = servicePorts.flatMap(({ code, tcp, udp, family }) =>
  (['tcp', 'udp'] as const).flatMap((protocol) =>
    toRanges(protocol === 'tcp' ? tcp : udp)
      .flatMap(([from, to]) => [...new Set([from, to])])
      .map((from) => ({ code, protocol, from, source: everybody(family) })),
  ),
);

describe('a port of the table', () => {
  it.each(ports)('$protocol $from from $source is $code', ({ code, protocol, from, source }) => {
    const found = lookAt([rule('sg-1', source, { protocol, from })]);
    expect(found).toHaveLength(1);
    expect([...codes(found), ...(found[0]?.also ?? [])]).toContain(code);
    expect(found[0]?.data).toMatchObject({ protocol, ports: [[from, from]], sources: [source], reach: 'R2' });
    const rows = servicePorts.filter((row) => row.code === found[0]?.code);
    expect(found[0]?.severity).toBe(rows[0]?.severity);
  });

  it('that two rows name is the first one\u2019s, with the other under also', () => {
    const both = [9093, 5985].map((from) => lookAt([rule('sg-1', '0.0.0.0/0', { from })])[0]);
    expect(both.map((found) => [found?.code, found?.also])).toEqual([
      ['SG-019', ['SG-026']],
      ['SG-006', ['SG-009']],
    ]);
    expect(codes(lookAt([rule('sg-1', '0.0.0.0/0', { from: 5980, to: 5990 })]))).toEqual(['SG-006', 'SG-009']);
  });

  it.each(ports)('$protocol $from from private space is nothing', ({ protocol, from }) => {
    expect(lookAt([rule('sg-1', '10.0.0.0/8', { protocol, from })])).toEqual([]);
  });

  it.each(ports)('neighbours of $protocol $from are not $code', ({ code, protocol, from, source }) => {
    const row = servicePorts.find((one) => one.code === code);
    const own = new Set(toRanges(row?.[protocol] ?? []).flatMap(([first, last]) => span(first, last)));
    for (const near of [from - 1, from + 1].filter((port) => !own.has(port))) {
      expect(codes(lookAt([rule('sg-1', source, { protocol, from: near })]))).not.toContain(code);
    }
  });

  it('is told apart by family for SSH', () => {
    expect(codes(lookAt([rule('sg-1', '0.0.0.0/0'), rule('sg-1', '::/0')]))).toEqual(['SG-003', 'SG-004']);
  });

  it('takes both protocols of Remote Desktop for one finding', () => {
    const found = lookAt([
      rule('sg-1', '0.0.0.0/0', { from: 3389 }),
      rule('sg-1', '::/0', { protocol: 'udp', from: 3389 }),
    ]);
    expect(one(found, 'SG-005').title).toBe('Remote Desktop (TCP 3389, UDP 3389) open to the whole internet');
    expect(found).toHaveLength(1);
  });

  it('does not take UDP 22 for SSH', () => {
    expect(codes(lookAt([rule('sg-1', '0.0.0.0/0', { protocol: 'udp' })]))).toEqual(['SG-028']);
  });
});

function span(first: number, last: number): number[] {
  return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}
