/** How often something went well. */
export interface Rate {
  readonly total: number;
  readonly good: number;
  /** 0 to 1; null where there was nothing. */
  readonly share: number | null;
}

/** How long executions took, in milliseconds; null without any. */
export interface Durations {
  readonly count: number;
  readonly p50_ms: number | null;
  readonly p95_ms: number | null;
  readonly longest_ms: number | null;
}

/** One playbook's or one user's part. */
export interface StatisticsRow {
  /** Null for questions that matched no playbook. */
  readonly key: string | null;
  readonly questions: number;
  readonly parse: Rate;
  readonly run: Rate;
  readonly denied: number;
  readonly durations: Durations;
  readonly cost_usd: number;
  /** Of a question; null without any. */
  readonly cost_per_question_usd: number | null;
}

/** One kind of failure. */
export interface ErrorCount {
  /** The event and its status, such as `execution.finished failed`. */
  readonly kind: string;
  readonly count: number;
}

/** Counts over time, oldest first; all lists are equally long. */
export interface StatisticsSeries {
  /** When the first stretch begins, in milliseconds since the Unix epoch. */
  readonly from: number;
  readonly stretch_ms: number;
  readonly questions: readonly number[];
  readonly failures: readonly number[];
  readonly cost_usd: readonly number[];
}

/** What a log tells about how well it went. */
export interface Statistics {
  readonly records: number;
  /** Of the questions asked, those that were understood. */
  readonly parse: Rate;
  /** Of the executions that ended, those that read or did what they should, at least in part. */
  readonly run: Rate;
  /** Executions that started and did not end. */
  readonly unknown_outcome: number;
  /** By outcome, sorted. */
  readonly decisions: Readonly<Record<string, number>>;
  readonly durations: Durations;
  readonly cost_usd: number;
  readonly cost_per_question_usd: number | null;
  /** Most frequent first. */
  readonly errors: readonly ErrorCount[];
  /** Most asked first. */
  readonly by_playbook: readonly StatisticsRow[];
  readonly by_user: readonly StatisticsRow[];
  readonly series: StatisticsSeries;
}
