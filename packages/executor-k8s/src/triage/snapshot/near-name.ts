import { nearestNames } from '../../nearest-names.ts';

/**
 * The name to offer as the one that somebody most likely meant: a slip of the fingers, or one name within the other as a
 * whole word. A hint for people, which decides nothing; see {@link slipOf}.
 * Null when nothing is that near.
 */
export function likelyMeant(asked: string, names: readonly string[]): string | null {
  const others = names.filter((name) => name !== asked);
  return nearestNames(asked, others, 5).find((name) => isNear(asked, name)) ?? null;
}

/** Shorter names differ by little although they mean different things. */
const shortestSlip = 5;

/**
 * The one existing name that a wrong one must stand for, where it decides who is to blame: one or two letters apart, or
 * the same letters with other separators. Names that differ in digits only are versions of each other, not slips.
 * @returns null when none or several are that near.
 */
export function slipOf(wrong: string, names: readonly string[]): string | null {
  if (wrong.length < shortestSlip) return null;
  const most = wrong.length < 8 ? 1 : 2;
  const near = [...new Set(names)].filter(
    (name) =>
      name !== wrong &&
      withoutDigits(name) !== withoutDigits(wrong) &&
      (plain(name) === plain(wrong) || distance(name, wrong) <= most),
  );
  return near.length === 1 ? (near[0] ?? null) : null;
}

function plain(name: string): string {
  return name.toLowerCase().replaceAll(/[-_.]/g, '');
}

function withoutDigits(name: string): string {
  return name.replaceAll(/\d+/g, '#');
}

/** Whether two names differ by a slip: one or two letters, or a part more or less. */
export function isNear(asked: string, name: string): boolean {
  if (asked === name) return false;
  const [short, long] = asked.length < name.length ? [asked, name] : [name, asked];
  if (short.length < 3) return false;
  const parts = long.split(/[-._]/);
  if (short.split(/[-._]/).every((part) => parts.includes(part))) return true;
  // Three letters differ by one in too many names, and what differs in digits only is another of the same kind.
  if (short.length < 4 || withoutDigits(short) === withoutDigits(long)) return false;
  return distance(short, long) <= (short.length < 6 ? 1 : 2);
}

/** Edit distance where swapping two neighbours counts once; texts of names, at most 253 characters; 3 where lengths differ by more. */
function distance(a: string, b: string): number {
  if (Math.abs(b.length - a.length) > 2) return 3;
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
