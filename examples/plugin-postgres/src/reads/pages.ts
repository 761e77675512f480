import type { Evidence } from '@cloudops/spec';
import type { Row } from '../session/session.ts';
import { type Ask, partly } from './read-action.ts';

const pageSize = 1000;
const mostPages = 20;

/**
 * Reads a list of relations page by page, in the order of their oids: each page is a transaction of its own, so that none is long.
 * @param sql takes the last oid as `$1` and the page's size as `$2`, and has a column `oid`.
 */
export async function readPages(ask: Ask, sql: string, what: string): Promise<Evidence<readonly Row[]>> {
  const rows: Row[] = [];
  for (let page = 0; page < mostPages; page += 1) {
    const evidence = await ask({ text: sql, values: [Number(rows.at(-1)?.oid ?? 0), pageSize] });
    if (evidence.status !== 'present') return evidence;
    rows.push(...evidence.output);
    if (evidence.output.length < pageSize) return { status: 'present', output: rows };
  }
  const message = `read ${what}: more than ${pageSize * mostPages}; the rest was left out`;
  return partly<readonly Row[]>(rows, { kind: 'truncated', message });
}

/** Rows without the column that only paging needs, sorted by schema, then name. */
export function byName(rows: readonly Row[]): readonly Row[] {
  const key = ({ schema, name }: Row): string => `${String(schema)}\u0000${String(name)}`;
  return rows
    .map(({ oid: _oid, ...row }) => ({ row, key: key(row) }))
    .sort((left, right) => (left.key < right.key ? -1 : left.key > right.key ? 1 : 0))
    .map(({ row }) => row);
}
