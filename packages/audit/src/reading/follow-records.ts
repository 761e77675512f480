import type { Clock } from '@cloudops/spec';
import type { AuditLog, LoggedRecord, RecordQuery } from '../log/audit-log.ts';

/** How to follow a log. */
export interface FollowOptions {
  readonly clock: Pick<Clock, 'sleep'>;
  /** Ends the following, without an error. */
  readonly signal: AbortSignal;
  /** How long to wait when nothing is new; 500 unless stated. */
  readonly pauseMs?: number;
}

/** Records as they are appended, by whichever process, beginning behind the query's `after`. Ends with the signal. */
export async function* followRecords(
  log: Pick<AuditLog, 'records'>,
  query: RecordQuery,
  { clock, signal, pauseMs = 500 }: FollowOptions,
): AsyncGenerator<LoggedRecord> {
  let after = query.after ?? -1;
  while (!signal.aborted) {
    for await (const logged of log.records({ ...query, after, order: 'oldest-first' })) {
      after = logged.index;
      yield logged;
      if (signal.aborted) return;
    }
    await clock.sleep(pauseMs, signal).catch(() => undefined);
  }
}
