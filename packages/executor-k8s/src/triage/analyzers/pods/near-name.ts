import { distance } from 'fastest-levenshtein';

/** Shorter names differ by little although they mean different things. */
const shortest = 5;

/**
 * The one existing name that a wrong one most likely stands for: one or two letters apart, or the same letters with
 * other separators. Names that differ in digits only are versions of each other, not slips.
 * @returns null when none or several are that near.
 */
export function slipOf(wrong: string, names: readonly string[]): string | null {
  if (wrong.length < shortest) return null;
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
