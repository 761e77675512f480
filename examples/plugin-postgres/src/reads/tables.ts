import type { Evidence } from '@cloudops/spec';
import { z } from 'zod';
import { isoTime, number, optionalNumber, optionalText, optionalTruth, secondsSince, text } from './fields.ts';
import { byName, readPages } from './pages.ts';
import { type Ask, connectRight, type Read } from './read-action.ts';

/** What the cumulative statistics and the catalog know of a table of the connected database. */
export interface TableRow {
  readonly schema: string;
  readonly name: string;
  /** Of the table itself, as the last vacuum or analyze saw it. */
  readonly pages: number;
  /** Rows as the planner takes them; -1 = neither vacuumed nor analyzed yet. */
  readonly rows: number;
  readonly dead_rows: number;
  /** Newest of manual and automatic; null = never since statistics were reset. */
  readonly vacuumed: string | null;
  readonly vacuumed_sec: number | null;
  readonly analyzed: string | null;
  /** As set for the table; null = as for the server. */
  readonly autovacuum: boolean | null;
  readonly vacuum_threshold: number | null;
  readonly vacuum_scale_factor: number | null;
  /** Transactions since the oldest that is not frozen. */
  readonly age: number;
}

/** Output of `postgres.tables`: sorted by schema, then name; 20,000 at most. */
export interface TablesOutput {
  readonly tables: readonly TableRow[];
}

/** Checks a {@link TablesOutput}. */
export const tablesSchema: z.ZodType<TablesOutput> = z.strictObject({
  tables: z.array(
    z.strictObject({
      schema: text,
      name: text,
      pages: number,
      rows: number,
      dead_rows: number,
      vacuumed: optionalText,
      vacuumed_sec: optionalNumber,
      analyzed: optionalText,
      autovacuum: optionalTruth,
      vacuum_threshold: optionalNumber,
      vacuum_scale_factor: optionalNumber,
      age: number,
    }),
  ),
});

const option = (name: string): string =>
  `(select option_value from pg_options_to_table(c.reloptions) where option_name = '${name}')`;
const vacuumed = 'greatest(s.last_vacuum, s.last_autovacuum)';

/**
 * Sizes are those of the catalog: functions that measure a file lock its table, and would wait behind whoever changes it.
 */
const tablesSql = `
select c.oid::int8::float8 as oid, n.nspname::text as schema, c.relname::text as name,
  c.relpages::float8 as pages, c.reltuples::float8 as rows,
  coalesce(s.n_dead_tup, 0)::float8 as dead_rows,
  ${isoTime(vacuumed)} as vacuumed, ${secondsSince(vacuumed)} as vacuumed_sec,
  ${isoTime('greatest(s.last_analyze, s.last_autoanalyze)')} as analyzed,
  ${option('autovacuum_enabled')}::bool as autovacuum,
  ${option('autovacuum_vacuum_threshold')}::float8 as vacuum_threshold,
  ${option('autovacuum_vacuum_scale_factor')}::float8 as vacuum_scale_factor,
  age(c.relfrozenxid)::float8 as age
from pg_class c
  join pg_namespace n on n.oid = c.relnamespace
  left join pg_stat_all_tables s on s.relid = c.oid
where c.relkind in ('r', 'm') and c.relpersistence <> 't' and c.oid::int8 > $1
  and n.nspname not in ('pg_catalog', 'pg_toast', 'information_schema')
order by c.oid limit $2`;

async function run(ask: Ask): Promise<Evidence<TablesOutput>> {
  const evidence = await readPages(ask, tablesSql, 'tables');
  if (evidence.output === undefined) return evidence as Evidence<never>;
  return { ...evidence, output: { tables: byName(evidence.output) } } as unknown as Evidence<TablesOutput>;
}

/** `postgres.tables`: dead rows, vacuums and ages of the tables of the connected database. */
export const tablesRead: Read<TablesOutput> = {
  name: 'tables',
  description: 'Lists dead rows, vacuums and transaction ages of the tables of the connected database.',
  permissions: [connectRight],
  output: tablesSchema,
  run,
};
