/** A user's budget for the month. Micro-dollars. */
export interface BudgetStatus {
  readonly user: string;
  /** UTC, such as `2026-11`. */
  readonly month: string;
  readonly spent: number;
  /** Held by calls that are under way. */
  readonly reserved: number;
  /** Null without a budget. */
  readonly limit: number | null;
  /** Never below 0; null without a budget. */
  readonly left: number | null;
}
