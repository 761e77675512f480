import { formatDay, monthStart } from '../../explorer/calendar.ts';
import { money, sumMicros, toCents } from '../../explorer/money.ts';
import { costFinding } from '../finding.ts';
import type { CostRule } from './rule.ts';

/** CST-06's threshold where the bill names no other: 10 of the bill's currency (Turbot's default). */
export const monthChangeLeast = 10;
const leastShare = 0.2;
const most = 5;

/**
 * CST-06: services whose last whole month cost more per day than the month before it. Out of the days that were read
 * anyway: GetCostAndUsageComparisons costs further requests, knows whole months only, compares them whatever their
 * length, and lists a few lines of each.
 */
export const monthChange: CostRule = ({ bill }) => {
  const { first, length } = bill.range;
  const end = monthStart(first + length);
  const [middle, start] = [monthStart(end, -1), monthStart(end, -2)];
  if (start < first) return [];
  const perDay = (values: readonly number[], from: number, until: number) =>
    sumMicros(values.slice(from - first, until - first)) / (until - from);
  const byService = Map.groupBy(bill.lines, ({ service }) => service);
  return [...byService]
    .map(([service, lines]) => {
      const before = lines.reduce((sum, { values }) => sum + perDay(values, start, middle), 0);
      const after = lines.reduce((sum, { values }) => sum + perDay(values, middle, end), 0);
      const rise = Math.round((after - before) * (end - middle));
      return { service, before, after, rise, source: lines[0]?.source };
    })
    .filter(({ rise, before, after }) => rise > monthChangeLeast * 1_000_000 && after > before * (1 + leastShare))
    .sort((a, b) => b.rise - a.rise || (a.service < b.service ? -1 : 1))
    .slice(0, most)
    .map(({ service, before, after, rise, source }) =>
      costFinding({
        ...{ code: 'CST-06', role: 'hint', severity: 'info', account: bill.payer, kind: 'Service', name: service },
        title: `${service} cost ${money(rise, bill.currency)} more in the last whole month than in the one before`,
        detail: `${money(Math.round(before), bill.currency)} a day before, ${money(Math.round(after), bill.currency)} a day in the month from ${formatDay(middle)}; per day, since months differ in length.`,
        evidence: source === undefined ? [] : [{ step: source.step, pointer: source.pointer, value: toCents(rise) }],
        data: { service, month: formatDay(middle).slice(0, 7), rise_usd: toCents(rise), currency: bill.currency },
      }),
    );
};
