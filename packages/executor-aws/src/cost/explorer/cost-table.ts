import type { Json } from '@cloudops/spec';
import { type Day, formatDay, parseDay } from './calendar.ts';
import { type Micros, readMicros } from './money.ts';

/** One group of `GetCostAndUsage` over the days asked for. */
export interface CostRow {
  /** Values of the group-bys, in their order; empty without group-bys. */
  readonly keys: readonly string[];
  /** One amount per day of the table, 0 where the answer names none. */
  readonly micros: readonly Micros[];
}

/** `GetCostAndUsage` folded into one row per group: an answer's pages and their order leave no trace. */
export interface CostTable {
  /** ISO dates without gaps. */
  readonly days: readonly string[];
  /** Sorted by keys. */
  readonly rows: readonly CostRow[];
  /** The units that occur, sorted; one entry as a rule, none without any cost. */
  readonly currencies: readonly string[];
}

/** What to fold. */
export interface FoldOptions {
  readonly metric: string;
  /** Entries of `ResultsByTime` of all pages. One day may come in several. */
  readonly results: readonly Json[];
  readonly start: Day;
  /** Exclusive. */
  readonly end: Day;
}

/** Folds entries of `ResultsByTime` into rows; amounts that are no numbers are left out and named in `invalid`. */
export function foldCosts({ metric, results, start, end }: FoldOptions): CostTable & { readonly invalid: number } {
  const length = Math.max(0, end - start);
  const rows = new Map<string, { keys: readonly string[]; micros: Micros[] }>();
  const currencies = new Set<string>();
  let invalid = 0;
  const add = (keys: readonly string[], at: number, value: unknown) => {
    const micros = readMicros(fieldOf(value, 'Amount'));
    if (micros === null) {
      invalid += 1;
      return;
    }
    const unit = fieldOf(value, 'Unit');
    if (typeof unit === 'string' && unit !== '') currencies.add(unit);
    const name = JSON.stringify(keys);
    const row = rows.get(name) ?? { keys, micros: new Array<Micros>(length).fill(0) };
    row.micros[at] = (row.micros[at] ?? 0) + micros;
    rows.set(name, row);
  };
  for (const result of results) {
    const at = (parseDay(fieldOf(fieldOf(result, 'TimePeriod'), 'Start')) ?? start - 1) - start;
    if (at < 0 || at >= length) continue;
    const groups = listOf(fieldOf(result, 'Groups'));
    for (const group of groups) {
      const keys = listOf(fieldOf(group, 'Keys')).map((key) => String(key));
      add(keys, at, fieldOf(fieldOf(group, 'Metrics'), metric));
    }
    const total = fieldOf(fieldOf(result, 'Total'), metric);
    if (groups.length === 0 && total !== undefined) add([], at, total);
  }
  return {
    days: Array.from({ length }, (_, index) => formatDay(start + index)),
    rows: [...rows].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row),
    currencies: [...currencies].sort(),
    invalid,
  };
}

/** A field of what may be an object. */
export function fieldOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>)[name] : undefined;
}

/** A list, or an empty one for anything else. */
export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
