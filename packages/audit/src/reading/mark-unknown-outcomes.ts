import type { AuditRecord } from '@cloudops/spec';
import type { AuditLog, LoggedRecord, RecordFilters } from '../log/audit-log.ts';

/** The status that a start without an end is shown with. */
export const unknownOutcome = 'outcome unknown';

/**
 * The same record for a reader: an execution that started and has no end in the log by now has the status
 * `outcome unknown` instead of `started`. It may still be running.
 */
export async function markUnknownOutcome(log: Pick<AuditLog, 'facets'>, logged: LoggedRecord): Promise<LoggedRecord> {
  const { record } = logged;
  if (record.event !== 'execution.started' || (await hasEnded(log, record))) return logged;
  return { ...logged, record: { ...record, result: { ...record.result, status: unknownOutcome } } };
}

async function hasEnded(log: Pick<AuditLog, 'facets'>, { audit_id, action }: AuditRecord): Promise<boolean> {
  const byRun: readonly RecordFilters[] = action.run_id === null ? [] : [{ run_id: action.run_id }];
  for (const filters of [...byRun, { parent: audit_id }]) {
    for await (const _ of log.facets({ filters: { ...filters, event: 'execution.finished' }, limit: 1 })) return true;
  }
  return false;
}
