import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { acl, aclEntry } from '../__fixtures__/account.ts';
import { ipv4 } from '../address/family.ts';
import type { Interval } from '../address/interval-set.ts';
import type { Item } from '../model/item.ts';
import { passAcl } from './acl-pass.ts';

const item = (raw: unknown): Item => ({ step: 'acls', account: '1', region: 'r', place: 0, index: 0, raw });

const eighth = 2 ** 29;
const everybody: readonly Interval<number>[] = [{ from: 0, end: 8 * eighth }];

const someEntry = fc.record({
  number: fc.integer({ min: 1, max: 40 }),
  action: fc.constantFrom('allow' as const, 'deny' as const),
  block: fc
    .integer({ min: 0, max: 3 })
    .chain((prefix) => fc.integer({ min: 0, max: 2 ** prefix - 1 }).map((index) => ({ prefix, index }))),
  protocol: fc.constantFrom('6', '6', '17', '-1'),
  from: fc.integer({ min: 0, max: 5 }),
  length: fc.integer({ min: 0, max: 3 }),
});

type SomeEntry = typeof someEntry extends fc.Arbitrary<infer Value> ? Value : never;

function toJson({ number, action, block, protocol, from, length }: SomeEntry): ReturnType<typeof aclEntry> {
  const cidr = `${(block.index * 256) / 2 ** block.prefix}.0.0.0/${block.prefix}`;
  return aclEntry(number, action, cidr, { protocol, ...(protocol === '-1' ? {} : { ports: [from, from + length] }) });
}

function matches({ block, protocol, from, length }: SomeEntry, port: number, source: number): boolean {
  const width = 2 ** (3 - block.prefix);
  const isSource = source >= block.index * width && source < (block.index + 1) * width;
  return isSource && (protocol === '-1' || (protocol === '6' && port >= from && port <= from + length));
}

/** The slow truth: the first entry that matches a packet decides. */
function isAllowed(entries: readonly SomeEntry[], port: number, source: number): boolean {
  return entries.find((entry) => matches(entry, port, source))?.action === 'allow';
}

describe('passAcl, held against packet by packet', () => {
  it('lets in some TCP exactly when one packet gets in', () => {
    const entries = fc.uniqueArray(someEntry, { maxLength: 7, selector: ({ number }) => number });
    const range = fc.record({ from: fc.integer({ min: 0, max: 6 }), length: fc.integer({ min: 1, max: 3 }) });
    fc.assert(
      fc.property(entries, range, (some, { from, length }) => {
        const sorted = [...some].sort((a, b) => a.number - b.number);
        const packets = Array.from(
          { length: length * 8 },
          (_, index) => [from + (index % length), Math.floor(index / length)] as const,
        );
        const allowed = packets.filter(([port, source]) => isAllowed(sorted, port, source));
        const ports = [{ from, end: from + length }];
        const traffic = { family: ipv4, protocol: 'tcp', ports, sources: everybody, isEgress: false };
        const pass = passAcl(item(acl('acl-1', some.map(toJson))), traffic);
        expect(pass !== null).toBe(allowed.length > 0);
        if (pass === null) return;
        const named = packets.filter(
          ([port, source]) =>
            pass.ports.some((one) => port >= one.from && port < one.end) &&
            pass.sources.some((one) => source * eighth >= one.from && source * eighth < one.end),
        );
        expect(named.length).toBeGreaterThan(0);
        expect(allowed).toEqual(expect.arrayContaining(named));
      }),
      { numRuns: 500, seed: 13 },
    );
  });
});

describe('passAcl', () => {
  const ask = (protocol: string, entries: readonly ReturnType<typeof aclEntry>[]): number | null =>
    passAcl(item(acl('acl-1', entries)), { family: ipv4, protocol, ports: [], sources: everybody, isEgress: false })
      ?.number ?? null;

  it('lets all traffic in when one protocol gets in', () => {
    expect(ask('-1', [aclEntry(10, 'deny', '0.0.0.0/0', { protocol: '6' }), aclEntry(20, 'allow', '0.0.0.0/0')])).toBe(
      20,
    );
    expect(ask('-1', [aclEntry(10, 'allow', '0.0.0.0/0', { protocol: '47' })])).toBe(10);
    expect(ask('-1', [])).toBeNull();
  });

  it('knows protocols by number', () => {
    expect(ask('47', [aclEntry(10, 'allow', '0.0.0.0/0', { protocol: '47' })])).toBe(10);
    expect(ask('50', [aclEntry(10, 'allow', '0.0.0.0/0', { protocol: '47' })])).toBeNull();
    expect(ask('icmp', [aclEntry(10, 'allow', '0.0.0.0/0', { protocol: '1' })])).toBe(10);
  });

  it('does not take the denial of one ICMP type for all', () => {
    const echo = {
      ...(aclEntry(10, 'deny', '0.0.0.0/0', { protocol: '1' }) as object),
      IcmpTypeCode: { Type: 8, Code: -1 },
    };
    expect(ask('icmp', [echo, aclEntry(20, 'allow', '0.0.0.0/0')])).toBe(20);
  });
});
