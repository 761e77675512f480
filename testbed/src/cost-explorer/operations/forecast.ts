import { addDays, daysBetween, firstOfMonth, lastCompleteDay, weekdayOf } from '../ledger/day.ts';
import type { Ledger, LineItem } from '../ledger/ledger.ts';
import { compileFilter } from '../query/filter.ts';
import { metricName } from '../query/metric.ts';
import { dailyPeriods, monthlyPeriods, type Period } from '../query/period.ts';
import { decimal, totalsBy } from '../query/totals.ts';
import { invalid, WireFault } from '../wire/fault.ts';
import { type CostRequest, member } from '../wire/request.ts';
import { deviation, mean, normalWidth } from './statistics.ts';

const costMetrics = ['AMORTIZED_COST', 'BLENDED_COST', 'NET_AMORTIZED_COST', 'NET_UNBLENDED_COST', 'UNBLENDED_COST'];
const usageMetrics = ['USAGE_QUANTITY', 'NORMALIZED_USAGE_AMOUNT'];
const historyDays = 56;

/** What is usual on a weekday and on a day of the month, and how far days stray from it. */
interface Model {
  readonly expect: (day: string) => number;
  readonly stray: number;
}

function readOf(metric: string): (item: LineItem) => number {
  const name = metricName(metric);
  if (name === 'UsageQuantity' || name === 'NormalizedUsageAmount') return (item) => item.usage;
  if (name === 'AmortizedCost') return (item) => item.amortized ?? item.unblended;
  if (name === 'NetAmortizedCost') return (item) => item.netAmortized ?? item.amortized ?? item.unblended;
  return name === 'NetUnblendedCost' ? (item) => item.netUnblended ?? item.unblended : (item) => item.unblended;
}

/** Usage by weekday over eight weeks; what is no usage as on the same day of the last full month. */
function createModel(ledger: Ledger, request: CostRequest): Model {
  const end = addDays(lastCompleteDay(ledger.now), 1);
  const test = compileFilter(request.Filter, ledger);
  const read = readOf(request.Metric ?? '');
  const start = addDays(end, -historyDays);
  const usage = totalsBy(
    ledger,
    { test: (key) => key.recordType === 'Usage' && test(key), start, end, read },
    ({ date }) => date,
  );
  if (usage.size < 14) {
    throw new WireFault(
      'DataUnavailableException',
      'Insufficient amount of historical data to generate forecast. Refer to the AWS user guide for more details.',
    );
  }
  const month = { start: addDays(end, -31), end };
  const rest = totalsBy(
    ledger,
    { test: (key) => key.recordType !== 'Usage' && test(key), ...month, read },
    ({ date }) => date.slice(8),
  );
  const days = daysBetween(start, end).filter((day) => day >= ([...usage.keys()][0] ?? start));
  const byWeekday = [0, 1, 2, 3, 4, 5, 6].map((weekday) =>
    mean(days.filter((day) => weekdayOf(day) === weekday).map((day) => usage.get(day) ?? 0)),
  );
  const usual = (day: string): number => byWeekday[weekdayOf(day)] ?? 0;
  return {
    expect: (day) => usual(day) + (rest.get(day.slice(8)) ?? 0),
    stray: deviation(days.map((day) => (usage.get(day) ?? 0) - usual(day))),
  };
}

/** A forecast starts today or later; three months of days or 18 of months. */
function checkPeriods(request: CostRequest, ledger: Ledger): readonly Period[] {
  const today = ledger.now.slice(0, 10);
  const [start, end] = [request.TimePeriod?.Start ?? '', request.TimePeriod?.End ?? ''];
  if (start >= end) throw invalid('Start date (and hour) should be before end date (and hour)');
  if (start < today) throw invalid('Start date must not be in the past.');
  const daily = member(request.Granularity, ['DAILY', 'MONTHLY'], 'granularity') === 'DAILY';
  const latest = daily ? addDays(today, 93) : firstOfMonth(today, 18);
  if (end > latest) throw invalid('End date is too far in the future.');
  return daily ? dailyPeriods({ start, end }, ledger.now) : monthlyPeriods({ start, end }, ledger.now);
}

function forecast(ledger: Ledger, request: CostRequest, metrics: readonly string[]): object {
  member(request.Metric, metrics, 'metric');
  const level = request.PredictionIntervalLevel ?? 80;
  if (level < 51 || level > 99) throw invalid('Prediction interval level must be between 51 and 99.');
  const periods = checkPeriods(request, ledger);
  const model = createModel(ledger, request);
  const width = normalWidth(level) * model.stray;
  const results = periods.map((period) => {
    const days = daysBetween(period.fromDay, period.toDay);
    const value = days.reduce((sum, day) => sum + model.expect(day), 0);
    const margin = width * Math.sqrt(days.length);
    return { period, value, margin };
  });
  const total = results.reduce((sum, { value }) => sum + value, 0);
  return {
    Total: { Amount: decimal(total), Unit: metrics === costMetrics ? ledger.currency : 'N/A' },
    ForecastResultsByTime: results.map(({ period, value, margin }) => ({
      TimePeriod: { Start: period.start, End: period.end },
      MeanValue: decimal(value),
      PredictionIntervalLowerBound: decimal(Math.max(0, value - margin)),
      PredictionIntervalUpperBound: decimal(value + margin),
    })),
  };
}

/**
 * GetCostForecast: the days from `Start` to before `End` alone, nothing of what was spent already.
 * @throws WireFault `ValidationException`, or `DataUnavailableException` with less than two weeks of history.
 */
export function costForecast(ledger: Ledger, request: CostRequest): object {
  return forecast(ledger, request, costMetrics);
}

/** GetUsageForecast, made as {@link costForecast} is; wants a filter, since units must be the same. */
export function usageForecast(ledger: Ledger, request: CostRequest): object {
  if (request.Filter === undefined) {
    throw new WireFault(
      'UnresolvableUsageUnitException',
      'Cost Explorer was unable to identify the usage unit. Provide UsageType/UsageTypeGroup filter selections that contain matching units.',
    );
  }
  return forecast(ledger, request, usageMetrics);
}
