import type { DatabaseSync } from 'node:sqlite';

/** What to add up by. */
export type UsageGrouping = 'user' | 'model' | 'playbook' | 'day';

/** Which calls to add up. */
export interface UsageQuery {
  readonly by: UsageGrouping;
  readonly user?: string;
  /** Milliseconds since the Unix epoch; included. */
  readonly since?: number;
  /** Milliseconds since the Unix epoch; not included. */
  readonly until?: number;
}

/** Calls added up. Money in micro-dollars. */
export interface UsageRow {
  /** The user, model, playbook or day (`2026-11-23`, UTC); null for questions that led to no playbook. */
  readonly key: string | null;
  /** Calls that ended. */
  readonly calls: number;
  /** Answers from the cache, not among `calls`. */
  readonly cached: number;
  /** Calls of which it was never heard how they ended; what they cost is unknown and not in `microUsd`. */
  readonly unsettled: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly microUsd: number;
}

const columns: Readonly<Record<UsageGrouping, string>> = {
  user: 'user',
  model: 'model',
  playbook: 'playbook',
  day: 'day',
};

/** Adds up; most expensive first, then by key. */
export function queryUsage(database: DatabaseSync, query: UsageQuery): readonly UsageRow[] {
  const rows = database
    .prepare(
      `SELECT ${columns[query.by]} AS key,
        sum(cached = 0 AND settled IS NOT NULL) AS calls, sum(cached) AS cached, sum(settled IS NULL) AS unsettled,
        sum(input_tokens) AS input, sum(output_tokens) AS output, sum(coalesce(settled, 0)) AS cost
      FROM calls WHERE (:user IS NULL OR user = :user) AND at >= :since AND at < :until
      GROUP BY key ORDER BY cost DESC, key`,
    )
    .all({
      user: query.user ?? null,
      since: query.since ?? 0,
      until: query.until ?? Number.MAX_SAFE_INTEGER,
    });
  return rows.map((row) => ({
    key: row.key === null ? null : String(row.key),
    calls: Number(row.calls),
    cached: Number(row.cached),
    unsettled: Number(row.unsettled),
    inputTokens: Number(row.input),
    outputTokens: Number(row.output),
    microUsd: Number(row.cost),
  }));
}
