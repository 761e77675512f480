import { type Day, weekdayOf } from '../../explorer/calendar.ts';
import { mean, median, robustDeviation, robustTrend } from './statistics.ts';

/** What a series would have cost by its own habit. */
export interface Baseline {
  /** Per day of the series. */
  readonly expected: readonly number[];
  /** Robust deviation of a day from it within the history. */
  readonly deviation: number;
  /** The same as a share of what is expected: busy weekdays vary more than weekends. */
  readonly relative: number;
  /** The usual level of a day at the end of the history. */
  readonly level: number;
  /** Whether weekdays differ. */
  readonly isWeekly: boolean;
  /** Growth per day as a share; 0 when none can be told from chance. */
  readonly growth: number;
}

/** Which part of a series is history. */
export interface HistoryRange {
  readonly firstDay: Day;
  /** Index of the first day with cost. */
  readonly from: number;
  /** Index after the last day of history. */
  readonly until: number;
}

const leastDaysForWeekdays = 21;

/** Fits weekday factors, level and growth to the history and continues them over the whole series. */
export function fitBaseline(values: readonly number[], range: HistoryRange): Baseline {
  const { from, until, firstDay } = range;
  const factors = weekdayFactors(values, range);
  const factorAt = (index: number) => factors[weekdayOf(firstDay + index)] ?? 1;
  const points: (readonly [number, number])[] = [];
  for (let index = from; index < until; index += 1) {
    const factor = factorAt(index);
    if (factor > 0.05) points.push([index, (values[index] ?? 0) / factor]);
  }
  const curve = fitCurve(points);
  const expected = values.map((_, index) => Math.max(0, curve.at(index) * factorAt(index)));
  const residuals = values.slice(from, until).map((value, index) => value - (expected[from + index] ?? 0));
  const shares = residuals.flatMap((value, index) => {
    const usual = expected[from + index] ?? 0;
    return usual > 0 ? [value / usual] : [];
  });
  return {
    expected,
    relative: shares.length < 7 ? 0 : robustDeviation(shares),
    level: Math.max(0, curve.at(until - 1)),
    deviation: robustDeviation(residuals),
    isWeekly: Math.max(...factors) - Math.min(...factors) > 0.15,
    growth: curve.growth,
  };
}

interface Curve {
  readonly growth: number;
  at(index: number): number;
}

/** Compound growth where every day costs something, else a constant level: extrapolated lines go wrong for batches. */
function fitCurve(points: readonly (readonly [number, number])[]): Curve {
  const level = median(points.map(([, y]) => y));
  if (level <= 0 || points.some(([, y]) => y <= level * 0.05)) return { growth: 0, at: () => level };
  const { level: base, slope } = robustTrend(points.map(([x, y]) => [x, Math.log(y)] as const));
  return slope === 0
    ? { growth: 0, at: () => level }
    : { growth: slope, at: (index) => Math.exp(base + slope * index) };
}

/** Each weekday's usual share of its week's mean; all 1 when the history is short or shows no pattern. */
function weekdayFactors(values: readonly number[], range: HistoryRange): readonly number[] {
  const { firstDay, from, until } = range;
  const flat = [1, 1, 1, 1, 1, 1, 1];
  if (until - from < leastDaysForWeekdays) return flat;
  const ratios: number[][] = [[], [], [], [], [], [], []];
  for (let index = from; index < until; index += 1) {
    const start = Math.max(from, Math.min(index - 3, until - 7));
    const around = mean(values.slice(start, start + 7));
    if (around > 0) ratios[weekdayOf(firstDay + index)]?.push((values[index] ?? 0) / around);
  }
  if (ratios.some((some) => some.length < 3)) return flat;
  const factors = ratios.map((some) => median(some));
  const centre = mean(factors);
  if (centre <= 0) return flat;
  const scaled = factors.map((factor) => factor / centre);
  return missOf(values, range, scaled) < mostMiss * missOf(values, range, flat) ? scaled : flat;
}

/** Weekdays count when they explain a fifth of what a flat level misses; by chance, bursts seem to prefer some. */
const mostMiss = 0.8;

/** How far days are, in all, from a median level shaped by weekday factors. */
function missOf(
  values: readonly number[],
  { firstDay, from, until }: HistoryRange,
  factors: readonly number[],
): number {
  const factorAt = (index: number) => factors[weekdayOf(firstDay + index)] ?? 1;
  const days = values.slice(from, until).map((value, index) => ({ value, factor: factorAt(from + index) }));
  const level = median(days.flatMap(({ value, factor }) => (factor > 0.05 ? [value / factor] : [])));
  return days.reduce((sum, { value, factor }) => sum + Math.abs(value - level * factor), 0);
}
