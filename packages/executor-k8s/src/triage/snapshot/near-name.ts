import { nearestNames } from '../../nearest-names.ts';

/**
 * The one name that somebody most likely meant: a slip of the fingers, or one name within the other as a whole word.
 * Null when nothing is that near.
 */
export function likelyMeant(asked: string, names: readonly string[]): string | null {
  const others = names.filter((name) => name !== asked);
  return nearestNames(asked, others, 5).find((name) => isNear(asked, name)) ?? null;
}

/** Whether two names differ by a slip: one or two letters, or a part more or less. */
export function isNear(asked: string, name: string): boolean {
  if (asked === name) return false;
  const [short, long] = asked.length < name.length ? [asked, name] : [name, asked];
  if (short.length < 3) return false;
  const parts = long.split(/[-._]/);
  if (short.split(/[-._]/).every((part) => parts.includes(part))) return true;
  return distance(short, long) <= (short.length < 6 ? 1 : 2);
}

/** Edit distance where swapping two neighbours counts once; texts of names, at most 253 characters. */
function distance(a: string, b: string): number {
  if (b.length - a.length > 2) return 3;
  let before: readonly number[] = [];
  let row: readonly number[] = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1;
      let best = Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, (row[j - 1] ?? 0) + cost);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        best = Math.min(best, (before[j - 2] ?? 0) + 1);
      next.push(best);
    }
    before = row;
    row = next;
  }
  return row[b.length] ?? 0;
}
