import type { BudgetStatus } from './status.ts';
import type { UsageQuery, UsageRow } from './usage.ts';

/** What a call may cost, before it is made. */
export interface ReservationRequest {
  /** A principal's id, such as `os:alice`. */
  readonly user: string;
  /** Such as `anthropic`. */
  readonly parser: string;
  readonly model: string;
  /** The most that the call can cost; a whole number of micro-dollars. */
  readonly microUsd: number;
}

/** The answer to a reservation. Nothing but `reserved` allows a call. */
export type Reservation =
  | {
      readonly kind: 'reserved';
      readonly id: string;
      /** One sentence, once 80 % of the month's budget is spent or reserved; else null. */
      readonly warning: string | null;
    }
  | { readonly kind: 'over-budget'; readonly why: string }
  | { readonly kind: 'too-often'; readonly why: string; readonly retryAfterMs: number };

/** What a call did cost. */
export interface Settlement {
  readonly microUsd: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
}

/** A use of the cache instead of a model. */
export interface CachedUse {
  readonly user: string;
  readonly parser: string;
  readonly model: string;
  readonly playbook: string | null;
}

/**
 * Who spent what on models. Reserved before a call and settled after, each in one transaction, so that parallel
 * processes never spend more than a budget. Months and days are UTC; money is in micro-dollars.
 */
export interface BudgetLedger {
  /** @throws CloudOpsError `LEDGER_UNUSABLE`; a caller must then not make the call. */
  reserve(request: ReservationRequest): Reservation;
  /** Replaces what was reserved by what it came to. A second time changes nothing. @throws `LEDGER_UNUSABLE` */
  settle(id: string, settlement: Settlement): void;
  /** Says which playbook calls led to, once that is known. @throws `LEDGER_UNUSABLE` */
  name(ids: readonly string[], playbook: string): void;
  /** Counts an answer that cost nothing. @throws `LEDGER_UNUSABLE` */
  noteCached(use: CachedUse): void;
  /** What is left of this month's budget. @throws `LEDGER_UNUSABLE` */
  status(user: string): BudgetStatus;
  /** What was used, most expensive first. @throws `LEDGER_UNUSABLE` */
  usage(query: UsageQuery): readonly UsageRow[];
  /** May be called twice. */
  close(): void;
}
