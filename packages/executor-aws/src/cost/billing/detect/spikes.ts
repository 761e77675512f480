import type { Change } from './change.ts';
import type { DetectOptions, Examined } from './detect-changes.ts';
import { describeHabit } from './habit.ts';
import { mean, robustDeviation } from './statistics.ts';
import { largestBefore, type Sustained } from './sustained.ts';

/** Days of calm that do not end a spike: a pause over a weekend. */
const mostGap = 2;

/** So many days on end are no burst any more. */
const longRun = 5;

/** Finds runs of days that stand out, besides a sustained change if there is one. */
export function findSpikes(examined: Examined, sustained: Sustained | null, options: DetectOptions): readonly Change[] {
  const { baseline, values } = examined;
  const rest = examined.excess.map((value, index) => value - (sustained?.at(index) ?? 0));
  const after = sustained === null ? 0 : robustDeviation(rest.slice(sustained.start));
  const threshold = (index: number) => {
    const deviation =
      sustained !== null && index >= sustained.start ? Math.max(baseline.deviation, after) : baseline.deviation;
    const normal = (baseline.expected[index] ?? 0) + (sustained?.at(index) ?? 0);
    const share = Math.max(0.2, options.materiality.share, options.deviations * baseline.relative);
    return Math.max(options.deviations * deviation, share * normal);
  };
  const found: Change[] = [];
  const bursts = isBursty(examined, options);
  for (const [start, end] of runsOf(rest, { threshold, from: options.judgedFrom, gap: bursts ? 0 : mostGap })) {
    const added = values.map((_, index) => (index >= start && index < end ? (rest[index] ?? 0) : 0));
    const delta = added.reduce((sum, value) => sum + value, 0);
    if (delta < options.materiality.total || !isUnusual(examined, { start, end, delta, bursts }, options)) continue;
    const normal =
      mean(baseline.expected.slice(start, end)) +
      mean(values.slice(start, end).map((_, i) => sustained?.at(start + i) ?? 0));
    const habit = describeHabit(examined, start);
    found.push({ shape: 'spike', start, end, delta, daily: Math.max(...added), normal, habit, added });
  }
  return found;
}

interface RunQuestion {
  readonly threshold: (index: number) => number;
  readonly from: number;
  /** Days of calm that do not end a run. */
  readonly gap: number;
}

function runsOf(
  rest: readonly number[],
  { threshold, from, gap }: RunQuestion,
): readonly (readonly [start: number, end: number])[] {
  const runs: [number, number][] = [];
  for (let index = from; index < rest.length; index += 1) {
    const value = rest[index] ?? 0;
    if (value <= 0 || value <= threshold(index)) continue;
    const last = runs.at(-1);
    if (last !== undefined && index - last[1] <= gap) last[1] = index + 1;
    else runs.push([index, index + 1]);
  }
  return runs;
}

/** Whether the history already has days far above its habit, and they follow no calendar. */
function isBursty({ residuals, excess, from, baseline }: Examined, { judgedFrom, deviations }: DetectOptions): boolean {
  const limit = Math.max(deviations * baseline.deviation, 0.5 * baseline.level);
  const outstanding = (all: readonly number[]) => all.slice(from, judgedFrom).filter((value) => value > limit).length;
  return outstanding(residuals) >= 3 && outstanding(excess) >= 1;
}

interface Run {
  readonly start: number;
  readonly end: number;
  readonly delta: number;
  readonly bursts: boolean;
}

/** A run must exceed what the series did before; one that bursts now and then must exceed its own bursts clearly. */
function isUnusual({ excess, residuals, from }: Examined, run: Run, { judgedFrom }: DetectOptions): boolean {
  const { start, end, delta, bursts } = run;
  if (!bursts) return delta > 1.3 * largestBefore(excess, end - start, Math.min(start, judgedFrom), from);
  // Bursts keep coming while days are judged, and count as habit; in other series an earlier spike does not.
  const highest = Math.max(...excess.slice(start, end));
  const isHigher = highest > 1.6 * largestBefore(residuals, 1, start, from);
  const isLonger = end - start >= longRun && delta > 2 * largestBefore(residuals, end - start, start, from);
  return isHigher || isLonger;
}
