import { classify, isEverybody, type SourceClass, wideBlocks } from '../address/family.ts';
import { type Bound, type IntervalSet, intersect, overlaps, subtract, unite } from '../address/interval-set.ts';
import type { Entry, EntryBook } from './entry.ts';
import { untrusted } from './entry.ts';

/** A run of ports between two neighbouring rule boundaries: all its ports see the same rules. */
export interface Segment<B extends Bound> {
  readonly from: number;
  readonly end: number;
  readonly class: SourceClass;
  /** The entries that make up the class; for `wide`, those that hold a wide block. */
  readonly entries: readonly Entry<B>[];
  /** Of a `wide` segment, entries that are public and hold no wide block. */
  readonly specific: readonly Entry<B>[];
}

/** `joint` leaves out what one group opens by itself. */
export type SegmentMode = 'all' | 'joint';

/** Cuts entries of one protocol (with protocol -1 among them) into elementary segments; those of class none are left out. */
export function toSegments<B extends Bound>(
  book: EntryBook<B>,
  entries: readonly Entry<B>[],
  mode: SegmentMode,
): readonly Segment<B>[] {
  if (entries.length === 0) return [];
  const bounds = [...new Set(entries.flatMap(({ from, end }) => [from, end]))].sort((a, b) => a - b);
  const segments: Segment<B>[] = [];
  for (const [index, from] of bounds.entries()) {
    const end = bounds[index + 1];
    if (end === undefined) break;
    const active = entries.filter((entry) => entry.from <= from && entry.end >= end);
    const judged = judge(book, active, mode);
    if (judged.class !== 'none') segments.push({ from, end, ...judged });
  }
  return segments;
}

type Judgement<B extends Bound> = Pick<Segment<B>, 'class' | 'entries' | 'specific'>;

function judge<B extends Bound>(book: EntryBook<B>, active: readonly Entry<B>[], mode: SegmentMode): Judgement<B> {
  const none: Judgement<B> = { class: 'none', entries: [], specific: [] };
  if (active.length === 0) return none;
  const alone = active.filter(({ isAny }) => isAny);
  if (alone.length > 0) return mode === 'joint' ? none : { class: 'any', entries: alone, specific: [] };
  const { family } = book;
  const whole = unite(active.flatMap(({ set }) => set));
  if (isEverybody(family, whole)) {
    if (mode === 'joint' && isOpenedByOneGroup(book, active)) return none;
    return { class: 'any', entries: fewestFor(book, active), specific: [] };
  }
  if (mode === 'joint') return none;
  const rest = untrusted(book, whole);
  const found = classify(family, rest);
  if (found === 'none') return none;
  const counting = active.filter(({ set }) => overlaps(untrusted(book, set), family.routable));
  if (found !== 'wide') return { class: found, entries: counting, specific: [] };
  const blocks = wideBlocks(family, rest);
  const [holding, others] = partition(counting, ({ set }) => overlaps(set, blocks));
  return { class: 'wide', entries: holding, specific: others };
}

function isOpenedByOneGroup<B extends Bound>({ family }: EntryBook<B>, active: readonly Entry<B>[]): boolean {
  return [...Map.groupBy(active, ({ rule }) => rule.groupId).values()].some((own) =>
    isEverybody(family, unite(own.flatMap(({ set }) => set))),
  );
}

/** Entries that together let in everybody, largest first; what adds nobody is left out. */
function fewestFor<B extends Bound>({ family }: EntryBook<B>, active: readonly Entry<B>[]): readonly Entry<B>[] {
  const sorted = active
    .map((entry) => ({ entry, size: publicSize(intersect(entry.set, family.everybody)) }))
    .sort((a, b) => (a.size === b.size ? compareEntries(a.entry, b.entry) : a.size > b.size ? -1 : 1));
  const chosen: Entry<B>[] = [];
  let missing: IntervalSet<B> = family.everybody;
  for (const { entry } of sorted) {
    if (missing.length === 0) break;
    if (!overlaps(entry.set, missing)) continue;
    chosen.push(entry);
    missing = subtract(missing, entry.set);
  }
  return chosen;
}

function publicSize<B extends Bound>(set: IntervalSet<B>): bigint {
  return set.reduce((total, { from, end }) => total + BigInt(end) - BigInt(from), 0n);
}

function compareEntries<B extends Bound>(a: Entry<B>, b: Entry<B>): number {
  const left = `${a.rule.groupId} ${a.rule.id}`;
  const right = `${b.rule.groupId} ${b.rule.id}`;
  return left < right ? -1 : left > right ? 1 : 0;
}

function partition<Value>(values: readonly Value[], test: (value: Value) => boolean): [Value[], Value[]] {
  return [values.filter(test), values.filter((value) => !test(value))];
}
