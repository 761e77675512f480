import type { Evidence, UnknownReason } from '@cloudops/spec';
import { z } from 'zod';
import { maskQuery } from '../text/mask-query.ts';
import { isoTime, number, optionalNumber, optionalText, secondsSince, text, truth } from './fields.ts';
import { type Ask, mapRows, monitor, partly, type Read } from './read-action.ts';

/** A session that is in a transaction, waits for a lock or is waited for. Text in it is hostile. */
export interface SessionRow {
  readonly pid: number;
  readonly database: string | null;
  readonly role: string | null;
  readonly application: string | null;
  /** Such as `client backend` or `autovacuum worker`; null where it is hidden. */
  readonly backend_type: string | null;
  /** Such as `active` or `idle in transaction`; null where it is hidden. */
  readonly state: string | null;
  readonly wait_event_type: string | null;
  readonly wait_event: string | null;
  /** ISO 8601. */
  readonly transaction_start: string | null;
  readonly transaction_sec: number | null;
  /** Since the state last changed. */
  readonly state_sec: number | null;
  /** How long it has waited for a lock; null where it does not, or before PostgreSQL 14. */
  readonly waiting_sec: number | null;
  /** Transactions since the oldest that it still holds on to; null where it holds none, or it is hidden. */
  readonly horizon_age: number | null;
  /** Pids of those that it waits for, sorted; 0 is a prepared transaction. */
  readonly blocked_by: readonly number[];
  /** What it does or did last, masked; null where it is hidden. */
  readonly query: { readonly fingerprint: string; readonly text: string } | null;
  readonly is_hidden: boolean;
}

/** A transaction that was prepared for two-phase commit and has no session any more. */
export interface PreparedRow {
  readonly gid: string;
  readonly database: string;
  readonly owner: string;
  readonly prepared: string;
  readonly prepared_sec: number;
  readonly horizon_age: number;
}

/** Output of `postgres.sessions`. */
export interface SessionsOutput {
  /** Oldest transaction first; 1,000 at most. */
  readonly sessions: readonly SessionRow[];
  /** Oldest first; 200 at most. */
  readonly prepared: readonly PreparedRow[];
}

const mostSessions = 1000;
const mostPrepared = 200;

const sessionSchema: z.ZodType<SessionRow> = z.strictObject({
  pid: number,
  database: optionalText,
  role: optionalText,
  application: optionalText,
  backend_type: optionalText,
  state: optionalText,
  wait_event_type: optionalText,
  wait_event: optionalText,
  transaction_start: optionalText,
  transaction_sec: optionalNumber,
  state_sec: optionalNumber,
  waiting_sec: optionalNumber,
  horizon_age: optionalNumber,
  blocked_by: z.array(number),
  query: z.strictObject({ fingerprint: text, text }).nullable(),
  is_hidden: truth,
});

/** Checks a {@link SessionsOutput}. */
export const sessionsSchema: z.ZodType<SessionsOutput> = z.strictObject({
  sessions: z.array(sessionSchema),
  prepared: z.array(
    z.strictObject({
      gid: text,
      database: text,
      owner: text,
      prepared: text,
      prepared_sec: number,
      horizon_age: number,
    }),
  ),
});

/**
 * `pg_blocking_pids` stops the lock manager for a moment, so it is asked for those only that wait. Columns that younger versions added are taken
 * from the row as JSON, where they are null before.
 */
const sessionsSql = `
with waiting as materialized (
  select pid, min(((to_jsonb(l) ->> 'waitstart'))::timestamptz) as since
  from pg_locks l where not granted and pid is not null group by pid
), edges as materialized (
  select pid, since, array(select distinct unnest(pg_blocking_pids(pid)) order by 1) as blocked_by from waiting
)
select a.pid, a.datname::text as database, a.usename::text as role, a.application_name as application,
  a.backend_type, a.state, a.wait_event_type, a.wait_event,
  ${isoTime('a.xact_start')} as transaction_start,
  ${secondsSince('a.xact_start')} as transaction_sec,
  ${secondsSince('a.state_change')} as state_sec,
  ${secondsSince('e.since')} as waiting_sec,
  greatest(age(a.backend_xid), age(a.backend_xmin))::float8 as horizon_age,
  coalesce(e.blocked_by, '{}') as blocked_by,
  left(a.query, 4096) as query, to_jsonb(a) ->> 'query_id' as query_id,
  a.query = '<insufficient privilege>' as is_hidden
from pg_stat_activity a left join edges e on e.pid = a.pid
where a.pid <> pg_backend_pid()
  and (a.xact_start is not null or e.pid is not null
    or a.pid = any(array(select unnest(blocked_by) from edges)))
order by a.xact_start nulls last, a.pid limit ${mostSessions + 1}`;

const preparedSql = `
select gid, database::text, owner::text, ${isoTime('prepared')} as prepared,
  ${secondsSince('prepared')} as prepared_sec, age(transaction)::float8 as horizon_age
from pg_prepared_xacts order by pg_prepared_xacts.prepared, gid limit ${mostPrepared}`;

const hiddenSql = `select count(*)::int as hidden, current_user::text as role from pg_stat_activity
where query = '<insufficient privilege>' and datid is not null`;

/** A row without its statement: the text never leaves this function. */
function toSession({ query, query_id, ...row }: Readonly<Record<string, unknown>>): unknown {
  const isShown = row.is_hidden !== true && typeof query === 'string' && query !== '';
  const id = typeof query_id === 'string' && query_id !== '0' ? query_id : null;
  const isHidden = row.is_hidden === true;
  return { ...row, is_hidden: isHidden, query: isShown ? maskQuery(query, id) : null };
}

function lackOf(sessions: readonly unknown[], hidden: number, role: string): UnknownReason | null {
  if (sessions.length > mostSessions) {
    const message = `read sessions: more than ${mostSessions} are in a transaction; only the oldest were kept`;
    return { kind: 'truncated', message, needs: 'fewer sessions' };
  }
  if (hidden === 0) return null;
  const message = `read sessions: state, transaction and statement of ${hidden} other sessions are hidden from the role ${role}`;
  return { kind: 'denied', message, needs: `GRANT pg_monitor TO ${role}` };
}

async function run(ask: Ask): Promise<Evidence<SessionsOutput>> {
  const sessions = await mapRows(ask({ text: sessionsSql }), (rows) => rows.map(toSession));
  if (sessions.status !== 'present') return sessions as Evidence<never>;
  const prepared = await mapRows(ask({ text: preparedSql }), (rows) => rows);
  if (prepared.status !== 'present') return prepared as Evidence<never>;
  const hidden = await mapRows(ask({ text: hiddenSql }), ([row]) => ({
    count: Number(row?.hidden),
    role: String(row?.role),
  }));
  if (hidden.status !== 'present') return hidden as Evidence<never>;
  const output = { sessions: sessions.output.slice(0, mostSessions), prepared: prepared.output };
  return partly(output as unknown as SessionsOutput, lackOf(sessions.output, hidden.output.count, hidden.output.role));
}

/** `postgres.sessions`: transactions, who waits for whom, and prepared transactions; statements are masked. */
export const sessionsRead: Read<SessionsOutput> = {
  name: 'sessions',
  description: 'Lists sessions in a transaction, who waits for whom, and prepared transactions; statements are masked.',
  permissions: [monitor],
  output: sessionsSchema,
  run,
};
