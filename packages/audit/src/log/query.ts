import type { SQLInputValue } from 'node:sqlite';
import type { LoggedFacets, RecordQuery } from './audit-log.ts';
import { type FacetName, facetNames } from './tables.ts';

/** A condition on the table of facets, with its values in order. */
export interface Condition {
  readonly sql: string;
  readonly values: readonly SQLInputValue[];
}

/** What a query asks of each record, besides the page it is on. */
export function toCondition(query: RecordQuery): Condition {
  const parts: Condition[] = [];
  const { filters = {}, from, to } = query;
  // The unary plus keeps SQLite from reading a whole span of time for every page: pages go by the records' numbers.
  if (from !== undefined) parts.push({ sql: '+facet.time >= ?', values: [from] });
  if (to !== undefined) parts.push({ sql: '+facet.time < ?', values: [to] });
  for (const name of filterNames) parts.push(...oneOf(`facet.${name}`, filters[name]));
  parts.push(...oneOf('entry.audit_id', filters.audit_id), ...byAction(filters.action));
  return {
    sql: parts.map(({ sql }) => sql).join(' AND ') || 'TRUE',
    values: parts.flatMap(({ values }) => values),
  };
}

const filterNames = ['event', 'user', 'role', 'playbook', 'status', 'run_id', 'plan_id', 'parent', 'subject'] as const;

function oneOf(column: string, wanted: string | readonly string[] | undefined): readonly Condition[] {
  if (wanted === undefined) return [];
  const values = typeof wanted === 'string' ? [wanted] : wanted;
  if (values.length === 1) return [{ sql: `${column} = ?`, values }];
  return [{ sql: `${column} IN (${values.map(() => '?').join(', ')})`, values }];
}

function byAction(wanted: string | undefined): readonly Condition[] {
  return wanted === undefined ? [] : [{ sql: '(facet.playbook = ? OR facet.event = ?)', values: [wanted, wanted] }];
}

/** The numbers of the records that a span of time can hold: the first and the last one, or null for none. */
export const spanOfTime: string = 'SELECT min(idx) AS first, max(idx) AS last FROM facet WHERE time >= ? AND time < ?';

/** How the pages of a query are read: parameters are the condition's, then first, last, limit. */
export function pageSql({ columns, condition, order }: PageSqlOptions): string {
  const direction = order === 'newest-first' ? 'DESC' : 'ASC';
  const isByEntry = condition.sql.includes('entry.audit_id');
  const tables = isByEntry ? 'entry CROSS JOIN facet' : 'facet CROSS JOIN entry';
  const source = columns === 'facets' && !isByEntry ? 'facet' : `${tables} ON entry.idx = facet.idx`;
  const wanted = columns === 'facets' ? facetNames.map((name) => `facet.${name}`).join(', ') : 'entry.leaf';
  return `SELECT facet.idx AS idx, ${wanted} FROM ${source}
WHERE ${condition.sql} AND facet.idx >= ? AND facet.idx <= ? ORDER BY facet.idx ${direction} LIMIT ?`;
}

interface PageSqlOptions {
  readonly columns: 'leaf' | 'facets';
  readonly condition: Condition;
  readonly order: RecordQuery['order'];
}

/** One row of the table of facets. */
export function toFacets(row: Readonly<Record<string, unknown>>): LoggedFacets {
  const text = (name: FacetName): string | null => (typeof row[name] === 'string' ? row[name] : null);
  return {
    index: Number(row.idx),
    time: Number(row.time),
    event: text('event') ?? '',
    user: text('user') ?? '',
    role: text('role') ?? '',
    playbook: text('playbook'),
    status: text('status') ?? '',
    run_id: text('run_id'),
    plan_id: text('plan_id'),
    parent: text('parent'),
    subject: text('subject'),
    cost_usd: Number(row.cost_usd ?? 0),
  };
}
