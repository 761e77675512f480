import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { StepEvidence } from '../evidence/step-evidence.ts';
import { everything } from './__fixtures__/everything.ts';
import { ago, logs, now } from './__fixtures__/look.ts';
import { triage } from './analyze.ts';
import { topics } from './input.ts';
import { pickOf } from './records/pick.ts';
import { recordKinds } from './records/records.ts';
import { scout } from './scout.ts';
import { createSnapshot } from './snapshot/snapshot.ts';

type Steps = Readonly<Record<string, StepEvidence>>;

const control = '\u001b[2J\u0000\u202e';
/** What parsers, tables and sums stumble over. */
const traps: readonly unknown[] = [
  ...[null, true, 0, -1, 1e308, 2 ** 53, '', [], {}, [null], [[]], [{}], { a: { b: [] } }],
  ...['__proto__', 'constructor', 'toString', 'valueOf', 'hasOwnProperty', control, '((((', '\\', '$&', '%s', '*'],
  ...['9'.repeat(400), '9e999', '10Ei', '-5', '100%', '1.2.3.4', '31 2', '* * * * *', '0 0 31 2 *', 'x'.repeat(9000)],
  ...['2026-13-45T99:99:99Z', ago(60), '+275760-09-13T00:00:00Z', '-271821-04-20T00:00:00Z'],
  ...[JSON.parse('{"__proto__":{"polluted":1}}'), JSON.parse('{"constructor":"x","toString":1}')],
];

/** One change: a way down by positions, what to put there, and whether to put it beside under a trap's name instead. */
const change = fc.record({
  path: fc.array(fc.nat(40), { minLength: 2, maxLength: 14 }),
  value: fc.constantFrom(...traps),
  how: fc.constantFrom('replace', 'replace', 'replace', 'delete', '__proto__', 'constructor'),
});

/** Applies changes to a value in place. */
function spoil(root: unknown, changes: readonly { path: readonly number[]; value: unknown; how: string }[]): void {
  for (const { path, value, how } of changes) {
    let holder = root as Record<string, unknown>;
    for (const [depth, position] of path.entries()) {
      const keys = Object.keys(holder);
      const key = keys[position % Math.max(1, keys.length)];
      if (key === undefined) break;
      const below = holder[key];
      if (typeof below === 'object' && below !== null && depth < path.length - 1) {
        holder = below as Record<string, unknown>;
        continue;
      }
      const put = { value: structuredClone(value), enumerable: true, configurable: true, writable: true };
      if (how === 'replace') Object.defineProperty(holder, key, put);
      else if (Array.isArray(holder)) holder.splice(Number(key), 1);
      else if (how === 'delete') delete holder[key];
      else Object.defineProperty(holder, how, put);
      break;
    }
  }
}

/** Reads staged lists as a cluster's answers would be read. */
function read(staged: Readonly<Record<string, readonly unknown[]>>, tails: StepEvidence): Steps {
  const lists = recordKinds.map((record): [string, StepEvidence] => {
    const pick = pickOf(record);
    const items = (staged[record.name] ?? []).map((object) => pick(structuredClone(object)));
    return [record.name, { status: 'present', output: { namespace: null, items, complete: true, server_time: now } }];
  });
  return { ...Object.fromEntries(lists), logs: tails };
}

const all = { scope: {}, topics } as const;
const words = ['connection refused to db:3306', `${control} Access denied for user 'x'`, 'a'.repeat(4000)];
const tails = logs({ pod: 'crashing-6f7c9-0', lines: words });

describe('triage of what nobody should send', () => {
  it('judges whatever the objects hold, in words that a terminal can show', () => {
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 60 }), (changes) => {
        const staged = structuredClone(everything);
        spoil(staged, changes);
        const steps = read(staged, tails);
        scout(createSnapshot({ scope: {}, steps }));
        const { findings } = triage({ ...all, steps }, 'prod');
        for (const { title, detail, remediations } of findings) {
          const said = [title, detail, ...remediations.map((way) => way.title)].join(' ');
          expect(said).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202e]/);
          expect(said).not.toMatch(/\bundefined\b|\[object |NaN|Infinity/);
          expect(title.length).toBeLessThan(302);
        }
        expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
      }),
      { numRuns: 40, seed: 6 },
    );
  });

  it('judges whatever earlier steps hold', () => {
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 30 }), (changes) => {
        const steps = structuredClone(read(everything, tails));
        spoil(Object.fromEntries(Object.entries(steps).map(([name, { output }]) => [name, output])), changes);
        scout(createSnapshot({ scope: {}, steps }));
        expect(() => triage({ ...all, steps }, 'prod')).not.toThrow();
      }),
      { numRuns: 25, seed: 7 },
    );
  });

  it('takes names of every object for names', () => {
    const names = ['__proto__', 'constructor', 'toString', 'hasOwnProperty'];
    for (const name of names) {
      const text = JSON.stringify(everything).replaceAll(/"(?:crashing|shop|Whatever)"/g, JSON.stringify(name));
      const { findings } = triage({ ...all, steps: read(JSON.parse(text), tails) }, 'prod');
      expect(findings.some(({ resource }) => resource.namespace === name)).toBe(true);
    }
  });

  it('says the same of the same in another order', () => {
    const staged = everything;
    const judged = (lists: typeof staged): string => {
      const { findings, ...rest } = triage({ ...all, steps: read(lists, tails) }, 'prod');
      // Where a citation points to depends on the order of the list that it points into; what stands there does not.
      const cited = findings.map((one) => ({
        ...one,
        evidence: one.evidence.map(({ step, value }) => ({ step, value })),
      }));
      const ruledOut = rest.ruled_out.map(({ code, why }) => ({ code, why }));
      return JSON.stringify({ cited, ruledOut, not_checked: rest.not_checked });
    };
    const expected = judged(staged);
    const size = Math.max(...Object.values(staged).map((list) => list.length));
    const order = fc.array(fc.integer(), { minLength: size, maxLength: size });
    fc.assert(
      fc.property(order, (weights) => {
        const shuffled = Object.entries(staged).map(([name, list]) => {
          const weighed = list.map((one, index) => ({ one, weight: weights[index] ?? 0 }));
          return [name, weighed.toSorted((a, b) => a.weight - b.weight).map(({ one }) => one)];
        });
        expect(judged(Object.fromEntries(shuffled))).toBe(expected);
      }),
      { numRuns: 10, seed: 8 },
    );
  });
});
