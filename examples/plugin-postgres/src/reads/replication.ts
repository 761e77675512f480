import type { Evidence, UnknownReason } from '@cloudops/spec';
import { z } from 'zod';
import { optionalNumber, optionalText, optionalTruth, text, truth } from './fields.ts';
import { type Ask, mapRows, monitor, partly, type Read } from './read-action.ts';

/** A standby, or another receiver of WAL, that is connected. */
export interface StandbyRow {
  readonly application: string;
  readonly client: string | null;
  /** Such as `streaming`; null where it is hidden. */
  readonly state: string | null;
  /** `async`, `sync`, `quorum` or `potential`. */
  readonly sync_state: string | null;
  /** Bytes of WAL not sent, not flushed and not replayed there. */
  readonly unsent_bytes: number | null;
  readonly unflushed_bytes: number | null;
  readonly unreplayed_bytes: number | null;
  readonly replay_sec: number | null;
  /** Transactions since the oldest that its queries need here (`hot_standby_feedback`). */
  readonly horizon_age: number | null;
}

/** A replication slot. */
export interface SlotRow {
  readonly name: string;
  readonly kind: 'physical' | 'logical';
  readonly database: string | null;
  readonly active: boolean;
  readonly temporary: boolean;
  readonly horizon_age: number | null;
  readonly catalog_horizon_age: number | null;
  /** Bytes of WAL since the oldest that it still needs; null where it never was used, or lost what it needed. */
  readonly retained_bytes: number | null;
  /** `reserved`, `extended`, `unreserved` or `lost`; null before PostgreSQL 13. */
  readonly wal_status: string | null;
}

/** How a standby itself stands. */
export interface RecoveryRow {
  readonly is_paused: boolean;
  /** Bytes received and not replayed; null where nothing was streamed since the start. */
  readonly unreplayed_bytes: number | null;
  /** Since the last transaction that was replayed; null where none was. */
  readonly replayed_sec: number | null;
  /** Whether a receiver of WAL runs; null where it is hidden. */
  readonly is_receiving: boolean | null;
}

/** Output of `postgres.replication`. */
export interface ReplicationOutput {
  /** Sorted by name, then address; 200 at most. */
  readonly standbys: readonly StandbyRow[];
  /** Sorted by name; 200 at most. */
  readonly slots: readonly SlotRow[];
  /** Null on a primary. */
  readonly recovery: RecoveryRow | null;
}

/** Checks a {@link ReplicationOutput}. */
export const replicationSchema: z.ZodType<ReplicationOutput> = z.strictObject({
  standbys: z.array(
    z.strictObject({
      application: text,
      client: optionalText,
      state: optionalText,
      sync_state: optionalText,
      unsent_bytes: optionalNumber,
      unflushed_bytes: optionalNumber,
      unreplayed_bytes: optionalNumber,
      replay_sec: optionalNumber,
      horizon_age: optionalNumber,
    }),
  ),
  slots: z.array(
    z.strictObject({
      name: text,
      kind: z.enum(['physical', 'logical']),
      database: optionalText,
      active: truth,
      temporary: truth,
      horizon_age: optionalNumber,
      catalog_horizon_age: optionalNumber,
      retained_bytes: optionalNumber,
      wal_status: optionalText,
    }),
  ),
  recovery: z
    .strictObject({
      is_paused: truth,
      unreplayed_bytes: optionalNumber,
      replayed_sec: optionalNumber,
      is_receiving: optionalTruth,
    })
    .nullable(),
});

/** Where WAL ends: a standby that feeds others has none of its own. */
const end = `(select case when pg_is_in_recovery() then coalesce(pg_last_wal_receive_lsn(), pg_last_wal_replay_lsn())
  else pg_current_wal_lsn() end)`;
const behind = (position: string): string => `greatest(0, pg_wal_lsn_diff(${end}, ${position}))::float8`;

const standbysSql = `
select coalesce(application_name, '') as application, host(client_addr) as client, state, sync_state,
  ${behind('sent_lsn')} as unsent_bytes, ${behind('flush_lsn')} as unflushed_bytes, ${behind('replay_lsn')} as unreplayed_bytes,
  floor(extract(epoch from replay_lag))::float8 as replay_sec, age(backend_xmin)::float8 as horizon_age
from pg_stat_replication order by 1, 2 nulls last, pid limit 200`;

const slotsSql = `
select slot_name::text as name, slot_type as kind, database::text, active, temporary,
  age(xmin)::float8 as horizon_age, age(catalog_xmin)::float8 as catalog_horizon_age,
  ${behind('restart_lsn')} as retained_bytes, to_jsonb(s) ->> 'wal_status' as wal_status
from pg_replication_slots s order by 1 limit 200`;

/** A receiver whose state is hidden still shows its pid. */
const recoverySql = `
select pg_is_wal_replay_paused() as is_paused,
  pg_wal_lsn_diff(pg_last_wal_receive_lsn(), pg_last_wal_replay_lsn())::float8 as unreplayed_bytes,
  greatest(0, floor(extract(epoch from clock_timestamp() - pg_last_xact_replay_timestamp())))::float8 as replayed_sec,
  coalesce((select case when status is null then null else status = 'streaming' end
    from pg_stat_wal_receiver where pid is not null), false) as is_receiving`;

function lackOf(standbys: readonly StandbyRow[]): UnknownReason | null {
  const hidden = standbys.filter(({ state }) => state === null).length;
  if (hidden === 0) return null;
  const message = `read replication: how far ${hidden} standbys are is hidden from this role`;
  return { kind: 'denied', message, needs: 'the role pg_monitor' };
}

async function run(ask: Ask): Promise<Evidence<ReplicationOutput>> {
  const kind = await mapRows(
    ask({ text: 'select pg_is_in_recovery() as is_standby' }),
    ([row]) => row?.is_standby === true,
  );
  if (kind.status !== 'present') return kind as Evidence<never>;
  const standbys = await mapRows(ask({ text: standbysSql }), (rows) => rows);
  if (standbys.status !== 'present') return standbys as Evidence<never>;
  const slots = await mapRows(ask({ text: slotsSql }), (rows) => rows);
  if (slots.status !== 'present') return slots as Evidence<never>;
  const recovery = kind.output
    ? await mapRows(ask({ text: recoverySql }), ([row]) => row ?? null)
    : ({ status: 'present', output: null } as const);
  if (recovery.status !== 'present') return recovery as Evidence<never>;
  const read = { standbys: standbys.output, slots: slots.output, recovery: recovery.output };
  const output = read as unknown as ReplicationOutput;
  return partly(output, lackOf(output.standbys));
}

/** `postgres.replication`: standbys, slots, and how a standby itself stands. */
export const replicationRead: Read<ReplicationOutput> = {
  name: 'replication',
  description: 'Lists standbys and replication slots, with the WAL that they are behind or retain.',
  permissions: [monitor],
  output: replicationSchema,
  run,
};
