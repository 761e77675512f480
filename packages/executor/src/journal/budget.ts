/** What a run uses up. Whole numbers, never negative. */
export interface BudgetAmounts {
  /** Objects changed; one that several steps change counts for each. */
  readonly changes: number;
  readonly calls: number;
  /** Millionths of a US dollar. */
  readonly cost_microusd: number;
}

/** How much may be used up in one window of time; what is left out is not limited. */
export interface BudgetLimit {
  /** The budget's name in the policies' data. */
  readonly name: string;
  /** What it is counted for, such as a person, a role or an environment. */
  readonly key: string;
  /** ISO 8601, UTC. Runs that began at it or later count, also those that seem to lie in the future. */
  readonly windowStart: string;
  /** ISO 8601, UTC; said when the limit is reached. */
  readonly windowEnd: string;
  readonly max: {
    readonly changes?: number;
    readonly calls?: number;
    readonly cost_microusd?: number;
  };
}

/** What a run sets aside before it begins, of every limit that it falls under. */
export interface BudgetReservation {
  readonly limits: readonly BudgetLimit[];
  readonly amounts: BudgetAmounts;
}

/** What is used up of a limit. */
export interface BudgetSpending {
  readonly limit: BudgetLimit;
  /** What was set aside included. */
  readonly spent: BudgetAmounts;
  /** The part of `spent` that is only set aside, by runs that have not ended or whose process died. */
  readonly reserved: BudgetAmounts;
}
