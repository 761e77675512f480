import type { Json, JsonObject, UnknownReason } from '@cloudops/spec';
import type { AwsCallContext, AwsSession } from '../../clients/session.ts';
import { dayOf, monthStart } from './calendar.ts';
import { type CostCacheStore, cacheName, readAnswer, writeAnswer } from './cost-cache.ts';
import { fieldOf } from './cost-table.ts';
import type { CostRequest } from './request.ts';

/** What reading needs besides the request. */
export interface PageSource {
  readonly session: AwsSession;
  /** Where Cost Explorer answers. */
  readonly region: string;
  readonly cache: CostCacheStore | null;
  readonly context: AwsCallContext;
}

/** All pages of one answer, and what they cost. */
export interface Pages {
  readonly pages: readonly Json[];
  /** Requests sent and paid, failed ones included. */
  readonly requests: number;
  /** Pages that came from the cache. */
  readonly cached: number;
  /** Why the answer is not whole; left out when it is. */
  readonly reason?: UnknownReason;
}

/** More pages than this for one answer are refused: each costs money. */
const mostPages = 40;

const hourMs = 3_600_000;
/** Cost Explorer refreshes an open month about three times a day (its user guide). */
const openTtlMs = 6 * hourMs;
/** A month may still be corrected some days after its end; then it is as good as final. */
const closedTtlMs = 30 * 24 * hourMs;
const closingDays = 10;

/** Reads an answer from the cache, or page by page from AWS; a whole answer is kept, a failure never. */
export async function readPages(request: CostRequest, account: string, source: PageSource): Promise<Pages> {
  const { cache, context } = source;
  const name = cacheName({ account, operation: request.operation, input: request.input });
  const now = context.clock.now();
  const text = await cache?.read(name);
  const known = typeof text === 'string' ? readAnswer(text) : null;
  if (known !== null && isFresh(known.storedAt, now, request)) {
    return { pages: known.pages, requests: 0, cached: known.pages.length };
  }
  const answer = await readFromAws(request, account, source);
  if (answer.reason === undefined) await cache?.write(name, writeAnswer({ storedAt: now, pages: answer.pages }));
  return answer;
}

function isFresh(storedAt: number, now: number, { end }: CostRequest): boolean {
  const age = now - storedAt;
  const today = dayOf(now);
  const isClosed = end <= monthStart(today) && today - end >= closingDays;
  return age >= 0 && age < (isClosed ? closedTtlMs : openTtlMs);
}

async function readFromAws(request: CostRequest, account: string, source: PageSource): Promise<Pages> {
  const { session, region, context } = source;
  const pages: Json[] = [];
  const seen = new Set<string>();
  let requests = 0;
  const counting: AwsCallContext = {
    ...context,
    countCall: () => {
      requests += 1;
      context.countCall();
    },
  };
  let token: PageToken | null = null;
  for (let page = 1; page <= mostPages; page += 1) {
    // A token belongs to its request: the same input goes with every page.
    const input: JsonObject = token === null ? request.input : { ...request.input, [token.name]: token.value };
    const { operation } = request;
    const place = { account, region };
    const answer = await session.call({ service: 'cost-explorer', operation, input, ...place }, counting);
    if (answer.status !== 'present') return { pages, requests, cached: 0, reason: explain(answer.reason, operation) };
    pages.push(withoutToken(answer.output));
    const next = tokenOf(answer.output);
    if (next === null) return { pages, requests, cached: 0 };
    if (seen.has(next.value)) {
      const message = `${operation} named the same next page twice`;
      return { pages, requests, cached: 0, reason: { kind: 'invalid', message } };
    }
    seen.add(next.value);
    token = next;
    context.notify?.({ message: `${operation}: page ${page + 1}` });
  }
  const message = `${request.operation} has more than ${mostPages} pages; each costs money, so reading stopped`;
  return { pages, requests, cached: 0, reason: { kind: 'truncated', message, needs: 'fewer days or a filter' } };
}

interface PageToken {
  readonly name: string;
  readonly value: string;
}

/** Operations about Savings Plans have another name for it than the rest (Cost Explorer API reference). */
const tokenNames: readonly string[] = ['NextPageToken', 'NextToken'];

function tokenOf(answer: Json): PageToken | null {
  for (const name of tokenNames) {
    const value = fieldOf(answer, name);
    if (typeof value === 'string' && value !== '') return { name, value };
  }
  return null;
}

function withoutToken(answer: Json): Json {
  if (typeof answer !== 'object' || answer === null || Array.isArray(answer)) return answer;
  return Object.fromEntries(Object.entries(answer).filter(([name]) => !tokenNames.includes(name))) as JsonObject;
}

const enabling =
  'Cost Explorer switched on by the paying account (Billing and Cost Management console, Cost Explorer); ' +
  'data then comes within 24 hours';

/** Adds what would make it readable: the permission, or switching Cost Explorer on. */
function explain(reason: UnknownReason | undefined, operation: string): UnknownReason {
  if (reason === undefined) return { kind: 'not-found', message: `${operation} answered nothing`, needs: enabling };
  const isOff = reason.kind === 'unavailable' || /DataUnavailable|not enabled|opt-?in/i.test(reason.message);
  if (isOff) {
    // Without commitments there is no data about them either, whether Cost Explorer is on or not.
    const isBasic = operation.startsWith('GetCost');
    return { ...reason, kind: 'unavailable', needs: isBasic ? enabling : `data for ce:${operation} in the period` };
  }
  if (reason.kind === 'denied') return { ...reason, needs: `ce:${operation}` };
  return reason;
}
