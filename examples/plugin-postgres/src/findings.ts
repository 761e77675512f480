import type { FindingDefinition } from '@cloudops/spec';

/**
 * Every code that this plugin reports. Thresholds can be set in the configuration; their defaults and sources stand in
 * `settings/thresholds.ts`. References are to the documentation of PostgreSQL 15.
 */
export const findings: readonly FindingDefinition[] = [
  {
    code: 'PGC-401',
    title: 'Connections are nearly used up',
    role: 'symptom',
    severity: 'high',
    decided:
      'Client connections are at least 80 % of max_connections less those kept for superusers (20.3.1). Critical from 95 %.',
    remedy:
      'Find who holds them (the finding names the role and application), close idle ones, and put a pooler before the server.',
  },
  {
    code: 'PGI-501',
    title: 'An index is not valid',
    role: 'fault',
    severity: 'medium',
    decided:
      'pg_index.indisvalid is false and nobody is building it: CREATE or REINDEX INDEX CONCURRENTLY failed. It serves no query and is still maintained by every write.',
    remedy: 'DROP INDEX CONCURRENTLY, then create it again; or REINDEX INDEX CONCURRENTLY.',
  },
  {
    code: 'PGR-301',
    title: 'A standby is behind',
    role: 'symptom',
    severity: 'high',
    decided:
      'The standby has not replayed 1 GiB of WAL or more, or is 300 s behind or more. The part of the way that is longest (send, flush, replay) is named.',
    remedy:
      "Unsent: network or the sender; unflushed: the standby's disk; unreplayed: a paused replay, a long query there, or a slow disk.",
  },
  {
    code: 'PGR-302',
    title: 'Replay is paused',
    role: 'fault',
    severity: 'high',
    decided: 'pg_is_wal_replay_paused() is true on the standby.',
    remedy: 'SELECT pg_wal_replay_resume() on the standby, unless somebody paused it on purpose.',
  },
  {
    code: 'PGR-303',
    title: 'An inactive replication slot retains WAL',
    role: 'fault',
    severity: 'high',
    decided:
      'Nobody uses the slot and WAL since its restart_lsn is 1 GiB or more (max_wal_size), or its wal_status is extended or unreserved. Critical without max_slot_wal_keep_size, which lets it fill the disk.',
    remedy: 'Bring its consumer back, or drop the slot: pg_drop_replication_slot(); set max_slot_wal_keep_size.',
  },
  {
    code: 'PGR-304',
    title: 'Commits wait for a synchronous standby that is not there',
    role: 'fault',
    severity: 'critical',
    decided: 'synchronous_standby_names is set, and no standby that streams is sync or quorum (27.2.8).',
    remedy:
      'Bring the standby back; or take its name out of synchronous_standby_names and reload, which gives up the guarantee.',
  },
  {
    code: 'PGR-305',
    title: 'Fewer standbys than expected',
    role: 'fault',
    severity: 'high',
    decided: 'Fewer standbys stream than `thresholds.standbys` in the configuration says.',
    remedy: 'Look at the log of the standby that is missing, and whether it can reach this server.',
  },
  {
    code: 'PGR-306',
    title: 'A replication slot has lost the WAL that it needs',
    role: 'fault',
    severity: 'high',
    decided: 'wal_status of the slot is lost (54.19): its consumer cannot go on.',
    remedy: 'Build the standby or subscription anew, and drop the slot.',
  },
  {
    code: 'PGR-307',
    title: 'A standby keeps rows from being vacuumed',
    role: 'hint',
    severity: 'low',
    decided:
      'hot_standby_feedback of a standby holds the xmin horizon here, for a query that runs there (20.6.3). A fault only where a table suffers.',
    remedy:
      'End the long query on the standby; or turn hot_standby_feedback off there, which lets its queries be cancelled.',
  },
  {
    code: 'PGS-101',
    title: 'A session is idle in a transaction',
    role: 'fault',
    severity: 'medium',
    decided:
      'State `idle in transaction` for 300 s or more. It keeps its locks, and what it holds of the xmin horizon keeps vacuum from removing rows (20.11). High with something that it explains.',
    remedy:
      'End the transaction in the application; SELECT pg_terminate_backend(pid) ends the session. Set idle_in_transaction_session_timeout.',
  },
  {
    code: 'PGS-102',
    title: 'A transaction runs for long',
    role: 'hint',
    severity: 'low',
    decided:
      'A transaction runs for 30 minutes or more. A fault only where it keeps vacuum from removing rows of a table that suffers.',
    remedy: 'Split it, or run it on a standby; SELECT pg_cancel_backend(pid) ends its statement.',
  },
  {
    code: 'PGS-103',
    title: 'A prepared transaction was left behind',
    role: 'fault',
    severity: 'high',
    decided:
      'Prepared 300 s ago or more. It keeps its locks and the xmin horizon, also over restarts (PREPARE TRANSACTION).',
    remedy: 'Ask its transaction manager; then COMMIT PREPARED or ROLLBACK PREPARED.',
  },
  {
    code: 'PGS-104',
    title: 'A session waits',
    role: 'symptom',
    severity: 'medium',
    decided: 'It has waited for a lock, or its commit for a synchronous standby, for 10 s or more.',
    remedy: 'Look at what it waits for: the cause is named.',
  },
  {
    code: 'PGS-105',
    title: 'A session blocks others',
    role: 'fault',
    severity: 'high',
    decided:
      'pg_blocking_pids() of those that wait lead to it, and it waits for no lock itself: the root of the tree. At least one session behind it has waited for 10 s.',
    remedy:
      'Let it end, or end it: SELECT pg_terminate_backend(pid). Set lock_timeout before statements that change a schema.',
  },
  {
    code: 'PGS-106',
    title: 'Sessions wait for each other',
    role: 'symptom',
    severity: 'medium',
    decided: 'Those that wait lead back to themselves. PostgreSQL ends one of them after deadlock_timeout (13.3.4).',
    remedy: 'Take locks in the same order everywhere. Nothing is to be ended by hand.',
  },
  {
    code: 'PGV-201',
    title: 'Dead rows pile up',
    role: 'symptom',
    severity: 'medium',
    decided:
      'Dead rows are twice what makes autovacuum start (threshold + scale factor × rows, 25.1.6) or more, and 10,000 or more.',
    remedy:
      'Remove the cause that is named; then VACUUM. Without one: more autovacuum workers, or a lower autovacuum_vacuum_cost_delay.',
  },
  {
    code: 'PGV-202',
    title: 'Autovacuum is off',
    role: 'fault',
    severity: 'high',
    decided:
      'autovacuum or track_counts of the server is off, or autovacuum_enabled of a table that has too many dead rows.',
    remedy: 'ALTER SYSTEM SET autovacuum = on; or ALTER TABLE … RESET (autovacuum_enabled).',
  },
  {
    code: 'PGV-203',
    title: 'A table is mostly empty',
    role: 'symptom',
    severity: 'low',
    decided:
      'By the widths in statistics, half of its pages or more and 100 MiB or more are empty beyond its fill factor (the estimate that check_postgres and pgsql-bloat-estimation share).',
    remedy: 'Remove what keeps vacuum away; then pg_repack, or VACUUM FULL, which locks the table.',
  },
  {
    code: 'PGV-204',
    title: 'An index is mostly empty',
    role: 'symptom',
    severity: 'low',
    decided:
      'As for tables, of B-trees. Deduplication makes an index smaller than estimated, so that this errs on the quiet side.',
    remedy: 'REINDEX INDEX CONCURRENTLY.',
  },
  {
    code: 'PGV-205',
    title: 'A database comes near the end of transaction ids',
    role: 'symptom',
    severity: 'medium',
    decided:
      'The age of its oldest unfrozen transaction or multixact is twice autovacuum_freeze_max_age or more (25.1.5). High from vacuum_failsafe_age, critical within 40 million of the end, where the server warns.',
    remedy: 'Remove what holds the horizon; then VACUUM the oldest tables. Not in single-user mode.',
  },
];

const byCode: ReadonlyMap<string, FindingDefinition> = new Map(findings.map((one) => [one.code, one]));

/** What the registry says of a code. */
export function definitionOf(code: string): Pick<FindingDefinition, 'role' | 'severity'> {
  return byCode.get(code) ?? { role: 'hint', severity: 'info' };
}
