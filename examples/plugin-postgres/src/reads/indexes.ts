import type { Evidence } from '@cloudops/spec';
import { z } from 'zod';
import { optionalTruth, text, truth } from './fields.ts';
import { byName, readPages } from './pages.ts';
import { type Ask, connectRight, type Read } from './read-action.ts';

/** An index that queries do not use, since it was not built to its end. */
export interface InvalidIndexRow {
  readonly schema: string;
  readonly name: string;
  readonly table: string;
  readonly is_unique: boolean;
  /** Whether somebody builds it at this moment; null where that is hidden. */
  readonly is_being_built: boolean | null;
}

/** Output of `postgres.indexes`: sorted by schema, then name. */
export interface IndexesOutput {
  readonly invalid: readonly InvalidIndexRow[];
}

/** Checks a {@link IndexesOutput}. */
export const indexesSchema: z.ZodType<IndexesOutput> = z.strictObject({
  invalid: z.array(
    z.strictObject({ schema: text, name: text, table: text, is_unique: truth, is_being_built: optionalTruth }),
  ),
});

/**
 * Who builds an index concurrently holds ShareUpdateExclusiveLock on its table, which everybody may see; what the progress view says of
 * other roles is hidden. An index of a partitioned table is invalid until each partition has its own.
 */
const indexesSql = `
select i.indexrelid::int8::float8 as oid, n.nspname::text as schema, c.relname::text as name, t.relname::text as table,
  i.indisunique as is_unique,
  case when exists (select 1 from pg_stat_progress_create_index p where p.index_relid = i.indexrelid) then true
    when exists (select 1 from pg_stat_progress_create_index p where p.index_relid is null) and exists (
      select 1 from pg_locks l where l.relation = i.indrelid and l.mode = 'ShareUpdateExclusiveLock' and l.granted
        and l.database = (select oid from pg_database where datname = current_database())) then null
    else false end as is_being_built
from pg_index i
  join pg_class c on c.oid = i.indexrelid
  join pg_class t on t.oid = i.indrelid
  join pg_namespace n on n.oid = c.relnamespace
where not i.indisvalid and c.relkind = 'i' and i.indexrelid::int8 > $1
order by i.indexrelid limit $2`;

async function run(ask: Ask): Promise<Evidence<IndexesOutput>> {
  const evidence = await readPages(ask, indexesSql, 'indexes');
  if (evidence.output === undefined) return evidence as Evidence<never>;
  return { ...evidence, output: { invalid: byName(evidence.output) } } as unknown as Evidence<IndexesOutput>;
}

/** `postgres.indexes`: indexes of the connected database that are not valid. */
export const indexesRead: Read<IndexesOutput> = {
  name: 'indexes',
  description: 'Lists the indexes of the connected database that are not valid, and whether they are being built.',
  permissions: [connectRight],
  output: indexesSchema,
  run,
};
