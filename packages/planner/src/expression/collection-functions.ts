import type { Environment } from '@marcbachmann/cel-js';
import { expressionFailed } from '../errors.ts';
import type { WorkBudget } from './budget.ts';
import { Quantity } from './quantity.ts';

const sync = { async: false };

/**
 * Adds `sum(list)`, `top(list, n)`, `top(list, n, key)` and `group(list, key)`. A key is a dotted path of own keys, such
 * as `metadata.namespace`. Results hold the very items of the list; nothing is copied.
 */
export function registerCollectionFunctions(environment: Environment, budget: WorkBudget): void {
  const top = (list: Iterable<unknown>, count: number | bigint, key?: string) => {
    const items = charged(list, budget);
    return takeTop(items, Number(count), key);
  };
  environment
    .registerFunction('sum(list): dyn', (list: Iterable<unknown>) => total(charged(list, budget)), sync)
    .registerFunction('top(list, int): list', top, sync)
    .registerFunction('top(list, double): list', top, sync)
    .registerFunction('top(list, int, string): list', top, sync)
    .registerFunction('top(list, double, string): list', top, sync)
    .registerFunction(
      'group(list, string): list',
      (list: Iterable<unknown>, key: string) => groupBy(charged(list, budget), key),
      sync,
    );
}

function charged(list: Iterable<unknown>, budget: WorkBudget): readonly unknown[] {
  const items = Array.isArray(list) ? list : [...list];
  budget.charge(items.length);
  return items;
}

function total(items: readonly unknown[]): bigint | number | Quantity {
  if (items.every((item) => typeof item === 'bigint')) return items.reduce((sum, item) => sum + item, 0n);
  if (items.every((item) => item instanceof Quantity)) {
    return items.reduce((sum, item) => sum.add(item), Quantity.fromInteger(0n));
  }
  return items.reduce<number>((sum, item) => {
    if (typeof item === 'number' || typeof item === 'bigint') return sum + Number(item);
    throw expressionFailed('sum(…)', `the list holds ${describe(item)} where a number belongs`);
  }, 0);
}

function takeTop(items: readonly unknown[], count: number, key: string | undefined): unknown[] {
  if (!Number.isInteger(count) || count < 0) {
    throw expressionFailed('top(…)', `the count must be a whole number from 0, got ${count}`);
  }
  const ranked = items.map((item) => ({ item, rank: rankOf(item, key) }));
  const kinds = new Set(ranked.map(({ rank }) => (typeof rank === 'string' ? 'text' : 'number')));
  if (kinds.size > 1) throw expressionFailed('top(…)', 'the list mixes numbers and text');
  // Array sort is stable, so equals keep the order of the list.
  ranked.sort((a, b) => (a.rank === b.rank ? 0 : a.rank > b.rank ? -1 : 1));
  return ranked.slice(0, count).map(({ item }) => item);
}

function rankOf(item: unknown, key: string | undefined): number | bigint | string {
  const value = key === undefined ? item : at(item, key, 'top');
  if (typeof value === 'number' || typeof value === 'bigint' || typeof value === 'string') return value;
  throw expressionFailed('top(…)', `cannot order by ${describe(value)}; numbers and text only`);
}

function groupBy(items: readonly unknown[], key: string): { key: unknown; items: unknown[] }[] {
  const groups = new Map<string, { key: unknown; items: unknown[] }>();
  for (const item of items) {
    const value = at(item, key, 'group');
    if (typeof value === 'object' && value !== null) {
      throw expressionFailed('group(…)', `cannot group by ${describe(value)}; scalars only`);
    }
    const name = `${typeof value}:${String(value)}`;
    const known = groups.get(name);
    if (known === undefined) groups.set(name, { key: value, items: [item] });
    else known.items.push(item);
  }
  return [...groups].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, group]) => group);
}

function at(item: unknown, path: string, name: string): unknown {
  let value = item;
  for (const key of path.split('.')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) {
      throw expressionFailed(`${name}(…)`, `an item has no "${path}"`);
    }
    value = (value as Readonly<Record<string, unknown>>)[key];
  }
  return value;
}

function describe(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}
