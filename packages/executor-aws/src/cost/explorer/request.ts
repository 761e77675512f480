import type { JsonObject } from '@cloudops/spec';
import { z } from 'zod';
import { type Day, dayOf, formatDay, monthStart } from './calendar.ts';

/** One thing to group by. */
export interface CostGroupBy {
  readonly type: 'DIMENSION' | 'TAG' | 'COST_CATEGORY';
  readonly key: string;
}

/**
 * What `aws.cost-explorer` takes. Dates are computed from the run's clock, in UTC days, so that a recorded run asks the
 * same again.
 */
export interface CostExplorerInput {
  /** The account that is asked, such as the one that pays; null when nobody knows which. */
  readonly account?: string | null | undefined;
  /** As the API names it; `GetCostAndUsage` unless stated. */
  readonly operation?: string | undefined;
  /**
   * `history`: the last `days` days up to yesterday. `month-ahead`: from today to the end of the month. `last-months`:
   * two whole calendar months as comparison operations want them. `none`: the operation takes no period.
   */
  readonly period?: 'history' | 'month-ahead' | 'last-months' | 'dates' | 'none' | undefined;
  /** For `history`: how many days; 92 unless stated. */
  readonly days?: number | undefined;
  readonly granularity?: 'DAILY' | 'MONTHLY' | null | undefined;
  /** `UnblendedCost` unless stated; null for operations that take none. */
  readonly metric?: string | null | undefined;
  readonly group_by?: readonly CostGroupBy[] | undefined;
  /** An expression as the API takes it. */
  readonly filter?: JsonObject | null | undefined;
  /** Only the cost of these accounts, as twelve digits, several by commas; joins the filter. */
  readonly only?: string | null | undefined;
  /** Further fields of the operation's input; they win. */
  readonly input?: JsonObject | null | undefined;
  /** The field of the answer that holds its items; left out: the whole answer is one item. */
  readonly items?: string | undefined;
}

/** The history that rules need: two earlier peers for every day of the month in a window of a month. */
const defaultHistoryDays = 92;

/** Checks a {@link CostExplorerInput}. */
export const costExplorerInputSchema: z.ZodType<CostExplorerInput> = z.strictObject({
  account: z
    .string()
    .regex(/^\d{12}$/)
    .nullish(),
  operation: z
    .string()
    .regex(/^(Get|Describe|List)[A-Za-z]+$/, 'must be a reading operation')
    .optional(),
  period: z.enum(['history', 'month-ahead', 'last-months', 'dates', 'none']).optional(),
  days: z.int().min(1).max(400).optional(),
  granularity: z.enum(['DAILY', 'MONTHLY']).nullable().optional(),
  metric: z.string().nullable().optional(),
  group_by: z
    .array(z.strictObject({ type: z.enum(['DIMENSION', 'TAG', 'COST_CATEGORY']), key: z.string().min(1) }))
    .max(2)
    .optional(),
  filter: (z.record(z.string(), z.json()) as z.ZodType<JsonObject>).nullable().optional(),
  only: z
    .string()
    .regex(/^\d{12}(?:,\d{12})*$/)
    .nullish(),
  input: (z.record(z.string(), z.json()) as z.ZodType<JsonObject>).nullable().optional(),
  items: z.string().optional(),
});

/** A request without its page token, and the days it is about. */
export interface CostRequest {
  readonly operation: string;
  readonly input: JsonObject;
  readonly start: Day;
  /** Exclusive. */
  readonly end: Day;
}

/** Turns an input into the request that the API takes, as of an instant. */
export function toRequest(input: CostExplorerInput, nowMs: number): CostRequest {
  const { operation = 'GetCostAndUsage', granularity = 'DAILY', metric = 'UnblendedCost', group_by = [] } = input;
  const { start, end, fields } = periodOf(input, dayOf(nowMs));
  const isUsage = operation === 'GetCostAndUsage';
  return {
    operation,
    start,
    end,
    input: {
      ...fields,
      ...(granularity === null ? {} : { Granularity: granularity }),
      ...(metric === null ? {} : isUsage ? { Metrics: [metric] } : {}),
      ...(group_by.length === 0 ? {} : { GroupBy: group_by.map(({ type, key }) => ({ Type: type, Key: key })) }),
      ...filterOf(input),
      ...(input.input ?? {}),
    },
  };
}

/** Without it, an account's own cost would be told beside the totals of everybody's. */
function filterOf({ filter, only }: CostExplorerInput): JsonObject {
  const asked = filter ?? null;
  const values = (only ?? '').split(',').filter((account) => account !== '');
  if (values.length === 0) return asked === null ? {} : { Filter: asked };
  const own: JsonObject = { Dimensions: { Key: 'LINKED_ACCOUNT', Values: values } };
  return { Filter: asked === null ? own : { And: [asked, own] } };
}

interface Period {
  readonly start: Day;
  readonly end: Day;
  readonly fields: JsonObject;
}

function periodOf({ period = 'history', days = defaultHistoryDays }: CostExplorerInput, today: Day): Period {
  if (period === 'none') return { start: today, end: today, fields: {} };
  if (period === 'month-ahead') return named('TimePeriod', today, monthStart(today, 1));
  if (period === 'last-months') {
    const [base, middle, end] = [monthStart(today, -2), monthStart(today, -1), monthStart(today)];
    const fields = { ...span('BaselineTimePeriod', base, middle), ...span('ComparisonTimePeriod', middle, end) };
    return { start: base, end, fields };
  }
  if (period === 'dates') {
    const [start, end] = [today - days, today];
    return { start, end, fields: { DateInterval: { StartDate: formatDay(start), EndDate: formatDay(end) } } };
  }
  return named('TimePeriod', today - days, today);
}

function named(name: string, start: Day, end: Day): Period {
  return { start, end, fields: span(name, start, end) };
}

function span(name: string, start: Day, end: Day): JsonObject {
  return { [name]: { Start: formatDay(start), End: formatDay(end) } };
}
