import {
  type Action,
  type ActionContext,
  defineAction,
  type Evidence,
  type Json,
  type UnknownReason,
} from '@cloudops/spec';
import { z } from 'zod';
import type { AwsSession } from '../../clients/session.ts';
import { dayOf, formatDay, lastCompleteDay } from './calendar.ts';
import type { CostCacheStore } from './cost-cache.ts';
import { type CostRow, fieldOf, foldCosts, listOf } from './cost-table.ts';
import { priceOf, requestPrice } from './prices.ts';
import { type Pages, readPages } from './read-pages.ts';
import { type CostExplorerInput, type CostRequest, costExplorerInputSchema, toRequest } from './request.ts';

/** What `aws.cost-explorer` read, what it cost, and as of when. */
export interface CostAnswer {
  readonly operation: string;
  /** The paying account that was asked. */
  readonly account: string;
  /** The day of the run, UTC. */
  readonly as_of: string;
  /** The last day whose cost is settled: it ended 48 hours or more before the run. */
  readonly complete_through: string;
  /** ISO dates; `end` is exclusive. */
  readonly time_period: { readonly start: string; readonly end: string };
  /** The days of a row's amounts; only for `GetCostAndUsage`. */
  readonly days?: readonly string[];
  /** For `GetCostAndUsage` one {@link CostRow} per group, else the answer's items. */
  readonly results: readonly Json[];
  /** As AWS names it; null when no amount said. */
  readonly currency: string | null;
  /** Requests that were paid now. */
  readonly requests: number;
  /** Answers' pages that came from the cache. */
  readonly cached: number;
  /** US dollars. */
  readonly cost_usd: number;
}

/** What the action works with. */
export interface CostExplorerOptions {
  readonly session: AwsSession;
  /** Where Cost Explorer answers. */
  readonly region: string;
  /** Null: every answer is asked and paid anew. */
  readonly cache: CostCacheStore | null;
}

const outputSchema: z.ZodType<CostAnswer> = z.object({
  operation: z.string(),
  account: z.string(),
  as_of: z.string(),
  complete_through: z.string(),
  time_period: z.object({ start: z.string(), end: z.string() }),
  days: z.array(z.string()).exactOptional(),
  results: z.array(z.unknown() as z.ZodType<Json>),
  currency: z.string().nullable(),
  requests: z.int(),
  cached: z.int(),
  cost_usd: z.number(),
});

/** `aws.cost-explorer`: one question to Cost Explorer, all its pages; counted, priced and cached. */
export function createCostExplorerAction(options: CostExplorerOptions): Action {
  return defineAction<CostExplorerInput, CostAnswer>({
    name: 'cost-explorer',
    description: 'Asks Cost Explorer one question: counts, prices and caches its requests.',
    risk: 'read',
    input: costExplorerInputSchema,
    output: outputSchema,
    estimatedSec: 2,
    estimatedCostUsd: requestPrice.perRequest / 1_000_000,
    permissions: ({ operation = 'GetCostAndUsage' }) => [{ verb: `ce:${operation}`, resource: '*' }],
    doRun: (input, context) => askCostExplorer(input, context, options),
  });
}

async function askCostExplorer(
  input: CostExplorerInput,
  context: ActionContext,
  { session, region, cache }: CostExplorerOptions,
): Promise<Evidence<CostAnswer>> {
  const account = input.account ?? null;
  if (account === null) {
    const message = 'it is not known which account to ask Cost Explorer about';
    return { status: 'unknown', reason: { kind: 'unavailable', message, needs: 'sts:GetCallerIdentity' } };
  }
  const now = context.clock.now();
  const request = toRequest(input, now);
  const pages = await readPages(request, account, { session, region, cache, context });
  return conclude(toAnswer({ input, request, account, now, pages }), pages.reason);
}

interface AnswerParts {
  readonly input: CostExplorerInput;
  readonly request: CostRequest;
  readonly account: string;
  readonly now: number;
  readonly pages: Pages;
}

interface Read {
  readonly answer: CostAnswer;
  readonly problem: UnknownReason | null;
}

function toAnswer({ input, request, account, now, pages }: AnswerParts): Read {
  const { operation, start, end } = request;
  const folded = operation === 'GetCostAndUsage' ? foldPages(input, request, pages) : null;
  const items = folded?.rows ?? pages.pages.flatMap((page) => itemsOf(page, input.items));
  const [currency = null] = folded?.currencies ?? [];
  const answer: CostAnswer = {
    operation,
    account,
    as_of: formatDay(dayOf(now)),
    complete_through: formatDay(lastCompleteDay(now)),
    time_period: { start: formatDay(start), end: formatDay(end) },
    ...(folded === null ? {} : { days: folded.days }),
    results: items as readonly Json[],
    currency,
    requests: pages.requests,
    cached: pages.cached,
    cost_usd: priceOf(pages.requests),
  };
  return { answer, problem: folded === null ? null : problemOf(folded) };
}

function foldPages(input: CostExplorerInput, { start, end }: CostRequest, { pages }: Pages): Folded {
  const results = pages.flatMap((page) => listOf(fieldOf(page, 'ResultsByTime')) as readonly Json[]);
  return foldCosts({ metric: input.metric ?? 'UnblendedCost', results, start, end });
}

type Folded = ReturnType<typeof foldCosts> & { readonly rows: readonly CostRow[] };

/** Amounts that cannot be added are no sum. */
function problemOf({ currencies, invalid }: Folded): UnknownReason | null {
  if (invalid > 0) return { kind: 'invalid', message: `${invalid} amounts are no numbers` };
  if (currencies.length > 1) {
    return { kind: 'invalid', message: `amounts are in several currencies (${currencies.join(', ')})` };
  }
  return null;
}

function itemsOf(page: Json, path: string | undefined): readonly Json[] {
  if (path === undefined) return [page];
  const value = path.split('.').reduce<unknown>((at, name) => fieldOf(at, name), page);
  if (Array.isArray(value)) return value as readonly Json[];
  return value === undefined || value === null ? [] : [value as Json];
}

function conclude({ answer, problem }: Read, reason: UnknownReason | undefined): Evidence<CostAnswer> {
  const why = reason ?? problem;
  return why === null ? { status: 'present', output: answer } : { status: 'unknown', reason: why, output: answer };
}
