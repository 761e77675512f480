import type { Json } from '@cloudops/spec';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { group, networkInterface, rule, stage } from '../__fixtures__/account.ts';
import { look } from '../__fixtures__/look.ts';

/** Sixteenths of IPv4 (prefixes /0 to /4) are a small address space that covers the whole one. */
const blocks = fc
  .integer({ min: 0, max: 4 })
  .chain((prefix) => fc.integer({ min: 0, max: 2 ** prefix - 1 }).map((index) => ({ prefix, index })));

const owners = ['sg-1', 'sg-2'] as const;
const smallPorts = [20, 21, 22, 23, 24] as const;

const someRule = fc.record({
  owner: fc.constantFrom(...owners),
  block: blocks,
  protocol: fc.constantFrom('tcp', 'tcp', 'tcp', '-1'),
  from: fc.constantFrom(...smallPorts),
  length: fc.integer({ min: 0, max: 2 }),
});

type SomeRule = typeof someRule extends fc.Arbitrary<infer Value> ? Value : never;

/** Sixteenths that hold no globally routable address: 224.0.0.0/4 and 240.0.0.0/4. */
const sixteenths = Array.from({ length: 14 }, (_, index) => index);

function opens({ block, protocol, from, length }: SomeRule, port: number, sixteenth: number): boolean {
  const width = 2 ** (4 - block.prefix);
  const isSource = sixteenth >= block.index * width && sixteenth < (block.index + 1) * width;
  return isSource && (protocol === '-1' || (port >= from && port <= from + length));
}

/** The slow truth: whether every sixteenth gets in by some rule. */
function isOpen(rules: readonly SomeRule[], port: number): boolean {
  return sixteenths.every((one) => rules.some((some) => opens(some, port, one)));
}

function toJson({ owner, block, protocol, from, length }: SomeRule, index: number): Json {
  const source = `${block.index * 2 ** (8 - block.prefix)}.0.0.0/${block.prefix}`;
  return rule(owner, source, { id: `sgr-${String(index).padStart(2, '0')}`, protocol, from, to: from + length });
}

const someRules = fc.array(someRule, { minLength: 1, maxLength: 10 });
const runs = { numRuns: 300, seed: 5 };

/** Ports of the small space that findings name; all of them for all traffic. */
function namedPorts(findings: ReturnType<typeof look>, owner: string): ReadonlySet<number> {
  const own = findings.filter(
    ({ resource, code }) => resource.name === owner && code !== 'SG-031' && code !== 'SG-032',
  );
  const ranges = own.flatMap(({ data }) => data?.ports as readonly (readonly [number, number])[]);
  return new Set(smallPorts.filter((port) => ranges.some(([from, to]) => from <= port && port <= to)));
}

describe('open ports, held against sixteen blocks of addresses', () => {
  it('are the same for groups that stand alone', () => {
    fc.assert(
      fc.property(someRules, (rules) => {
        const interfaces = owners.map((owner, index) => networkInterface(`eni-${index}`, [owner]));
        const findings = look(stage({ groups: owners.map((id) => group(id)), rules: rules.map(toJson), interfaces }));
        for (const owner of owners) {
          const own = rules.filter((one) => one.owner === owner);
          const expected = smallPorts.filter((port) => isOpen(own, port));
          expect([...namedPorts(findings, owner)]).toEqual(expected);
        }
      }),
      runs,
    );
  });

  it('are the same for groups on one interface', () => {
    fc.assert(
      fc.property(someRules, (rules) => {
        const interfaces = [networkInterface('eni-1', owners)];
        const findings = look(stage({ groups: owners.map((id) => group(id)), rules: rules.map(toJson), interfaces }));
        const found = new Set(owners.flatMap((owner) => [...namedPorts(findings, owner)]));
        expect([...found].sort()).toEqual(smallPorts.filter((port) => isOpen(rules, port)));
      }),
      runs,
    );
  });
});
