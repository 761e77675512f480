import type { Evidence } from '@cloudops/spec';
import { z } from 'zod';
import { isoTime, number, optionalNumber, text, truth } from './fields.ts';
import { type Ask, connectRight, mapRows, type Read } from './read-action.ts';

/** Output of `postgres.server`. */
export interface ServerOutput {
  /** Such as `150018` for 15.18. */
  readonly version: number;
  /** The server's clock, ISO 8601. */
  readonly time: string;
  readonly started: string;
  readonly database: string;
  /** Other databases that take connections, sorted. */
  readonly other_databases: readonly string[];
  readonly is_standby: boolean;
  readonly role: string;
  /** Whether the login sees all sessions, as `pg_monitor` does. */
  readonly sees_all: boolean;
  /** Connections in use by clients, this one included. */
  readonly connections: number;
  /** Connections whose state is hidden from the login. */
  readonly hidden_connections: number;
  /** Who uses the connections, most first; 20 at most. */
  readonly users: readonly {
    readonly role: string;
    readonly application: string;
    readonly connections: number;
    /** Null where the state is hidden. */
    readonly idle: number | null;
  }[];
  /** Numbers as in `pg_settings` in its unit there; on and off as 1 and 0; null where this version or login has none. */
  readonly settings: Readonly<Record<string, number | null>>;
  /** Whether commits wait for standbys; their names, as `synchronous_standby_names` has them. */
  readonly synchronous_standbys: string;
}

/** Checks a {@link ServerOutput}. */
export const serverSchema: z.ZodType<ServerOutput> = z.strictObject({
  version: number,
  time: text,
  started: text,
  database: text,
  other_databases: z.array(text),
  is_standby: truth,
  role: text,
  sees_all: truth,
  connections: number,
  hidden_connections: number,
  users: z.array(z.strictObject({ role: text, application: text, connections: number, idle: optionalNumber })),
  settings: z.record(text, optionalNumber),
  synchronous_standbys: text,
});

/** Names of the settings that the analyzers go by. None of them holds a secret. */
const settingNames: readonly string[] = [
  'autovacuum',
  'autovacuum_freeze_max_age',
  'autovacuum_multixact_freeze_max_age',
  'autovacuum_vacuum_scale_factor',
  'autovacuum_vacuum_threshold',
  'block_size',
  'max_connections',
  'max_slot_wal_keep_size',
  'recovery_min_apply_delay',
  'reserved_connections',
  'superuser_reserved_connections',
  'track_counts',
  'vacuum_failsafe_age',
];

const serverSql = `
select current_setting('server_version_num')::int as version,
  ${isoTime('clock_timestamp()')} as time,
  ${isoTime('pg_postmaster_start_time()')} as started,
  current_database()::text as database,
  array(select datname::text from pg_database where datallowconn and not datistemplate
    and datname <> current_database() order by datname limit 100) as other_databases,
  pg_is_in_recovery() as is_standby,
  current_user::text as role,
  pg_has_role(current_user, 'pg_read_all_stats', 'USAGE') as sees_all,
  current_setting('synchronous_standby_names') as synchronous_standbys,
  (select jsonb_object_agg(name, case setting when 'on' then 1 when 'off' then 0 else setting::float8 end)
    from pg_settings where name = any($1::text[])) as settings`;

/** A hidden session shows neither its type nor its state; a background process has no database. */
const usersSql = `
select coalesce(usename::text, '') as role, coalesce(application_name, '') as application,
  count(*)::int as connections,
  count(*) filter (where query = '<insufficient privilege>')::int as hidden,
  count(*) filter (where state = 'idle')::int as idle
from pg_stat_activity
where backend_type = 'client backend' or (backend_type is null and datid is not null)
group by 1, 2 order by 3 desc, 1, 2 limit 1000`;

const userRow = z.object({ role: text, application: text, connections: number, hidden: number, idle: number });

async function run(ask: Ask): Promise<Evidence<ServerOutput>> {
  const server = await mapRows(ask({ text: serverSql, values: [`{${settingNames.join(',')}}`] }), ([row]) => row ?? {});
  if (server.status !== 'present') return server as Evidence<ServerOutput>;
  const users = await mapRows(ask({ text: usersSql }), (rows) => z.array(userRow).safeParse(rows).data ?? null);
  if (users.status !== 'present') return users as Evidence<ServerOutput>;
  const list = users.output;
  // The schema refuses what lacks this.
  if (list === null) return { status: 'present', output: server.output as unknown as ServerOutput };
  const total = (pick: (row: z.infer<typeof userRow>) => number): number =>
    list.reduce((sum, row) => sum + pick(row), 0);
  const output = {
    ...server.output,
    connections: total((row) => row.connections),
    hidden_connections: total((row) => row.hidden),
    users: list.slice(0, 20).map(({ hidden, idle, ...row }) => ({ ...row, idle: hidden > 0 ? null : idle })),
  };
  return { status: 'present', output: output as unknown as ServerOutput };
}

/** `postgres.server`: what the server is, who uses its connections, and the settings that judgement goes by. */
export const serverRead: Read<ServerOutput> = {
  name: 'server',
  description: 'Reads version, role, settings and who uses the connections of a PostgreSQL server.',
  permissions: [connectRight],
  output: serverSchema,
  run,
};
