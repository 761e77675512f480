import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { StepEvidence } from '../listing/listing.ts';
import { fleet } from './__fixtures__/fleet.ts';
import { analyzeNetwork } from './analyze-network.ts';

type Steps = Readonly<Record<string, StepEvidence>>;

interface Places {
  readonly places?: readonly { readonly items: readonly unknown[] }[];
}

/** Items of every place in another order; the order inside an item (routes, entries) is AWS's own and stays. */
function shuffled(steps: Steps, start: number): Record<string, StepEvidence> {
  const random = createRandom(start);
  const entries = Object.entries(steps).map(([step, evidence]) => {
    const { places } = evidence.output as Places;
    if (places === undefined) return [step, evidence] as const;
    const output = { places: places.map((place) => ({ ...place, items: permute(place.items, random) })) };
    return [step, { ...evidence, output }] as const;
  });
  return Object.fromEntries(permute(entries, random));
}

function permute<Item>(items: readonly Item[], random: () => number): Item[] {
  return items
    .map((item) => ({ item, rank: random() }))
    .sort((a, b) => a.rank - b.rank)
    .map(({ item }) => item);
}

/** A sequence of numbers from 0 to 1 (Park and Miller). */
function createRandom(start: number): () => number {
  let state = start % 2_147_483_647 || 1;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

/** Positions move with the items, everything else must not. */
function withoutPositions(value: unknown): string {
  return JSON.stringify(value, (key, part: unknown) =>
    key === 'pointer' && typeof part === 'string' ? part.replace(/items\/\d+/, 'items/*') : part,
  );
}

describe('order', () => {
  it('of items and steps never shows', () => {
    const steps = fleet({ groups: 60, rules: 240, interfaces: 80 });
    const expected = withoutPositions(analyzeNetwork({ scope: {}, steps }));
    expect(expected.length).toBeGreaterThan(10_000);
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2 ** 31 }), (start) => {
        expect(withoutPositions(analyzeNetwork({ scope: {}, steps: shuffled(steps, start) }))).toBe(expected);
      }),
      { numRuns: 8, seed: 7 },
    );
  });
});
