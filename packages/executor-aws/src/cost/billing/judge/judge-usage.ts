import type { Change } from '../detect/change.ts';
import { type DetectOptions, detectChanges } from '../detect/detect-changes.ts';
import { familyKey } from '../families.ts';
import { type CostLine, lineName } from '../ledger/cost-line.ts';
import type { CostCause, CostKind, Judgement } from './cost-cause.ts';
import { netMoves } from './net-moves.ts';

/** A line with one change of it. */
export interface ChangedLine {
  readonly line: CostLine;
  readonly change: Change;
}

/** Finds what changed in what is used: line by line, then moves within a family netted. */
export function judgeUsage(lines: readonly CostLine[], options: DetectOptions): Judgement {
  const changed = lines.flatMap((line) => detectChanges(line.values, options).map((change) => ({ line, change })));
  const families = Map.groupBy(changed, ({ line }) => familyKey(line));
  const wanted = new Set(families.keys());
  const members = Map.groupBy(
    lines.filter((line) => wanted.has(familyKey(line))),
    familyKey,
  );
  const judged = [...families].map(([family, risen]) => netMoves(risen, members.get(family) ?? [], options));
  return {
    causes: judged.flatMap(({ causes }) => causes),
    dismissed: judged.flatMap(({ dismissed }) => dismissed),
  };
}

/** A changed line as a cause of its own. */
export function toCause({ line, change }: ChangedLine): CostCause {
  const { service, usageType, account, region, source } = line;
  const { start, end, delta, daily, normal, habit, added } = change;
  return {
    kind: kindOf(change),
    ...{ service, usageType, account, region, source },
    ...{ start, end, delta, daily, normal, habit, added },
    recordType: 'Usage',
    movedFrom: [],
  };
}

/** A key that is new and shows but once a month is a fee, whatever its record type. */
function kindOf({ shape, added }: Change): CostKind {
  if (shape !== 'new') return shape;
  const days = added.flatMap((value, index) => (value !== 0 ? [index] : []));
  const gaps = days.slice(1).map((day, index) => day - (days[index] ?? day));
  return gaps.length > 0 && gaps.every((gap) => gap >= 28 && gap <= 31) ? 'recurring fee' : 'new';
}

/** Sorts changed lines by start, then name. */
export function compareChanged(a: ChangedLine, b: ChangedLine): number {
  return a.change.start - b.change.start || (lineName(a.line) < lineName(b.line) ? -1 : 1);
}
