import type { AuditLog } from '../log/audit-log.ts';
import { type ArchivedRange, coveredEnd, readArchivedRange, readCutFacts } from './archived-ranges.ts';

/** What a log says of its archives. */
export interface Archived {
  /** From the log's first record on, without a gap. */
  readonly archives: readonly ArchivedRange[];
  /** Up to where it may be cut. */
  readonly cutEnd: number;
}

/** Reads what the newest record of a cut names, and what was archived since. */
export async function readArchived(log: Pick<AuditLog, 'records'>): Promise<Archived> {
  const since: ArchivedRange[] = [];
  for await (const { record } of log.records({ filters: { event: 'records.archived' }, order: 'newest-first' })) {
    const cut = readCutFacts(record);
    if (cut !== null) return { archives: continued(cut.archives, since.reverse()), cutEnd: cut.end };
    since.push(...[readArchivedRange(record) ?? []].flat());
  }
  return { archives: continued([], since.reverse()), cutEnd: 0 };
}

/** Two processes may have archived the same records, each to a folder of its own: the first counts. */
function continued(known: readonly ArchivedRange[], since: readonly ArchivedRange[]): readonly ArchivedRange[] {
  const archives = [...known];
  for (const range of since) if (range.start === coveredEnd(archives)) archives.push(range);
  return archives;
}
