import { monthStart } from '../../explorer/calendar.ts';
import { money } from '../../explorer/money.ts';
import type { DetectOptions } from '../detect/detect-changes.ts';
import { mean, median, robustDeviation } from '../detect/statistics.ts';
import type { RecordLine } from '../ledger/cost-line.ts';
import type { CostCause } from './cost-cause.ts';
import { toRecordCause } from './judge-records.ts';

const lateDays = 3;

/** Credits that ended or shrank by half, and credits or refunds that came once. */
export function judgeCredits(record: RecordLine, options: DetectOptions): readonly CostCause[] {
  const given = record.values.map((value) => -value);
  const days = given.flatMap((value, index) => (value !== 0 ? [index] : []));
  const isDaily = days.length > 0 && days.length >= 0.5 * ((days.at(-1) ?? 0) - (days[0] ?? 0) + 1) && days.length >= 7;
  return isDaily ? dailyCredits(record, given, options) : rareCredits(record, given, { days, options });
}

/** A credit that came every day: it ended, or it fell below half of what it was. Rule CST-11. */
function dailyCredits(
  record: RecordLine,
  given: readonly number[],
  { judgedFrom, materiality, deviations }: DetectOptions,
): readonly CostCause[] {
  const history = given.slice(0, judgedFrom).filter((value) => value !== 0);
  const usual = median(history);
  if (history.length < 7 || usual <= 0) return [];
  const start = given.findIndex(
    (_, index) => index >= judgedFrom && median(given.slice(index)) < 0.5 * usual && (given[index] ?? 0) < 0.5 * usual,
  );
  if (start < 0) return [];
  const before = given.slice(Math.max(0, start - 28), start);
  const normal = mean(before);
  const added = given.map((value, index) => (index < start ? 0 : normal - value));
  const delta = added.reduce((sum, value) => sum + value, 0);
  if (delta < materiality.total || delta < deviations * robustDeviation(before)) return [];
  return [creditCause(record, { start, added, normal: -normal, habit: `${money(-normal)} a day until then` })];
}

interface Rare {
  readonly days: readonly number[];
  readonly options: DetectOptions;
}

/** A credit that comes each month and did not come; a refund that came once. */
function rareCredits(record: RecordLine, given: readonly number[], { days, options }: Rare): readonly CostCause[] {
  const missing = missingMonth(record, given, { days, options });
  if (missing !== null) return [missing];
  return days
    .filter((day) => day >= options.judgedFrom && (given[day] ?? 0) >= options.materiality.total)
    .filter((day) => !days.some((other) => other < day && isMonthApart(other, day)))
    .map((day) => {
      const added = given.map((value, index) => (index === day ? -value : 0));
      return creditCause(record, { start: day, added, normal: 0, habit: 'none in the days before' });
    });
}

function isMonthApart(earlier: number, later: number): boolean {
  const months = Math.round((later - earlier) / 30.44);
  return months >= 1 && Math.abs(later - earlier - months * 30.44) <= lateDays;
}

function missingMonth(record: RecordLine, given: readonly number[], { days, options }: Rare): CostCause | null {
  const { calendar } = options;
  const last = days.at(-1);
  const previous = days.at(-2);
  if (last === undefined || previous === undefined || !isMonthApart(previous, last)) return null;
  const first = monthStart(calendar.firstDay + last, 1);
  const offset = calendar.firstDay + last - monthStart(calendar.firstDay + last);
  const due = first + offset - calendar.firstDay;
  if (due + lateDays >= given.length || due < options.judgedFrom) return null;
  const usual = median(days.map((day) => given[day] ?? 0));
  if (usual < options.materiality.total) return null;
  const added = given.map((_, index) => (index === due ? usual : 0));
  return creditCause(record, { start: due, added, normal: -usual, habit: `${money(-usual)} each month` });
}

type CreditParts = Pick<CostCause, 'start' | 'added' | 'normal' | 'habit'>;

function creditCause(record: RecordLine, parts: CreditParts): CostCause {
  const delta = parts.added.reduce((sum, value) => sum + value, 0);
  const daily = parts.added.reduce((most, value) => (Math.abs(value) > Math.abs(most) ? value : most), 0);
  return { ...toRecordCause(record, 'credit'), ...parts, delta, daily };
}
