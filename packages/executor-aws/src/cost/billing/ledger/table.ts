import type { StepEvidence } from '../../../listing/listing.ts';
import { type Day, parseDay } from '../../explorer/calendar.ts';
import { fieldOf, listOf } from '../../explorer/cost-table.ts';
import type { Micros } from '../../explorer/money.ts';
import type { LineSource } from './cost-line.ts';

/** One row of an answer of `aws.cost-explorer`, cut to the days that count. */
export interface TableRow {
  readonly keys: readonly string[];
  readonly values: readonly Micros[];
  readonly source: LineSource;
}

/** The complete days that every answer covers. */
export interface DayRange {
  readonly first: Day;
  readonly length: number;
}

/** Reads the complete days of an answer; null when it has none. */
export function readRange(output: unknown): DayRange | null {
  const days = listOf(fieldOf(output, 'days'));
  const first = parseDay(days[0]);
  const complete = parseDay(fieldOf(output, 'complete_through'));
  if (first === null || complete === null) return null;
  const length = Math.min(days.length, complete - first + 1);
  return length > 0 ? { first, length } : null;
}

/** The whole answer of a step, or null: a part of a ledger would pass for a saving. */
export function wholeOutput(evidence: StepEvidence | undefined): unknown {
  return evidence?.status === 'present' ? evidence.output : null;
}

/** Rows of an answer over a range of days, without those that cost nothing in it. */
export function readRows(output: unknown, range: DayRange, at: { step: string; pointer: string }): readonly TableRow[] {
  const first = parseDay(listOf(fieldOf(output, 'days'))[0]);
  if (first === null) return [];
  const skip = range.first - first;
  return listOf(fieldOf(output, 'results')).flatMap((row, index) => {
    const amounts = listOf(fieldOf(row, 'micros'));
    const values = new Array<Micros>(range.length);
    let isEmpty = true;
    for (let day = 0; day < range.length; day += 1) {
      const value = amounts[day + skip];
      values[day] = typeof value === 'number' ? value : 0;
      if (values[day] !== 0) isEmpty = false;
    }
    if (isEmpty) return [];
    const keys = listOf(fieldOf(row, 'keys')).map((key) => String(key));
    return [{ keys, values, source: { step: at.step, pointer: `${at.pointer}/results/${index}` } }];
  });
}
