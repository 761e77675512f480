import type { Analysis } from '@cloudops/spec';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { StepEvidence } from '../evidence/step-evidence.ts';
import { app, node } from './__fixtures__/objects.ts';
import { scenarios } from './__fixtures__/scenarios.ts';
import { each, stage } from './__fixtures__/world.ts';
import { analyzeCpu } from './analyze-cpu.ts';

/** The analysis with positions in lists left out: those follow the order of the list by their nature. */
function withoutPositions(analysis: Analysis): string {
  return JSON.stringify(analysis, (key, value: unknown) =>
    key === 'pointer' && typeof value === 'string' ? value.replace(/items\/\d+/g, 'items/*') : value,
  );
}

/** Every list named `items` in another order, every record's keys too. */
function shuffle(value: unknown, random: () => number, key = ''): unknown {
  if (Array.isArray(value)) {
    const inner = value.map((item) => shuffle(item, random));
    return key === 'items' ? permute(inner, random) : inner;
  }
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    permute(Object.entries(value), random).map(([name, child]) => [name, shuffle(child, random, name)]),
  );
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

/** Counts how often an own property is read, at any depth. */
function countReads<Value extends object>(value: Value, counter: { reads: number }): Value {
  return new Proxy(value, {
    get(target, name, receiver) {
      counter.reads += 1;
      const found: unknown = Reflect.get(target, name, receiver);
      return typeof found === 'object' && found !== null ? countReads(found, counter) : found;
    },
  });
}

function fleet(size: number): Record<string, StepEvidence> {
  const count = Math.ceil(size / 20);
  const nodes = Array.from({ length: count }, (_, index) => node(`n-${index}`, '4'));
  const apps = Array.from({ length: count }, (_, index) => app(`app-${index}`, 20, { node: `n-${index}` }));
  const pods = apps.flatMap((one) => one.pods);
  const services = apps.map((_, index) => ({
    metadata: { namespace: 'shop', name: `app-${index}` },
    spec: { selector: { app: `app-${index}` } },
  }));
  const lists = {
    deployments: apps.map((one) => one.deployment),
    replicasets: apps.map((one) => one.replicaSet),
    services,
  };
  // Every node is hot and every workload fills one: the worst case for joins.
  return stage({ nodes, pods, usage: each(pods, 0.19), lists, samples: 3, nodeUsage: {} });
}

describe('order', () => {
  it.each(scenarios)('of objects and keys never shows ($id)', ({ steps, scope }) => {
    const expected = withoutPositions(analyzeCpu({ steps, scope }, 'prod'));
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2 ** 31 }), (start) => {
        const shuffled = shuffle(steps, createRandom(start)) as typeof steps;
        expect(withoutPositions(analyzeCpu({ steps: shuffled, scope }, 'prod'))).toBe(expected);
      }),
      { numRuns: 8, seed: 7 },
    );
  });
});

describe('evidence', () => {
  it.each(scenarios)('cites single values, never a list or an object ($id)', ({ steps, scope }) => {
    const { findings, ruled_out } = analyzeCpu({ steps, scope }, 'prod');
    const cited = [...findings, ...ruled_out].flatMap(({ evidence }) => evidence);
    const texts = cited.flatMap(({ value }) => (typeof value === 'string' ? [value] : []));
    expect(texts.filter((text) => /^[{[]|^\d+ items$/.test(text))).toEqual([]);
  });
});

describe('size', () => {
  it('costs reads in proportion to the number of pods', () => {
    const readsFor = (size: number): number => {
      const counter = { reads: 0 };
      analyzeCpu({ steps: countReads(fleet(size), counter), scope: {} }, 'prod');
      return counter.reads;
    };
    expect(readsFor(200) / readsFor(100)).toBeLessThan(2.1);
  });

  it('takes 20,000 pods on 1,000 nodes', () => {
    const steps = fleet(20_000);
    const { findings, figures } = analyzeCpu({ steps, scope: {} }, 'prod');
    expect(findings.filter(({ code }) => code === 'CPU-101')).toHaveLength(1000);
    expect(figures).toHaveLength(20);
  });
});
