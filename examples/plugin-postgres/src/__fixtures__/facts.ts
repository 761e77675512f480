import type { Analysis } from '@cloudops/spec';
import { analyze } from '../analysis/analyze.ts';
import type { Facts, Lack } from '../analysis/facts.ts';
import { type Topic, topics } from '../analysis/topics.ts';
import type { LockRow } from '../reads/locks.ts';
import type { SlotRow, StandbyRow } from '../reads/replication.ts';
import type { ServerOutput } from '../reads/server.ts';
import type { PreparedRow, SessionRow } from '../reads/sessions.ts';
import type { TableRow } from '../reads/tables.ts';
import { defaultThresholds } from '../settings/thresholds.ts';
import { type Answer, toAnswer } from './ask.ts';

const since = '2026-11-23T09:00:00Z';

/** A session that works. */
export function session(pid: number, more: Partial<SessionRow> = {}): SessionRow {
  return {
    ...{ pid, database: 'shop', role: 'app', application: 'api', backend_type: 'client backend', state: 'active' },
    ...{ wait_event_type: null, wait_event: null, transaction_start: since, transaction_sec: 5, state_sec: 5 },
    ...{ waiting_sec: null, horizon_age: 10, blocked_by: [], is_hidden: false },
    query: { fingerprint: '42', text: 'select ?' },
    ...more,
  };
}

/** One that has waited for a minute. */
export function waiting(pid: number, ...blocked_by: readonly number[]): SessionRow {
  return session(pid, { blocked_by, waiting_sec: 60, wait_event_type: 'Lock', horizon_age: null });
}

/** One that does nothing with its transaction, for so many seconds. */
export function idle(pid: number, seconds: number, more: Partial<SessionRow> = {}): SessionRow {
  return session(pid, { state: 'idle in transaction', state_sec: seconds, transaction_sec: seconds, ...more });
}

/** A table that is well. */
export function table(name: string, more: Partial<TableRow> = {}): TableRow {
  return {
    ...{ schema: 'public', name, pages: 1000, rows: 100_000, dead_rows: 0, vacuumed: since, vacuumed_sec: 100 },
    ...{ analyzed: since, autovacuum: null, vacuum_threshold: null, vacuum_scale_factor: null, age: 1000 },
    ...more,
  };
}

/** A slot that is used. */
export function slot(name: string, more: Partial<SlotRow> = {}): SlotRow {
  return {
    ...{ name, kind: 'physical', database: null, active: true, temporary: false, horizon_age: null },
    ...{ catalog_horizon_age: null, retained_bytes: 0, wal_status: 'reserved' },
    ...more,
  };
}

/** A standby that keeps up. */
export function standby(application: string, more: Partial<StandbyRow> = {}): StandbyRow {
  return {
    ...{ application, client: '10.0.0.2', state: 'streaming', sync_state: 'async' },
    ...{ unsent_bytes: 0, unflushed_bytes: 0, unreplayed_bytes: 0, replay_sec: 0, horizon_age: null },
    ...more,
  };
}

const server: ServerOutput = {
  ...{ version: 150018, time: since, started: since, database: 'shop', other_databases: [], is_standby: false },
  ...{ role: 'cloudops', sees_all: true, connections: 10, hidden_connections: 0, synchronous_standbys: '' },
  users: [{ role: 'app', application: 'api', connections: 9, idle: 8 }],
  settings: { autovacuum: 1, track_counts: 1, max_connections: 100, superuser_reserved_connections: 3 },
};

/** What a server is to look like, as far as it differs from one that is well. */
export interface Look extends Partial<Pick<Facts, 'replication' | 'databases' | 'indexes' | 'layout'>> {
  readonly server?: Partial<ServerOutput>;
  readonly settings?: ServerOutput['settings'];
  readonly sessions?: readonly SessionRow[];
  readonly prepared?: readonly PreparedRow[];
  readonly locks?: readonly LockRow[];
  readonly tables?: readonly TableRow[];
  readonly lacks?: readonly Lack[];
  readonly standbys?: number;
}

/** Judges it. */
export function look(given: Look, asked: readonly Topic[] = topics): Answer {
  const { sessions = [], prepared = [], tables = [], locks = [], standbys = 0 } = given;
  const facts: Facts = {
    target: 'db:5432/shop',
    thresholds: { ...defaultThresholds, standbys },
    server: { ...server, ...given.server, settings: { ...server.settings, ...given.settings } },
    sessions: { sessions, prepared },
    locks: { locks },
    tables: { tables },
    layout: given.layout ?? { relations: [] },
    replication: given.replication ?? { standbys: [], slots: [], recovery: null },
    databases: given.databases ?? { databases: [] },
    indexes: given.indexes ?? { invalid: [] },
    lacks: given.lacks ?? [],
  };
  const analysis: Analysis = analyze(facts, new Set(asked));
  return toAnswer({}, analysis);
}
