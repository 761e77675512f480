import type { Evidence } from '@cloudops/spec';
import { z } from 'zod';
import { number, text, truth } from './fields.ts';
import { type Ask, connectRight, mapRows, type Read } from './read-action.ts';

/** How close a database is to the end of transaction ids. */
export interface DatabaseRow {
  readonly name: string;
  readonly allows_connections: boolean;
  /** Transactions since the oldest that is not frozen. */
  readonly age: number;
  /** The same for multixacts. */
  readonly multixact_age: number;
}

/** Output of `postgres.databases`: sorted by name; 1,000 at most. */
export interface DatabasesOutput {
  readonly databases: readonly DatabaseRow[];
}

/** Checks a {@link DatabasesOutput}. */
export const databasesSchema: z.ZodType<DatabasesOutput> = z.strictObject({
  databases: z.array(z.strictObject({ name: text, allows_connections: truth, age: number, multixact_age: number })),
});

/** The oldest first, so that a cut leaves out the harmless. */
const databasesSql = `
select * from (
  select datname::text as name, datallowconn as allows_connections, age(datfrozenxid)::float8 as age,
    mxid_age(datminmxid)::float8 as multixact_age
  from pg_database order by age(datfrozenxid) desc limit 1000) d
order by name`;

async function run(ask: Ask): Promise<Evidence<DatabasesOutput>> {
  const read = await mapRows(ask({ text: databasesSql }), (rows) => ({ databases: rows }));
  return read as unknown as Evidence<DatabasesOutput>;
}

/** `postgres.databases`: ages of all databases of the server. */
export const databasesRead: Read<DatabasesOutput> = {
  name: 'databases',
  description: 'Lists how many transactions each database is from the last that was frozen.',
  permissions: [connectRight],
  output: databasesSchema,
  run,
};
