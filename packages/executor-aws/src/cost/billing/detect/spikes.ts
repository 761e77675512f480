import type { Change } from './change.ts';
import type { DetectOptions, Examined } from './detect-changes.ts';
import { describeHabit } from './habit.ts';
import { mean, robustDeviation } from './statistics.ts';
import { largestBefore, type Sustained } from './sustained.ts';

/** Days of calm that do not end a spike: a pause over a weekend. */
const mostGap = 2;

/** Finds runs of days that stand out, besides a sustained change if there is one. */
export function findSpikes(examined: Examined, sustained: Sustained | null, options: DetectOptions): readonly Change[] {
  const { baseline, values } = examined;
  const rest = examined.excess.map((value, index) => value - (sustained?.at(index) ?? 0));
  const after = sustained === null ? 0 : robustDeviation(rest.slice(sustained.start));
  const threshold = (index: number) => {
    const deviation =
      sustained !== null && index >= sustained.start ? Math.max(baseline.deviation, after) : baseline.deviation;
    const normal = (baseline.expected[index] ?? 0) + (sustained?.at(index) ?? 0);
    return Math.max(options.deviations * deviation, Math.max(0.2, options.materiality.share) * normal);
  };
  const found: Change[] = [];
  for (const [start, end] of runsOf(rest, threshold, options.judgedFrom)) {
    const added = values.map((_, index) => (index >= start && index < end ? (rest[index] ?? 0) : 0));
    const delta = added.reduce((sum, value) => sum + value, 0);
    if (delta < options.materiality.total || !isUnusual(examined, { start, end, delta }, options)) continue;
    const normal =
      mean(baseline.expected.slice(start, end)) +
      mean(values.slice(start, end).map((_, i) => sustained?.at(start + i) ?? 0));
    const habit = describeHabit(examined, start);
    found.push({ shape: 'spike', start, end, delta, daily: Math.max(...added), normal, habit, added });
  }
  return found;
}

function runsOf(
  rest: readonly number[],
  threshold: (index: number) => number,
  from: number,
): readonly (readonly [start: number, end: number])[] {
  const runs: [number, number][] = [];
  for (let index = from; index < rest.length; index += 1) {
    const value = rest[index] ?? 0;
    if (value <= 0 || value <= threshold(index)) continue;
    const last = runs.at(-1);
    if (last !== undefined && index - last[1] <= mostGap) last[1] = index + 1;
    else runs.push([index, index + 1]);
  }
  return runs;
}

/** A series that bursts now and then must exceed its own bursts clearly. */
function isUnusual(
  { excess, from, baseline }: Examined,
  { start, end, delta }: { readonly start: number; readonly end: number; readonly delta: number },
  { judgedFrom, deviations }: DetectOptions,
): boolean {
  const until = Math.min(start, judgedFrom);
  const limit = Math.max(deviations * baseline.deviation, 0.5 * baseline.level);
  const bursts = excess.slice(from, until).filter((value) => value > limit).length;
  return delta > (bursts >= 3 ? 2 : 1.3) * largestBefore(excess, end - start, until, from);
}
