import { addDays, daysBetween, firstOfMonth, toDayNumber } from '../ledger/day.ts';
import type { Ledger } from '../ledger/ledger.ts';
import { invalid, WireFault } from '../wire/fault.ts';
import type { CostRequest } from '../wire/request.ts';
import { member } from '../wire/request.ts';

/** One period of an answer. */
export interface Period {
  /** As the answer writes it: a day, or a time when hourly. */
  readonly start: string;
  readonly end: string;
  /** The days it covers: from the first up to but not including the last. */
  readonly fromDay: string;
  readonly toDay: string;
  /** The hour, for hourly periods. */
  readonly hour?: number;
  readonly estimated: boolean;
}

/** A time period as asked, checked. */
export interface Range {
  readonly start: string;
  readonly end: string;
}

const hourForm = /^(\d{4}-\d{2}-\d{2})T(\d{2}):00:00Z$/;

function assertDay(day: string | undefined, field: string): string {
  if (day === undefined) throw invalid(`${field} date cannot be null.`);
  if (Number.isNaN(toDayNumber(day))) {
    throw invalid(`${field} time ${day} is invalid. Valid format is: yyyy-MM-dd.`);
  }
  return day;
}

/**
 * A period of whole days: `Start` before `End`, neither too old nor past the next month's first day.
 * @throws WireFault `ValidationException`, in the service's words.
 */
export function checkRange(period: CostRequest['TimePeriod'], now: string): Range {
  const start = assertDay(period?.Start, 'Start');
  const end = assertDay(period?.End, 'End');
  if (start >= end) throw invalid('Start date (and hour) should be before end date (and hour)');
  if (end > firstOfMonth(now.slice(0, 10), 1)) throw invalid('end date past the beginning of next month');
  if (start < firstOfMonth(now.slice(0, 10), -14)) {
    throw invalid("You haven't enabled historical data beyond 14 months");
  }
  return { start, end };
}

/** A bill is final on the fifth of the next month; until then what it says is an estimate. */
function isEstimated(lastDay: string, now: string): boolean {
  return now.slice(0, 10) < addDays(firstOfMonth(lastDay, 1), 4);
}

/** The days of a range, one period each. */
export function dailyPeriods({ start, end }: Range, now: string): readonly Period[] {
  return daysBetween(start, end).map((day) => {
    const next = addDays(day, 1);
    return { start: day, end: next, fromDay: day, toDay: next, estimated: isEstimated(day, now) };
  });
}

/** The months of a range; the first and the last are cut to it. */
export function monthlyPeriods({ start, end }: Range, now: string): readonly Period[] {
  const periods: Period[] = [];
  for (let from = start; from < end; from = firstOfMonth(from, 1)) {
    const next = firstOfMonth(from, 1);
    const to = next < end ? next : end;
    periods.push({ start: from, end: to, fromDay: from, toDay: to, estimated: isEstimated(addDays(to, -1), now) });
  }
  return periods;
}

function hourlyPeriods(period: CostRequest['TimePeriod'], ledger: Ledger): readonly Period[] {
  if (!ledger.hourly)
    throw new WireFault(
      'AccessDeniedException',
      'Hourly data granularity is an opt-in only feature. You can enable this feature from the PAYER account’s Cost Explorer Settings page.',
    );
  const [from, to] = [period?.Start ?? '', period?.End ?? ''];
  if (!hourForm.test(from) || !hourForm.test(to)) {
    throw invalid(`Start time ${from} is invalid. Valid format is: yyyy-MM-ddThh:mm:ssZ.`);
  }
  if (from >= to) throw invalid('Start date (and hour) should be before end date (and hour)');
  if (Date.parse(from) < Date.parse(ledger.now) - 14 * 86_400_000) {
    throw invalid('start date is too old for hourly, the max supported days for hourly granularity is 14 days.');
  }
  const count = (Date.parse(to) - Date.parse(from)) / 3_600_000;
  return Array.from({ length: count }, (_, index) => {
    const at = Date.parse(from) + index * 3_600_000;
    const text = (ms: number): string => new Date(ms).toISOString().replace('.000Z', 'Z');
    const day = text(at).slice(0, 10);
    return {
      start: text(at),
      end: text(at + 3_600_000),
      fromDay: day,
      toDay: addDays(day, 1),
      hour: new Date(at).getUTCHours(),
      estimated: true,
    };
  });
}

/**
 * The periods that a request asks for.
 * @throws WireFault `ValidationException`; `AccessDeniedException` for hourly data that nobody opted in to.
 */
export function periodsOf(request: CostRequest, ledger: Ledger): readonly Period[] {
  const granularity = member(request.Granularity, ['DAILY', 'MONTHLY', 'HOURLY'], 'granularity');
  if (granularity === 'HOURLY') return hourlyPeriods(request.TimePeriod, ledger);
  const range = checkRange(request.TimePeriod, ledger.now);
  return granularity === 'DAILY' ? dailyPeriods(range, ledger.now) : monthlyPeriods(range, ledger.now);
}
