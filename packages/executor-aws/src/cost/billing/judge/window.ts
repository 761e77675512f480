import { parseDay } from '../../explorer/calendar.ts';

/** Days that a question names. */
export type NamedWindow =
  | { readonly kind: 'last'; readonly days: number }
  /** Day numbers; the last day is included. */
  | { readonly kind: 'between'; readonly first: number; readonly last: number };

const duration =
  /^P(?!$)(?:(\d{1,3})Y)?(?:(\d{1,4})M)?(?:(\d{1,4})W)?(?:(\d{1,5})D)?(?:T(?!$)(?:(\d{1,6})H)?(?:\d{1,8}M)?(?:\d{1,9}S)?)?$/;

/**
 * Reads a window as people's questions give it: an ISO 8601 duration that ends with the last complete day (`P7D`, `P1M`),
 * or an interval of days, both included, whose times of day are left out.
 * @returns null for what is neither.
 */
export function parseWindow(text: string): NamedWindow | null {
  const match = duration.exec(text);
  if (match !== null) {
    const [years, months, weeks, days, hours] = match.slice(1).map((part) => Number(part ?? 0));
    const total =
      (years ?? 0) * 365 + (months ?? 0) * 30 + (weeks ?? 0) * 7 + (days ?? 0) + Math.ceil((hours ?? 0) / 24);
    return { kind: 'last', days: Math.max(1, total) };
  }
  const [first, last, ...rest] = text.split('/').map((part) => parseDay(part.slice(0, 10)));
  if (first === undefined || last === undefined || first === null || last === null || rest.length > 0) return null;
  return first <= last ? { kind: 'between', first, last } : null;
}
