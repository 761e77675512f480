import type { StepEvidence } from '../../../listing/listing.ts';
import { formatDay, parseDay } from '../../explorer/calendar.ts';

/** The first of 92 days of history; the last complete one is 2026-11-17. */
const firstDay: number = parseDay('2026-08-20') ?? 0;
/** How many of them are complete. */
export const completeDays = 90;
const days: readonly string[] = Array.from({ length: 92 }, (_, index) => formatDay(firstDay + index));

/** A row of whole dollars, by day; days that are not complete count too. */
export interface DollarRow {
  readonly keys: readonly string[];
  readonly dollars: (day: number) => number;
}

/** An answer of `aws.cost-explorer` to GetCostAndUsage. */
export function costAnswer(rows: readonly DollarRow[], currency = 'USD'): StepEvidence {
  const results = rows.map(({ keys, dollars }) => ({
    keys,
    micros: days.map((_, index) => Math.round(dollars(index) * 1_000_000)),
  }));
  const output = { account: '111122223333', days, results, currency, complete_through: formatDay(firstDay + 89) };
  return { status: 'present', output: { ...output, requests: 1, cached: 0 } };
}

/** An answer of `aws.cost-explorer` to any other operation. */
export function answer(results: readonly unknown[]): StepEvidence {
  return { status: 'present', output: { account: '111122223333', results, requests: 1, cached: 0 } };
}

/** A listing of one place. */
export function listing(items: readonly unknown[]): StepEvidence {
  const place = { account: '111122223333', region: 'us-east-1', status: 'present', items };
  return { status: 'present', output: { places: [place] } };
}

/** The steps of a bill of one service in one account and region, with further record types if wanted. */
export function billSteps(
  usage: readonly { readonly service: string; readonly usageType: string; readonly dollars: (day: number) => number }[],
  records: readonly DollarRow[] = [],
): Record<string, StepEvidence> {
  const services = [...new Set(usage.map(({ service }) => service))];
  const total = (service: string) => (day: number) =>
    usage.filter((one) => one.service === service).reduce((sum, { dollars }) => sum + dollars(day), 0);
  const by = (key: string) => costAnswer(usage.map(({ usageType, dollars }) => ({ keys: [key, usageType], dollars })));
  return {
    records: costAnswer([
      ...services.map((service) => ({ keys: ['Usage', service], dollars: total(service) })),
      ...records,
    ]),
    usage: costAnswer(usage.map(({ service, usageType, dollars }) => ({ keys: [service, usageType], dollars }))),
    accounts: by('111122223333'),
    regions: by('eu-west-1'),
  };
}
