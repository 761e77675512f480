import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { durationSeconds, readInputValue } from './input-value.ts';
import { nearestHint, nearestNames } from './nearest-names.ts';
import { orderSteps } from './order-steps.ts';

fc.configureGlobal({ seed: 20_260_101 });

describe('readInputValue', () => {
  it.each([
    ['integer', ' 42 ', 42],
    ['integer', '-7', -7],
    ['number', '0.5', 0.5],
    ['number', '1e3', 1000],
    ['boolean', 'false', false],
    ['string', ' kept ', ' kept '],
    ['duration', 'P1DT2H', 'P1DT2H'],
  ] as const)('reads %s from %j', (type, raw, value) => {
    expect(readInputValue({ type, description: '' }, raw)).toEqual({ kind: 'value', value });
  });

  it.each([
    ['integer', '1.5'],
    ['integer', ''],
    ['integer', '99999999999999999999'],
    ['number', 'NaN'],
    ['number', '0x10'],
    ['boolean', 'True'],
    ['duration', 'P'],
    ['duration', 'PT'],
    ['duration', 'P1M'],
    ['string', null],
  ] as const)('refuses %s %j', (type, raw) => {
    expect(readInputValue({ type, description: '' }, raw).kind).toBe('rejected');
  });

  it('bounds durations in seconds and knows choices', () => {
    const window = { type: 'duration', description: '', maximum: 3600 } as const;
    expect(readInputValue(window, 'PT2H')).toMatchObject({
      message: 'must be at most 3600 seconds, got "PT2H" (7200 seconds)',
    });
    const level = { type: 'string', description: '', choices: ['low', 'high'] } as const;
    expect(readInputValue(level, 'mid')).toMatchObject({ message: 'must be one of "low", "high", got "mid"' });
  });

  it('adds up durations', () => {
    expect(durationSeconds('P1W2DT3H4M5.5S')).toBe(604_800 + 2 * 86_400 + 3 * 3600 + 4 * 60 + 5.5);
  });
});

describe('nearestNames', () => {
  it('orders by distance, then name, and drops what is far', () => {
    expect(nearestNames('pods', ['pod', 'nodes', 'services', 'pds'])).toEqual(['pds', 'pod', 'nodes']);
    expect(nearestNames('zzzzzz', ['pod'])).toEqual([]);
    expect(nearestHint('zzzzzz', ['pod'], 'none')).toBe('none');
  });
});

describe('orderSteps', () => {
  const step = (id: string, ...needs: string[]) => ({ id, needs });

  it('keeps the written order among what is free', () => {
    const order = orderSteps([step('d', 'b'), step('c'), step('b'), step('a', 'd', 'c')]);
    expect(order.kind === 'ordered' && order.steps.map(({ id }) => id)).toEqual(['c', 'b', 'd', 'a']);
  });

  it('names a cycle without the steps that only lead to it', () => {
    expect(orderSteps([step('x', 'a'), step('a', 'b'), step('b', 'c'), step('c', 'a')])).toEqual({
      kind: 'cycle',
      cycle: ['a', 'b', 'c', 'a'],
    });
  });

  it('puts every step behind its needs, or finds a cycle', () => {
    const ids = ['a', 'b', 'c', 'd', 'e'];
    const graph = fc.tuple(...ids.map((id) => fc.subarray(ids).map((needs) => ({ id, needs }))));
    fc.assert(
      fc.property(graph, (steps) => {
        const order = orderSteps(steps);
        if (order.kind === 'cycle') {
          for (const [index, id] of order.cycle.slice(0, -1).entries()) {
            expect(steps.find((candidate) => candidate.id === id)?.needs).toContain(order.cycle[index + 1]);
          }
          return;
        }
        for (const [index, { needs }] of order.steps.entries()) {
          const before = order.steps.slice(0, index).map(({ id }) => id);
          expect(needs.every((need) => before.includes(need))).toBe(true);
        }
      }),
    );
  });
});
