import { type AuditLog, computeStatistics, type RecordQuery, type Statistics } from '@cloudops/audit';

/** Statistics of the records that fit. @param now where the series ends, unless the query ends before. */
export function readStatistics(log: AuditLog, query: RecordQuery, now: number): Promise<Statistics> {
  const facets = log.facets({ ...query, order: 'oldest-first' });
  const to = query.to ?? now;
  return computeStatistics(facets, { to, ...(query.from === undefined ? {} : { from: query.from }) });
}
