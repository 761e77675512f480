import type { Run } from '@cloudops/spec';
import type { Paths } from './configuration/paths.ts';
import { notFound } from './lookup.ts';
import { withAuditLog, withJournal } from './state.ts';

/** A past run with its evidence and the ids of its audit records. @throws CloudOpsError `NOT_FOUND`. */
export async function findRun(paths: Paths, id: string): Promise<{ run: Run; auditIds: readonly string[] }> {
  const found = await withJournal(paths, (journal) => journal.get(id));
  if (found.kind === 'absent') throw notFound({ what: 'run', wanted: id, names: [], list: 'cloudops runs list' });
  const records = await withAuditLog(paths, (log) => log.read({ run_id: id }));
  return { run: found.run, auditIds: records.map(({ record }) => record.audit_id) };
}
