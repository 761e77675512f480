import { type Baseline, fitBaseline } from './baseline.ts';
import type { Change, Materiality } from './change.ts';
import { type Calendar, countOutstanding, withoutRecurring } from './recurrence.ts';
import { findSpikes } from './spikes.ts';
import { findSustained, type Sustained } from './sustained.ts';

/** How to judge series. */
export interface DetectOptions {
  readonly calendar: Calendar;
  /** Index of the first judged day; what lies before is history. */
  readonly judgedFrom: number;
  readonly materiality: Materiality;
  /** How many deviations are needed; larger when more series are judged at once. */
  readonly deviations: number;
}

/** What is known of a series before shapes are sought. */
export interface Examined {
  readonly values: readonly number[];
  readonly from: number;
  readonly baseline: Baseline;
  /** Days' excess over the baseline. */
  readonly residuals: readonly number[];
  /** The same without what recurs. */
  readonly excess: readonly number[];
}

const leastHistory = 7;

/** How many deviations make chance unlikely among so many series and days (Gaussian union bound), at least five. */
export function deviationsFor(seriesCount: number, days: number): number {
  return Math.max(5, Math.sqrt(2 * Math.log(Math.max(2, seriesCount * days))));
}

/** Finds what changed in one series; nothing for a series that keeps its habits. */
export function detectChanges(values: readonly number[], options: DetectOptions): readonly Change[] {
  const from = values.findIndex((value) => value !== 0);
  if (from < 0 || !mayMatter(values, options)) return [];
  if (from >= options.judgedFrom) return newKey(values, from, options);
  if (options.judgedFrom - from < leastHistory) return [];
  const first = examine(values, from, options.judgedFrom, options);
  const sustained = findSustained(first, options);
  if (sustained === null) return findSpikes(first, null, options);
  return withSustained(values, from, { first, sustained, options });
}

/** A sustained change ends the history: what came before it shows the habit best. */
function withSustained(
  values: readonly number[],
  from: number,
  { first, sustained, options }: { first: Examined; sustained: Sustained; options: DetectOptions },
): readonly Change[] {
  const spikesBefore = findSpikes(first, sustained, options);
  const calm = values.map((value, index) =>
    spikesBefore.some(({ start, end }) => index >= start && index < end) && index < sustained.start
      ? (first.baseline.expected[index] ?? value)
      : value,
  );
  const again = examine(calm, from, Math.max(sustained.start, options.judgedFrom), options);
  const better = findSustained(again, options);
  if (better === null) return spikesBefore;
  const shown = { values, from, baseline: again.baseline, ...excessOf(values, again.baseline, from, options) };
  return [better.change, ...findSpikes(shown, better, options)];
}

function examine(values: readonly number[], from: number, until: number, options: DetectOptions): Examined {
  const baseline = fitBaseline(values, { firstDay: options.calendar.firstDay, from, until });
  return { values, from, baseline, ...excessOf(values, baseline, from, options) };
}

function excessOf(
  values: readonly number[],
  { expected, deviation, level }: Baseline,
  from: number,
  { calendar, judgedFrom }: DetectOptions,
): Pick<Examined, 'residuals' | 'excess'> {
  const residuals = values.map((value, index) => (index < from ? 0 : value - (expected[index] ?? 0)));
  const threshold = Math.max(3 * deviation, 0.15 * level);
  const outstanding = countOutstanding(residuals, threshold);
  const excess = withoutRecurring({ residuals, calendar, from, threshold, outstanding }, judgedFrom);
  return { residuals, excess };
}

/** A cheap look that spares most series the full one: could anything material have been added at all? */
function mayMatter(values: readonly number[], { judgedFrom, materiality }: DetectOptions): boolean {
  let before = 0;
  for (let index = 0; index < judgedFrom; index += 1) before += values[index] ?? 0;
  const usual = judgedFrom === 0 ? 0 : before / judgedFrom;
  let above = 0;
  for (let index = judgedFrom; index < values.length; index += 1) above += Math.max(0, (values[index] ?? 0) - usual);
  return above >= 0.5 * materiality.total;
}

function newKey(values: readonly number[], from: number, { materiality }: DetectOptions): readonly Change[] {
  const added = values.map((value, index) => (index < from ? 0 : value));
  const delta = added.reduce((sum, value) => sum + value, 0);
  if (delta < materiality.total) return [];
  const daily = Math.max(...added);
  const habit = `nothing in the ${from} days before`;
  return [{ shape: 'new', start: from, end: values.length, delta, daily, normal: 0, habit, added }];
}
