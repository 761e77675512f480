/** A number or, where that is too small, a bigint; never mixed within one set. */
export type Bound = number | bigint;

/** From a bound up to, not including, another: half-open, so that neighbours touch without arithmetic. */
export interface Interval<B extends Bound> {
  readonly from: B;
  readonly end: B;
}

/** Sorted, disjoint, not touching, none empty. */
export type IntervalSet<B extends Bound> = readonly Interval<B>[];

/** Merges any intervals into a set. */
export function unite<B extends Bound>(intervals: readonly Interval<B>[]): IntervalSet<B> {
  const sorted = intervals.filter(({ from, end }) => from < end).sort((a, b) => compareBounds(a.from, b.from));
  const merged: Interval<B>[] = [];
  let last: Interval<B> | undefined;
  for (const next of sorted) {
    if (last === undefined || next.from > last.end) {
      last = next;
      merged.push(next);
    } else if (next.end > last.end) {
      last = { from: last.from, end: next.end };
      merged[merged.length - 1] = last;
    }
  }
  return merged;
}

/** What two sets share. */
export function intersect<B extends Bound>(a: IntervalSet<B>, b: IntervalSet<B>): IntervalSet<B> {
  const shared: Interval<B>[] = [];
  let left = 0;
  let right = 0;
  for (;;) {
    const one = a[left];
    const other = b[right];
    if (one === undefined || other === undefined) return shared;
    const from = compareBounds(one.from, other.from) > 0 ? one.from : other.from;
    const end = compareBounds(one.end, other.end) < 0 ? one.end : other.end;
    if (from < end) shared.push({ from, end });
    if (one.end < other.end) left += 1;
    else right += 1;
  }
}

/** What is in the first set and not in the second. */
export function subtract<B extends Bound>(a: IntervalSet<B>, b: IntervalSet<B>): IntervalSet<B> {
  const rest: Interval<B>[] = [];
  let index = 0;
  for (const { from, end } of a) {
    let start = from;
    while ((b[index]?.end ?? end) <= start && index < b.length) index += 1;
    for (let next = index; next < b.length; next += 1) {
      const hole = b[next];
      if (hole === undefined || hole.from >= end) break;
      if (hole.from > start) rest.push({ from: start, end: hole.from });
      if (hole.end > start) start = hole.end;
    }
    if (start < end) rest.push({ from: start, end });
  }
  return rest;
}

/** Whether the first set holds all of the second. */
export function covers<B extends Bound>(a: IntervalSet<B>, b: IntervalSet<B>): boolean {
  let index = 0;
  for (const { from, end } of b) {
    while (index < a.length && (a[index]?.end ?? end) <= from) index += 1;
    const holder = a[index];
    if (holder === undefined || holder.from > from || holder.end < end) return false;
  }
  return true;
}

/** Whether two sets share anything. */
export function overlaps<B extends Bound>(a: IntervalSet<B>, b: IntervalSet<B>): boolean {
  let left = 0;
  let right = 0;
  for (;;) {
    const one = a[left];
    const other = b[right];
    if (one === undefined || other === undefined) return false;
    if (one.from < other.end && other.from < one.end) return true;
    if (one.end < other.end) left += 1;
    else right += 1;
  }
}

/** How many values a set of numbers holds. */
export function sizeOf(set: IntervalSet<number>): number {
  return set.reduce((total, { from, end }) => total + (end - from), 0);
}

function compareBounds<B extends Bound>(a: B, b: B): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
