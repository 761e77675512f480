import { type AuditRecord, CloudOpsError } from '@cloudops/spec';
import type { AppendedRecord, AuditLog, RecordFilter, RecordQuery } from './audit-log.ts';

/** What keeps a log from being written without saying that somebody altered it. */
const unwritable: ReadonlySet<string> = new Set([
  'AUDIT_FULL',
  'AUDIT_IO_FAILED',
  'AUDIT_KEY_MISSING',
  'AUDIT_LOCKED',
  'AUDIT_READ_ONLY',
]);

/**
 * The same log for a command that can only read: where it cannot be written, `warn` is told and the command may go on.
 * Never to be given to anything that can change a target. Signs that the log was altered still throw.
 * What was not written has index -1. After the first failure nothing more is tried: half a story would tell of a start
 * without an end, and every try can wait for the whole time-out.
 */
export function warnWhenUnwritable(log: AuditLog, warn: (error: CloudOpsError) => void): AuditLog {
  let hasFailed = false;
  const lenient = async <Result>(work: () => Promise<Result>, instead: Result): Promise<Result> => {
    if (hasFailed) return instead;
    try {
      return await work();
    } catch (error) {
      if (!CloudOpsError.isInstance(error) || !unwritable.has(error.code)) throw error;
      hasFailed = true;
      warn(error);
      return instead;
    }
  };
  return {
    append: (record) => lenient(() => log.append(record), unwritten(record)),
    appendMany: (records) => lenient(() => log.appendMany(records), records.map(unwritten)),
    fingerprint: (text) => lenient(() => log.fingerprint(text), 'hmac-sha256:unavailable'),
    close: () => (hasFailed ? log.close().catch(() => undefined) : lenient(() => log.close(), undefined)),
    read: (filter?: RecordFilter) => log.read(filter),
    records: (query?: RecordQuery) => log.records(query),
    facets: (query?: RecordQuery) => log.facets(query),
    verify: (options) => log.verify(options),
    anchor: (anchors, options) => log.anchor(anchors, options),
    receipts: () => log.receipts(),
    anchorage: () => log.anchorage(),
    checkpoint: () => log.checkpoint(),
    verifierKey: () => log.verifierKey(),
    snapshot: (use) => log.snapshot(use),
  };
}

function unwritten({ audit_id }: AuditRecord): AppendedRecord {
  return { index: -1, audit_id, tree_size: -1, root: '' };
}
