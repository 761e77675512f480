import { z } from 'zod';

const gib = 1024 ** 3;
const mib = 1024 ** 2;

/** From when on something counts. All can be set in the configuration. References are to the documentation of PostgreSQL 15. */
export interface Thresholds {
  /** Seconds that a session waits for a lock. Ten times `deadlock_timeout` (20.12), after which the server itself looks at a wait. */
  readonly blocked_sec: number;
  /** Seconds idle in a transaction. Our choice: 20.11 says of `idle_in_transaction_session_timeout` only what such sessions hold. */
  readonly idle_in_transaction_sec: number;
  /** Seconds that a transaction runs. Our choice; such a transaction is a fault only with something that it harms. */
  readonly long_transaction_sec: number;
  /** Seconds that a prepared transaction stays. "It is unwise to leave transactions in the prepared state for a long time" (PREPARE TRANSACTION). */
  readonly prepared_sec: number;
  /** Dead rows as a multiple of what makes autovacuum start: `threshold + scale_factor * reltuples` (25.1.6). */
  readonly dead_factor: number;
  /** Dead rows below which a table does not matter. Our choice. */
  readonly dead_rows: number;
  /** Share of a table or index that is estimated to be empty. Our choice: vacuum leaves some room on purpose (25.1.2). */
  readonly bloat_percent: number;
  /** Bytes estimated to be empty. Our choice: an estimate by statistics says little about small tables. */
  readonly bloat_bytes: number;
  /** Age of a database as a multiple of `autovacuum_freeze_max_age`, at which autovacuum is forced to freeze (25.1.5). */
  readonly wraparound_factor: number;
  /** Bytes of WAL that a standby has not replayed. `max_wal_size` is 1 GB (20.5.2). */
  readonly lag_bytes: number;
  /** Seconds that a standby is behind. `max_standby_streaming_delay` is 30 s (20.6.3); ten times that. */
  readonly lag_sec: number;
  /** Bytes of WAL that an inactive slot retains. `max_wal_size` is 1 GB (20.5.2): more than the server keeps for itself. */
  readonly slot_bytes: number;
  /** Share of the connections open to ordinary logins, `max_connections - superuser_reserved_connections` (20.3.1). Our choice. */
  readonly connections_percent: number;
  /** Standbys that are to be connected; 0 where nobody said. */
  readonly standbys: number;
}

/** What holds where nothing is configured. */
export const defaultThresholds: Thresholds = {
  blocked_sec: 10,
  idle_in_transaction_sec: 300,
  long_transaction_sec: 1800,
  prepared_sec: 300,
  dead_factor: 2,
  dead_rows: 10_000,
  bloat_percent: 50,
  bloat_bytes: 100 * mib,
  wraparound_factor: 2,
  lag_bytes: gib,
  lag_sec: 300,
  slot_bytes: gib,
  connections_percent: 80,
  standbys: 0,
};

const positive = z.number().positive().exactOptional();
const percent = z.number().min(1).max(100).exactOptional();
const natural = z.int().min(0).exactOptional();

/** Checks what is configured of {@link Thresholds}. */
export const thresholdsSchema: z.ZodType<Partial<Thresholds>> = z.strictObject({
  blocked_sec: positive,
  idle_in_transaction_sec: positive,
  long_transaction_sec: positive,
  prepared_sec: positive,
  dead_factor: z.number().min(1).exactOptional(),
  dead_rows: natural,
  bloat_percent: percent,
  bloat_bytes: natural,
  wraparound_factor: z.number().min(1).exactOptional(),
  lag_bytes: positive,
  lag_sec: positive,
  slot_bytes: positive,
  connections_percent: percent,
  standbys: natural,
});
