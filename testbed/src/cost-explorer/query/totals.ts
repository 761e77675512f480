import { fromUnits } from '../ledger/amount.ts';
import type { Ledger, LineItem, LineKey } from '../ledger/ledger.ts';

/** What to add up for statistics: which lines, which days (end left out), and what of them. */
export interface TotalsQuestion {
  readonly test: (key: LineKey) => boolean;
  readonly start: string;
  readonly end: string;
  /** In units; unblended cost unless stated. */
  readonly read?: (item: LineItem) => number;
}

/** The items that a question is about. */
function itemsOf(ledger: Ledger, { test, start, end }: TotalsQuestion): readonly LineItem[] {
  return ledger.items.filter(({ key, date }) => date >= start && date < end && test(key));
}

/** Currency by any label of an item, in order of label. */
export function totalsBy(
  ledger: Ledger,
  question: TotalsQuestion,
  label: (item: LineItem) => string,
): ReadonlyMap<string, number> {
  const read = question.read ?? ((item: LineItem) => item.unblended);
  const sums = new Map<string, bigint>();
  for (const item of itemsOf(ledger, question)) {
    const name = label(item);
    sums.set(name, (sums.get(name) ?? 0n) + BigInt(read(item)));
  }
  return new Map(
    [...sums].sort(([left], [right]) => (left < right ? -1 : 1)).map(([name, sum]) => [name, fromUnits(sum)]),
  );
}

/** Currency (or units of usage) over all that a question is about. */
export function totalOf(ledger: Ledger, question: TotalsQuestion): number {
  return totalsBy(ledger, question, () => '').get('') ?? 0;
}

/** A number as answers write it. */
export function decimal(value: number): string {
  return String(Number(value.toFixed(10)));
}

/** A share in percent as answers write it; of nothing, 0. */
export function percent(part: number, whole: number): string {
  return whole === 0 ? '0' : decimal((100 * part) / whole);
}
