import type { Change } from './change.ts';
import type { DetectOptions, Examined } from './detect-changes.ts';
import { describeHabit } from './habit.ts';
import { mean, median } from './statistics.ts';

/** A change that lasts to the last complete day. */
export interface Sustained {
  readonly start: number;
  /** What the shape adds on a day of the series. */
  at(index: number): number;
  readonly change: Change;
}

const leastDays = 3;

/** Finds a step or ramp that still holds on the last complete day; null when there is none. */
export function findSustained(examined: Examined, options: DetectOptions): Sustained | null {
  const { excess, baseline } = examined;
  const tail = median(excess.slice(-5));
  if (tail <= 0) return null;
  const start = changePoint(excess, tail, options.judgedFrom);
  const length = excess.length - start;
  if (length < leastDays) return null;
  const shape = bestShape(excess, start, options.judgedFrom);
  const days = excess.slice(shape.start);
  const normal = mean(baseline.expected.slice(shape.start));
  const delta = days.reduce((sum, value) => sum + value, 0);
  const isLasting =
    days.filter((value, index) => value > 0.3 * shape.at(shape.start + index)).length >= 0.75 * days.length;
  const isSure = delta >= options.deviations * baseline.deviation * Math.sqrt(days.length) * 1.5;
  const isMaterial = delta >= options.materiality.total && tail >= options.materiality.share * normal;
  const isUnusual =
    delta > 1.5 * largestBefore(excess, days.length, Math.min(shape.start, options.judgedFrom), examined.from);
  if (!isLasting || !isSure || !isMaterial || !isUnusual || isGrowth(examined, shape)) return null;
  const added = excess.map((value, index) => (index < shape.start ? 0 : value));
  const daily = Math.max(...days);
  const habit = describeHabit(examined, shape.start);
  const change: Change = {
    shape: shape.kind,
    start: shape.start,
    end: excess.length,
    delta,
    daily,
    normal,
    habit,
    added,
  };
  return { start: shape.start, at: shape.at, change };
}

/** The first day of a level of `tail` over zero: where the sum of distances from half of it is largest. */
function changePoint(excess: readonly number[], tail: number, judgedFrom: number): number {
  let [best, bestAt, sum] = [Number.NEGATIVE_INFINITY, excess.length, 0];
  for (let index = excess.length - 1; index >= judgedFrom; index -= 1) {
    sum += Math.max(-2 * tail, Math.min(excess[index] ?? 0, 2 * tail)) - tail / 2;
    if (sum > best) [best, bestAt] = [sum, index];
  }
  return bestAt;
}

/** Whether one straight line through all days tells as much: then it has always grown, and nothing changed. */
function isGrowth({ residuals, from }: Examined, shape: Shape): boolean {
  const days = residuals.slice(from);
  const centre = (days.length - 1) / 2;
  const average = mean(days);
  let [along, norm] = [0, 0];
  for (const [index, value] of days.entries()) {
    along += (index - centre) * (value - average);
    norm += (index - centre) ** 2;
  }
  const slope = norm === 0 ? 0 : along / norm;
  const line: Shape = { ...shape, at: (index) => average + slope * (index - from - centre) };
  return squares(residuals, from, line) <= 1.15 * squares(residuals, from, shape);
}

interface Shape {
  readonly kind: 'step' | 'ramp';
  readonly start: number;
  at(index: number): number;
}

/** A step from the change point, or the ramp that fits better by squares. */
function bestShape(excess: readonly number[], start: number, judgedFrom: number): Shape {
  const level = median(excess.slice(start));
  const step: Shape = { kind: 'step', start, at: (index) => (index < start ? 0 : level) };
  let best: Shape = step;
  let least = 0.7 * squares(excess, judgedFrom, step);
  for (let first = judgedFrom; first <= excess.length - 7; first += 1) {
    let [along, norm] = [0, 0];
    for (let index = first; index < excess.length; index += 1) {
      along += (index - first + 1) * (excess[index] ?? 0);
      norm += (index - first + 1) ** 2;
    }
    const slope = along / norm;
    const ramp: Shape = {
      kind: 'ramp',
      start: first,
      at: (index) => (index < first ? 0 : slope * (index - first + 1)),
    };
    const rest = slope > 0 ? squares(excess, judgedFrom, ramp) : Number.POSITIVE_INFINITY;
    if (rest < least) [least, best] = [rest, ramp];
  }
  return best;
}

function squares(excess: readonly number[], from: number, shape: Shape): number {
  let total = 0;
  for (let index = from; index < excess.length; index += 1) total += ((excess[index] ?? 0) - shape.at(index)) ** 2;
  return total;
}

/** The most that so many days in a row exceeded the habit before. */
export function largestBefore(excess: readonly number[], length: number, until: number, from: number): number {
  let [sum, largest] = [0, 0];
  for (let index = from; index < until; index += 1) {
    sum += excess[index] ?? 0;
    if (index - from >= length) sum -= excess[index - length] ?? 0;
    largest = Math.max(largest, sum);
  }
  return largest;
}
