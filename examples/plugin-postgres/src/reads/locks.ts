import type { Evidence } from '@cloudops/spec';
import { z } from 'zod';
import { number, optionalText, text, truth } from './fields.ts';
import { type Ask, connectRight, mapRows, partly, type Read } from './read-action.ts';

/** A lock of a session that waits, is waited for, or is in a transaction. */
export interface LockRow {
  readonly pid: number;
  /** Such as `relation`, `transactionid`, `tuple`, `advisory`. */
  readonly kind: string;
  /** Such as `AccessExclusiveLock`. */
  readonly mode: string;
  readonly granted: boolean;
  readonly schema: string | null;
  /** Null where it is no relation, or one of another database. */
  readonly relation: string | null;
}

/** Output of `postgres.locks`: what is waited for first; 2,000 at most. */
export interface LocksOutput {
  readonly locks: readonly LockRow[];
}

const mostLocks = 2000;

/** Checks a {@link LocksOutput}. */
export const locksSchema: z.ZodType<LocksOutput> = z.strictObject({
  locks: z.array(
    z.strictObject({
      pid: number,
      kind: text,
      mode: text,
      granted: truth,
      schema: optionalText,
      relation: optionalText,
    }),
  ),
});

/** Shared locks on catalogs come with every statement and stand in nobody's way. Prepared transactions have no pid. */
const locksSql = `
select coalesce(l.pid, 0) as pid, l.locktype as kind, l.mode, l.granted, n.nspname::text as schema, c.relname::text as relation
from pg_locks l
  left join pg_database d on d.oid = l.database
  left join pg_class c on c.oid = l.relation and (d.datname = current_database() or l.database = 0)
  left join pg_namespace n on n.oid = c.relnamespace
where l.pid is distinct from pg_backend_pid() and l.locktype <> 'virtualxid'
  and not (l.granted and l.mode = 'AccessShareLock' and coalesce(n.nspname, '') in ('pg_catalog', 'pg_toast'))
order by l.granted, 1, 2, 3, 5 nulls last, 6 nulls last limit ${mostLocks + 1}`;

async function run(ask: Ask): Promise<Evidence<LocksOutput>> {
  const evidence = await mapRows(ask({ text: locksSql }), (rows) => rows as unknown as readonly LockRow[]);
  if (evidence.status !== 'present') return evidence as Evidence<never>;
  const isCut = evidence.output.length > mostLocks;
  const message = `read locks: more than ${mostLocks} locks are held; the rest was left out`;
  return partly({ locks: evidence.output.slice(0, mostLocks) }, isCut ? { kind: 'truncated', message } : null);
}

/** `postgres.locks`: who holds and awaits which lock. */
export const locksRead: Read<LocksOutput> = {
  name: 'locks',
  description: 'Lists the locks that sessions hold and wait for.',
  permissions: [connectRight],
  output: locksSchema,
  run,
};
