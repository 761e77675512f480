import type { Question, Row } from '../session/session.ts';

const time = '2026-11-23T10:00:00Z';

/** What a small server answers, by a word of the statement. */
const answers: readonly (readonly [word: string, rows: readonly Row[]])[] = [
  [
    'pg_is_in_recovery() as is_standby,',
    [
      {
        version: 150018,
        time,
        started: time,
        database: 'shop',
        other_databases: [],
        is_standby: false,
        role: 'cloudops',
        sees_all: true,
        synchronous_standbys: '',
        settings: { max_connections: 100 },
      },
    ],
  ],
  ['group by 1, 2 order by 3 desc', [{ role: 'app', application: 'api', connections: 3, hidden: 0, idle: 2 }]],
  [
    'with waiting',
    [
      {
        pid: 7,
        database: 'shop',
        role: 'app',
        application: 'api',
        backend_type: 'client backend',
        state: 'active',
        wait_event_type: null,
        wait_event: null,
        transaction_start: time,
        transaction_sec: 1,
        state_sec: 1,
        waiting_sec: null,
        horizon_age: 3,
        blocked_by: [],
        query: "select 'x'",
        query_id: '5',
        is_hidden: false,
      },
    ],
  ],
  ['pg_prepared_xacts', []],
  ['as hidden,', [{ hidden: 0, role: 'cloudops' }]],
  [
    'from pg_locks l\n',
    [{ pid: 7, kind: 'relation', mode: 'RowExclusiveLock', granted: true, schema: 'public', relation: 'orders' }],
  ],
  ['has_column_privilege', [{ role: 'cloudops', is_direct: true }]],
  [
    "'table' as kind",
    [
      {
        oid: 1,
        kind: 'table',
        schema: 'public',
        name: 'orders',
        table: null,
        pages: 1,
        rows: 10,
        toast_pages: 0,
        toast_rows: 0,
        fill_factor: 100,
        columns: 2,
        known_columns: 2,
        has_nulls: false,
        width: 8,
        has_name: false,
      },
    ],
  ],
  ["'index' as kind", []],
  [
    's.n_dead_tup',
    [
      {
        oid: 1,
        schema: 'public',
        name: 'orders',
        pages: 1,
        rows: 10,
        dead_rows: 0,
        vacuumed: null,
        vacuumed_sec: null,
        analyzed: null,
        autovacuum: null,
        vacuum_threshold: null,
        vacuum_scale_factor: null,
        age: 5,
      },
    ],
  ],
  ['select pg_is_in_recovery() as is_standby', [{ is_standby: false }]],
  ['pg_stat_replication', []],
  ['from pg_replication_slots s', []],
  ['mxid_age', [{ name: 'shop', allows_connections: true, age: 5, multixact_age: 0 }]],
  ['indisvalid', []],
  ['session_user', [{ role: 'cloudops' }]],
];

/** The rows for a question. */
export function answerOf({ text }: Question): readonly Row[] {
  const found = answers.find(([word]) => text.includes(word));
  if (found === undefined) throw new Error(`Nothing answers: ${text}`);
  return found[1];
}
