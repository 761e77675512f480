import type { DatabaseSync } from 'node:sqlite';
import type { RecordQuery } from './audit-log.ts';
import type { Row } from './database.ts';
import { readSize } from './head.ts';
import { type Condition, pageSql, spanOfTime, toCondition } from './query.ts';

/** Bounds the memory, and the time for which the process is blocked. */
const pageSize = 256;

/** What to read of which records. */
export interface ScanOptions {
  readonly columns: 'leaf' | 'facets';
  readonly query: RecordQuery;
}

/** Runs a piece of work on the log; `none` when there is no log. */
export type Attempt = <Result>(work: (database: DatabaseSync) => Result, none: Result) => Promise<Result>;

/** The rows that fit, page by page; between two pages the log is free for other work. */
export async function* scan(attempt: Attempt, { columns, query }: ScanOptions): AsyncGenerator<Row> {
  const condition = toCondition(query);
  const sql = pageSql({ columns, condition, order: query.order });
  let left = query.limit ?? Number.POSITIVE_INFINITY;
  let span = left > 0 ? await attempt((database) => readSpan(database, query), null) : null;
  while (span !== null && left > 0) {
    const limit = Math.min(pageSize, left);
    const page: PageOptions = { sql, condition, span, limit };
    const rows: readonly Row[] = await attempt((database) => readPage(database, page), []);
    yield* rows;
    left -= rows.length;
    span = rows.length < limit ? null : behind(span, Number(rows.at(-1)?.idx), query.order);
  }
}

interface Span {
  readonly first: number;
  readonly last: number;
}

interface PageOptions {
  readonly sql: string;
  readonly condition: Condition;
  readonly span: Span;
  readonly limit: number;
}

function readPage(database: DatabaseSync, { sql, condition, span, limit }: PageOptions): readonly Row[] {
  return database.prepare(sql).all(...condition.values, span.first, span.last, limit);
}

/** What numbers can fit: going by the time alone, and by what was seen already. */
function readSpan(database: DatabaseSync, { from, to, after = -1 }: RecordQuery): Span | null {
  const span = from === undefined && to === undefined ? wholeLog(database) : withinTime(database, from, to);
  const first = Math.max(span?.first ?? 0, after + 1);
  return span === null || first > span.last ? null : { first, last: span.last };
}

function wholeLog(database: DatabaseSync): Span {
  return { first: 0, last: readSize(database) - 1 };
}

function withinTime(
  database: DatabaseSync,
  from = Number.NEGATIVE_INFINITY,
  to = Number.POSITIVE_INFINITY,
): Span | null {
  const row = database.prepare(spanOfTime).get(from, to);
  return row === undefined || row.first === null ? null : { first: Number(row.first), last: Number(row.last) };
}

function behind({ first, last }: Span, seen: number, order: RecordQuery['order']): Span {
  return order === 'newest-first' ? { first, last: seen - 1 } : { first: seen + 1, last };
}
