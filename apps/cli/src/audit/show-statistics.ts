import { type AuditLog, countLog, type RecordQuery, renderCounters } from '@cloudops/audit';
import type { Screen } from '../screen.ts';
import { readStatistics } from './read-statistics.ts';
import { renderStatistics, type StatisticsForm } from './render-statistics.ts';

/** How statistics are shown. */
export interface StatisticsOptions {
  readonly form: StatisticsForm;
  readonly screen: Screen;
  /** Milliseconds since the Unix epoch; where the series ends, unless the query ends before. */
  readonly now: number;
}

/**
 * Statistics of the records that fit. Prometheus adds up over time by itself, so without a span of time it gets counters; of a span
 * that moves only gauges are true.
 */
export async function showStatistics(log: AuditLog, query: RecordQuery, options: StatisticsOptions): Promise<string> {
  const { form, screen, now } = options;
  if (form === 'prometheus' && query.from === undefined && query.to === undefined) {
    return renderCounters(await countLog(log.facets({ ...query, order: 'oldest-first' })));
  }
  return renderStatistics(await readStatistics(log, query, now), form, screen);
}
