import { fitBaseline } from '../detect/baseline.ts';
import type { DetectOptions } from '../detect/detect-changes.ts';
import { type CostLine, lineName } from '../ledger/cost-line.ts';
import type { CostCause, Judgement } from './cost-cause.ts';
import { type ChangedLine, compareChanged, toCause } from './judge-usage.ts';

/** Rises that begin within so many days of each other in one family are one move. */
const sameMoveDays = 3;
/** A rise is a move when others of its family gave up this share of it, or this share of what they cost themselves. */
const leastMoved = 0.3;
/** Below this share of the rise the two have nothing to do with each other. */
const leastShare = 0.1;
const calmDays = 28;

/** Nets each rise of a family against what its other members gave up at the same time. */
export function netMoves(
  risen: readonly ChangedLine[],
  members: readonly CostLine[],
  options: DetectOptions,
): Judgement {
  const judged = groupsOf(risen).map((group) => netGroup(group, members, options));
  return {
    causes: judged.flatMap(({ causes }) => causes),
    dismissed: judged.flatMap(({ dismissed }) => dismissed),
  };
}

function groupsOf(risen: readonly ChangedLine[]): readonly (readonly ChangedLine[])[] {
  const groups: ChangedLine[][] = [];
  for (const one of [...risen].sort(compareChanged)) {
    const last = groups.at(-1);
    if (last !== undefined && one.change.start - (last[0]?.change.start ?? 0) <= sameMoveDays) last.push(one);
    else groups.push([one]);
  }
  return groups;
}

function netGroup(group: readonly ChangedLine[], members: readonly CostLine[], options: DetectOptions): Judgement {
  const alone: Judgement = { causes: group.map(toCause), dismissed: [] };
  const names = new Set(group.map(({ line }) => lineName(line)));
  const others = members.filter((line) => !names.has(lineName(line)));
  const start = Math.min(...group.map(({ change }) => change.start));
  const end = Math.max(...group.map(({ change }) => change.end));
  const given = givenUp(others, { start, end }, options);
  const lost = -given.added.reduce((sum, value) => sum + value, 0);
  const gained = group.reduce((sum, { change }) => sum + change.delta, 0);
  const isMove = lost >= leastMoved * gained || (lost >= leastShare * gained && lost >= leastMoved * given.usual);
  if (given.lines.length === 0 || !isMove) return alone;
  const cause = netCause(group, given, { start, end, gained });
  const isMaterial = cause.delta >= options.materiality.total && cause.delta >= options.materiality.share * lost;
  if (isMaterial) return { causes: [cause], dismissed: [] };
  return { causes: [], dismissed: [{ cause, why: 'it replaces what others of its kind cost before' }] };
}

interface GivenUp {
  readonly lines: readonly CostLine[];
  /** What the lines cost above what they would have; negative here. */
  readonly added: readonly number[];
  /** What the lines would have cost over those days. */
  readonly usual: number;
}

/** What other members of a family cost less from `start` on than they did in the four weeks before. */
function givenUp(
  others: readonly CostLine[],
  { start, end }: { readonly start: number; readonly end: number },
  { calendar, deviations }: DetectOptions,
): GivenUp {
  const lines: CostLine[] = [];
  const added = new Array<number>(calendar.length).fill(0);
  let usual = 0;
  const until = Math.max(1, start - sameMoveDays);
  for (const line of others) {
    const first = line.values.findIndex((value) => value !== 0);
    const from = Math.max(first, until - calmDays);
    if (from >= until) continue;
    const { expected, deviation } = fitBaseline(line.values, { firstDay: calendar.firstDay, from, until });
    const excess = line.values.map((value, index) =>
      index < start || index >= end ? 0 : value - (expected[index] ?? 0),
    );
    const sum = excess.reduce((total, value) => total + value, 0);
    if (sum >= -deviations * deviation * Math.sqrt(end - start)) continue;
    lines.push(line);
    usual += expected.slice(start, end).reduce((total, value) => total + value, 0);
    for (const [index, value] of excess.entries()) added[index] = (added[index] ?? 0) + value;
  }
  return { lines, added, usual };
}

function netCause(
  group: readonly ChangedLine[],
  given: GivenUp,
  { start, end, gained }: { readonly start: number; readonly end: number; readonly gained: number },
): CostCause {
  const [leading] = [...group].sort((a, b) => b.change.delta - a.change.delta || compareChanged(a, b)) as [ChangedLine];
  const added = given.added.map((value, index) =>
    group.reduce((sum, { change }) => sum + (change.added[index] ?? 0), value),
  );
  const delta = gained + given.added.reduce((sum, value) => sum + value, 0);
  const daily = added.reduce((most, value) => (Math.abs(value) > Math.abs(most) ? value : most), 0);
  const movedFrom = [...new Set(given.lines.map(({ usageType }) => usageType))].sort();
  return { ...toCause(leading), kind: 'migration', start, end, delta, daily, added, movedFrom };
}
