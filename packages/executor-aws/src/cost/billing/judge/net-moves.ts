import { sumMicros } from '../../explorer/money.ts';
import { fitBaseline } from '../detect/baseline.ts';
import type { DetectOptions } from '../detect/detect-changes.ts';
import { mean } from '../detect/statistics.ts';
import { type CostLine, lineName } from '../ledger/cost-line.ts';
import type { CostCause, Judgement } from './cost-cause.ts';
import { joinJudgements } from './judge-records.ts';
import { type ChangedLine, compareChanged, toCause } from './judge-usage.ts';

/** A fall may begin so many days before the rise that it belongs to. */
const sameMoveDays = 3;
/** A rise is a move when others of its family gave up this share of it, or this share of what they cost themselves. */
const leastMoved = 0.3;
/** Below this share of the rise the two have nothing to do with each other. */
const leastShare = 0.1;
const calmDays = 28;

/** A line that cost less than it would have, while another of its family rose. */
interface Fall {
  readonly line: CostLine;
  /** What it cost above what it would have; negative here. */
  readonly added: readonly number[];
  /** What it would have cost over those days. */
  readonly usual: number;
  /** Days between the beginnings of the rise and the fall. */
  readonly distance: number;
}

/** Nets each rise of a family against what its other members gave up at the same time. */
export function netMoves(
  risen: readonly ChangedLine[],
  members: readonly CostLine[],
  options: DetectOptions,
): Judgement {
  const rises = [...risen].sort(compareChanged);
  const names = new Set(risen.map(({ line }) => lineName(line)));
  const falls = rises.map((): Fall[] => []);
  for (const line of members) {
    if (names.has(lineName(line))) continue;
    for (const [at, fall] of shareFall(line, rises, options)) falls[at]?.push(fall);
  }
  return joinJudgements(rises.map((rise, at) => netRise(rise, falls[at] ?? [], options)));
}

/** Gives what a line gave up to the rises that it fits best; what one cannot have taken goes to the next. */
function shareFall(
  line: CostLine,
  rises: readonly ChangedLine[],
  options: DetectOptions,
): readonly (readonly [at: number, fall: Fall])[] {
  const fitting = rises
    .flatMap((rise, at) => {
      const fall = fallDuring(line, rise, options);
      return fall === null ? [] : [{ at, fall, rise, misfit: misfitOf(line, rise, fall) }];
    })
    .sort((a, b) => a.misfit - b.misfit || a.at - b.at);
  const shares: (readonly [number, Fall])[] = [];
  let left = 1;
  for (const [index, { at, fall, rise }] of fitting.entries()) {
    const next = fitting[index + 1];
    const taken = rise.change.delta / -sumMicros(fall.added);
    const isShared = next !== undefined && next.fall.distance <= 1 && next.rise.line.region === line.region;
    const part = isShared ? Math.min(left, taken) : left;
    shares.push([at, { ...fall, added: fall.added.map((value) => value * part), usual: fall.usual * part }]);
    left -= part;
    if (left <= 0.05 || !isShared) break;
  }
  return shares;
}

/** How badly a fall fits a rise: another region, other days, another size, a line that was there before. */
function misfitOf(line: CostLine, rise: ChangedLine, { distance }: Fall): number {
  const size = ({ usageType }: CostLine) => /\.([a-z0-9-]+)$/.exec(usageType)?.[1] ?? '';
  const place = rise.line.region === line.region ? 0 : 4;
  return place + distance + (rise.change.shape === 'new' ? 0 : 1) + (size(rise.line) === size(line) ? 0 : 1);
}

/** Holds a line's days against the four weeks before the rise; null unless it fell, and not earlier than the rise. */
function fallDuring(line: CostLine, { change }: ChangedLine, { calendar, deviations }: DetectOptions): Fall | null {
  const { values } = line;
  const { start, end } = change;
  const until = Math.max(1, start - sameMoveDays);
  const first = values.findIndex((value) => value !== 0);
  const from = Math.max(first, until - calmDays);
  if (from >= until) return null;
  const { expected, deviation } = fitBaseline(values, { firstDay: calendar.firstDay, from, until });
  const excess = values.map((value, index) => value - (expected[index] ?? 0));
  const added = excess.map((value, index) => (index < start || index >= end ? 0 : value));
  const sum = sumMicros(added);
  if (sum >= -deviations * deviation * Math.sqrt(end - start)) return null;
  const onset = onsetOf(excess, (0.3 * sum) / (end - start), Math.max(0, start - 10));
  if (onset < start - sameMoveDays) return null;
  return { line, added, usual: sumMicros(expected.slice(start, end)), distance: Math.abs(onset - start) };
}

/** The first day from which three days in a row are, on average, at or below a limit. */
function onsetOf(excess: readonly number[], limit: number, from: number): number {
  for (let index = from; index < excess.length; index += 1) {
    if (mean(excess.slice(index, index + 3)) <= limit) return index;
  }
  return excess.length;
}

function netRise(rise: ChangedLine, falls: readonly Fall[], options: DetectOptions): Judgement {
  const lost = -falls.reduce((sum, { added }) => sum + sumMicros(added), 0);
  const usual = falls.reduce((sum, fall) => sum + fall.usual, 0);
  const gained = rise.change.delta;
  const isMove = lost >= leastMoved * gained || (lost >= leastShare * gained && lost >= leastMoved * usual);
  if (falls.length === 0 || !isMove) return { causes: [toCause(rise)], dismissed: [] };
  const cause = netCause(rise, falls);
  const isMaterial = cause.delta >= options.materiality.total && cause.delta >= options.materiality.share * lost;
  if (isMaterial) return { causes: [cause], dismissed: [] };
  return { causes: [], dismissed: [{ cause, why: 'it replaces what others of its kind cost before' }] };
}

function netCause(rise: ChangedLine, falls: readonly Fall[]): CostCause {
  const parts = [rise.change.added, ...falls.map(({ added }) => added)];
  const added = rise.line.values.map((_, index) => parts.reduce((sum, part) => sum + (part[index] ?? 0), 0));
  const daily = added.reduce((most, value) => (Math.abs(value) > Math.abs(most) ? value : most), 0);
  const movedFrom = [...new Set(falls.map(({ line }) => line.usageType))].sort();
  return { ...toCause(rise), kind: 'migration', delta: sumMicros(added), daily, added, movedFrom };
}
