import { type Day, parseDay } from '../explorer/calendar.ts';
import { fieldOf, listOf } from '../explorer/cost-table.ts';
import { type Calendar, createCalendar } from './detect/recurrence.ts';
import type { CostInput } from './input.ts';
import { type CostLine, type RecordLine, usageRecordTypes } from './ledger/cost-line.ts';
import { type Drilled, readDrilled, usageKey } from './ledger/drill.ts';
import { cutByUsageType, resolveLines, type UsageCut } from './ledger/lines.ts';
import { type DayRange, readRange, readRows, type TableRow, wholeOutput } from './ledger/table.ts';

/** The cost of a record type of a service, with its parts where a closer look told them apart. */
export interface RecordGroup {
  readonly whole: RecordLine;
  readonly parts: readonly RecordLine[];
}

/** The bill as the answers show it. */
export interface Bill {
  readonly range: DayRange;
  /** The day of the run, UTC. */
  readonly asOf: Day;
  readonly calendar: Calendar;
  readonly currency: string;
  /** The paying account. */
  readonly payer: string;
  readonly cuts: readonly UsageCut[];
  readonly lines: readonly CostLine[];
  readonly records: readonly RecordGroup[];
  /** Accounts with cost, sorted; null when they could not be read. */
  readonly accounts: readonly string[] | null;
  /** Cost of everything, day by day. */
  readonly totals: readonly number[];
  /** Cost of what is used, day by day: without credits, fees and taxes. */
  readonly usage: readonly number[];
}

/** The last complete day lies so many days back (see `lastCompleteDay`). */
const daysOpen = 3;

/** Reads the bill; null when the totals or the usage could not be read, so that nothing can be said. */
export function readBill({ steps }: CostInput): Bill | null {
  const [records, usage] = [wholeOutput(steps.records), wholeOutput(steps.usage)];
  const range = readRange(records);
  if (range === null || usage === null) return null;
  const read = (step: string): readonly TableRow[] | null => {
    const output = wholeOutput(steps[step]);
    return output === null ? null : readRows(output, range, { step, pointer: '' });
  };
  const accountRows = read('accounts');
  const cuts = cutByUsageType({ services: read('usage') ?? [], accounts: accountRows, regions: read('regions') });
  const drilled: Drilled = readDrilled(steps.drills?.output, range);
  const accounts = accountRows === null ? null : [...new Set(accountRows.map(({ keys }) => keys[0] ?? ''))].sort();
  const recordRows = read('records') ?? [];
  const lines = resolveLines(cuts, drilled);
  return {
    range,
    asOf: parseDay(fieldOf(records, 'as_of')) ?? range.first + range.length - 1 + daysOpen,
    calendar: createCalendar(range.first, range.length),
    currency: currencyOf(records) ?? currencyOf(usage) ?? 'USD',
    payer: String(fieldOf(records, 'account') ?? ''),
    cuts,
    lines,
    records: recordLines(recordRows, accounts, drilled),
    accounts,
    totals: totalsOf(recordRows, range.length),
    usage: totalsOf(lines, range.length),
  };
}

/** The first day that cost anything, as an index; -1 without one. Credits may hide use from the sum of a day. */
export function firstCost({ totals, usage }: Bill): number {
  return totals.findIndex((total, day) => total !== 0 || (usage[day] ?? 0) !== 0);
}

function currencyOf(output: unknown): string | null {
  const currency = fieldOf(output, 'currency');
  return typeof currency === 'string' && currency !== '' ? currency : null;
}

function recordLines(
  rows: readonly TableRow[],
  accounts: readonly string[] | null,
  drilled: Drilled,
): readonly RecordGroup[] {
  const account = accounts?.length === 1 ? (accounts[0] ?? null) : null;
  return rows
    .filter(({ keys: [recordType = ''] }) => !usageRecordTypes.includes(recordType))
    .map(({ keys: [recordType = '', service = ''], values, source }) => {
      const whole = { recordType, service, usageType: '', account, region: null, values, source };
      return { whole, parts: partsOf(whole, drilled) };
    })
    .sort((a, b) => (recordName(a.whole) < recordName(b.whole) ? -1 : 1));
}

function partsOf(whole: RecordLine, { recordAccounts, recordRegions }: Drilled): readonly RecordLine[] {
  const name = usageKey(whole.service, whole.recordType);
  const regions = Map.groupBy(recordRegions.get(name) ?? [], ({ keys }) => keys[1] ?? '');
  return (recordAccounts.get(name) ?? []).map(({ keys: [account = null, usageType = ''], values, source }) => {
    const places = regions.get(usageType) ?? [];
    const region = places.length === 1 ? (places[0]?.keys[0] ?? null) : null;
    return { ...whole, account, usageType, region, values, source };
  });
}

function recordName({ recordType, service }: RecordLine): string {
  return JSON.stringify([recordType, service]);
}

function totalsOf(rows: readonly Pick<TableRow, 'values'>[], length: number): readonly number[] {
  const totals = new Array<number>(length).fill(0);
  for (const { values } of rows) for (const [day, value] of values.entries()) totals[day] = (totals[day] ?? 0) + value;
  return totals;
}

/** Whether an answer holds any amount at all. */
export function hasCosts(output: unknown): boolean {
  return listOf(fieldOf(output, 'results')).length > 0;
}
