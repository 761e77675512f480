import { addDays, firstOfMonth, toDayNumber, weekdayOf } from './day.ts';
import type { Random } from './random.ts';

/** How a line's cost varies from day to day. Each gives a factor on the line's daily amount. */
export type Pattern =
  | { readonly kind: 'flat' }
  /** Factors from Sunday to Saturday. */
  | { readonly kind: 'weekday'; readonly factors: readonly [number, number, number, number, number, number, number] }
  /** Only on this day of the month (1 to 28). */
  | { readonly kind: 'monthly'; readonly day: number }
  /** Only on the last `days` days of a month. */
  | { readonly kind: 'month-end'; readonly days: number }
  /** Only every `days` days, counted from `from`; 14 is fortnightly. */
  | { readonly kind: 'every'; readonly days: number; readonly from: string; readonly length?: number }
  /** Off, but for bursts that come by chance. */
  | { readonly kind: 'bursty'; readonly chance: number; readonly low: number; readonly high: number }
  /** Only on these days. */
  | { readonly kind: 'dates'; readonly dates: readonly string[] };

/** The usual shape of an office's week. */
export const officeWeek: Pattern = { kind: 'weekday', factors: [0.45, 1, 1.02, 1.03, 1.01, 0.97, 0.5] };

/** The factor of a pattern on a day; 0 means that there is no line that day. */
export function patternFactor(pattern: Pattern, day: string, random: Random): number {
  switch (pattern.kind) {
    case 'flat':
      return 1;
    case 'weekday':
      return pattern.factors[weekdayOf(day)] ?? 1;
    case 'monthly':
      return Number(day.slice(8)) === pattern.day ? 1 : 0;
    case 'month-end':
      return day >= addDays(firstOfMonth(day, 1), -pattern.days) ? 1 : 0;
    case 'every': {
      const since = toDayNumber(day) - toDayNumber(pattern.from);
      const phase = ((since % pattern.days) + pattern.days) % pattern.days;
      return phase < (pattern.length ?? 1) ? 1 : 0;
    }
    case 'bursty': {
      const height = pattern.low + random.next() * (pattern.high - pattern.low);
      return random.next() < pattern.chance ? height : 0.05;
    }
    case 'dates':
      return pattern.dates.includes(day) ? 1 : 0;
  }
}
