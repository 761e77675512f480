import type { Evidence, UnknownReason } from '@cloudops/spec';
import { z } from 'zod';
import { number, optionalText, text, truth } from './fields.ts';
import { byName, readPages } from './pages.ts';
import { type Ask, mapRows, type Read } from './read-action.ts';

/** What an estimate of empty space goes by: of a table, or of a B-tree index. */
export interface LayoutRow {
  readonly kind: 'table' | 'index';
  readonly schema: string;
  readonly name: string;
  /** Of an index: the table's name. */
  readonly table: string | null;
  /** Pages and rows as the last vacuum or analyze saw them; rows -1 = never. */
  readonly pages: number;
  readonly rows: number;
  /** Of the table's TOAST table; 0 without one. */
  readonly toast_pages: number;
  readonly toast_rows: number;
  /** Percent. */
  readonly fill_factor: number;
  /** Columns, and how many of them have statistics that this login may read. */
  readonly columns: number;
  readonly known_columns: number;
  /** Whether any row may hold a null. */
  readonly has_nulls: boolean;
  /** Bytes of an average row's columns. */
  readonly width: number;
  /** Whether a column is of the type `name`, whose width statistics do not tell. */
  readonly has_name: boolean;
}

/** Output of `postgres.layout`: sorted by schema, then name; 20,000 of each kind at most. */
export interface LayoutOutput {
  readonly relations: readonly LayoutRow[];
}

/** Checks a {@link LayoutOutput}. */
export const layoutSchema: z.ZodType<LayoutOutput> = z.strictObject({
  relations: z.array(
    z.strictObject({
      kind: z.enum(['table', 'index']),
      schema: text,
      name: text,
      table: optionalText,
      pages: number,
      rows: number,
      toast_pages: number,
      toast_rows: number,
      fill_factor: number,
      columns: number,
      known_columns: number,
      has_nulls: truth,
      width: number,
      has_name: truth,
    }),
  ),
});

/** The two columns that an estimate needs can be granted alone; they hold no data. */
const rightSql = `select current_user::text as role, bool_and(
  has_column_privilege('pg_catalog.pg_statistic', name, 'SELECT')) as is_direct
from unnest('{starelid,staattnum,stainherit,stanullfrac,stawidth}'::text[]) as name`;

/** Statistics by relation and column, of all relations of a page; from the view where only that may be read. */
const sources = {
  direct: `select starelid as relation, staattnum as position, stanullfrac as nulls, stawidth as width
    from pg_statistic where not stainherit and starelid = any(array(select oid from page))`,
  view: `select p.oid as relation, a.attnum as position, v.null_frac as nulls, v.avg_width as width
    from page p join pg_attribute a on a.attrelid = p.oid
    join pg_stats v on v.schemaname = p.schema and v.tablename = p.name and v.attname = a.attname
    where not v.inherited`,
} as const;

type Source = keyof typeof sources;

const fillFactor = (unset: number): string =>
  `coalesce((select option_value::float8 from pg_options_to_table(c.reloptions) where option_name = 'fillfactor'), ${unset})`;
const columnSums = `count(*)::int as columns, count(s.width)::int as known_columns,
  coalesce(bool_or(s.nulls > 0), false) as has_nulls,
  coalesce(sum((1 - s.nulls) * s.width), 0)::float8 as width,
  bool_or(a.atttypid = 'name'::regtype) as has_name`;
const ownSchemas = `n.nspname not in ('pg_catalog', 'pg_toast', 'information_schema')`;

const tablesSql = (source: Source): string => `
with page as materialized (
  select c.oid, n.nspname as schema, c.relname as name, c.relpages, c.reltuples, c.reltoastrelid, ${fillFactor(100)} as fill_factor
  from pg_class c join pg_namespace n on n.oid = c.relnamespace
  where c.relkind in ('r', 'm') and c.relpersistence <> 't' and c.oid::int8 > $1 and ${ownSchemas}
  order by c.oid limit $2
), s as materialized (${sources[source]})
select p.oid::int8::float8 as oid, 'table' as kind, p.schema::text, p.name::text, null::text as table,
  p.relpages::float8 as pages, p.reltuples::float8 as rows,
  coalesce(max(t.relpages), 0)::float8 as toast_pages, coalesce(max(t.reltuples), 0)::float8 as toast_rows,
  p.fill_factor, ${columnSums}
from page p
  join pg_attribute a on a.attrelid = p.oid and a.attnum > 0 and not a.attisdropped
  left join s on s.relation = p.oid and s.position = a.attnum
  left join pg_class t on t.oid = p.reltoastrelid
group by p.oid, p.schema, p.name, p.relpages, p.reltuples, p.fill_factor order by p.oid`;

/** A column of an index has the statistics of its table's column, or, where it is an expression, its own. */
const indexesSql = (source: Source): string => `
with page as materialized (
  select i.indexrelid as index, x.schema, x.name, x.oid, i.indkey, c.relname as index_name, c.relpages, c.reltuples, ${fillFactor(90)} as fill_factor
  from pg_index i
    join pg_class c on c.oid = i.indexrelid and c.relkind = 'i'
    join pg_am m on m.oid = c.relam and m.amname = 'btree'
    join lateral (select t.oid, n.nspname as schema, t.relname as name from pg_class t
      join pg_namespace n on n.oid = t.relnamespace and ${ownSchemas}
      where t.oid = i.indrelid and t.relpersistence <> 't') x on true
  where i.indisvalid and i.indpred is null and i.indexrelid::int8 > $1 order by i.indexrelid limit $2
), s as materialized (${sources[source]})
select p.index::int8::float8 as oid, 'index' as kind, p.schema::text, p.index_name::text as name, p.name::text as table,
  p.relpages::float8 as pages, p.reltuples::float8 as rows, 0::float8 as toast_pages, 0::float8 as toast_rows,
  p.fill_factor, ${columnSums}
from page p
  join pg_attribute a on a.attrelid = p.index
  left join s on s.relation = p.oid and s.position = p.indkey[a.attnum - 1] and s.position > 0
group by p.index, p.schema, p.index_name, p.name, p.relpages, p.reltuples, p.fill_factor order by p.index`;

function lackOf(rows: readonly unknown[], role: string): UnknownReason | null {
  const read = rows as readonly LayoutRow[];
  const blind = read.filter(
    ({ kind, columns, known_columns, rows: live }) => kind === 'table' && live > 0 && known_columns < columns,
  );
  if (blind.length === 0) return null;
  const message = `read layout: ${blind.length} tables have no statistics that the role ${role} may read; their empty space cannot be estimated`;
  const needs = `GRANT SELECT (starelid, staattnum, stainherit, stanullfrac, stawidth) ON pg_catalog.pg_statistic TO ${role}, and ANALYZE`;
  return { kind: 'denied', message, needs };
}

async function run(ask: Ask): Promise<Evidence<LayoutOutput>> {
  const right = await mapRows(ask({ text: rightSql }), ([row]) => row ?? {});
  if (right.status !== 'present') return right as Evidence<never>;
  const source: Source = right.output.is_direct === true ? 'direct' : 'view';
  const tables = await readPages(ask, tablesSql(source), 'tables');
  if (tables.output === undefined) return tables as Evidence<never>;
  const indexes = await readPages(ask, indexesSql(source), 'indexes');
  if (indexes.output === undefined) return indexes as Evidence<never>;
  const relations = byName([...tables.output, ...indexes.output]) as unknown as readonly LayoutRow[];
  const reason = tables.reason ?? indexes.reason ?? lackOf(relations, String(right.output.role));
  return reason === null
    ? { status: 'present', output: { relations } }
    : { status: 'unknown', reason, output: { relations } };
}

/** `postgres.layout`: what an estimate of empty space in tables and B-trees goes by; no data is read. */
export const layoutRead: Read<LayoutOutput> = {
  name: 'layout',
  description: 'Lists pages, rows and average widths of tables and B-tree indexes of the connected database.',
  permissions: [{ verb: 'select', resource: 'pg_statistic (starelid, staattnum, stainherit, stanullfrac, stawidth)' }],
  output: layoutSchema,
  run,
};
