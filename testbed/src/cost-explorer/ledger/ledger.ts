import type { Units } from './amount.ts';

/**
 * What a line is for: the values of the dimension RECORD_TYPE. Cost Explorer names reservation fees `Recurring` and
 * `Upfront`, the cost and usage report `RIFee` and `Fee`; ledgers use either.
 */
export type RecordType =
  | 'Usage'
  | 'Tax'
  | 'Support'
  | 'Fee'
  | 'Recurring'
  | 'Upfront'
  | 'Credit'
  | 'Refund'
  | 'DiscountedUsage'
  | 'RIFee'
  | 'SavingsPlanCoveredUsage'
  | 'SavingsPlanNegation'
  | 'SavingsPlanRecurringFee'
  | 'SavingsPlanUpfrontFee';

/** What identifies a line of the bill, the same on every day. */
export interface LineKey {
  readonly recordType: RecordType;
  /** As Cost Explorer names it, such as `Amazon Elastic Compute Cloud - Compute`. */
  readonly service: string;
  /** Such as `EUW1-BoxUsage:m5.large`; `NoUsageType` for tax. */
  readonly usageType: string;
  /** Such as `RunInstances`; empty means none. */
  readonly operation: string;
  /** A region, `global` or `NoRegion`. */
  readonly region: string;
  /** Twelve digits. */
  readonly account: string;
  readonly tags: Readonly<Record<string, string>>;
  /** Of the usage, such as `Hrs`, `GB`, `Requests`. */
  readonly unit: string;
  /** The ARN or id; only GetCostAndUsageWithResources shows it. */
  readonly resource?: string;
}

/** One line on one day. Costs in {@link Units}. */
export interface LineItem {
  readonly key: LineKey;
  /** `YYYY-MM-DD`, UTC. */
  readonly date: string;
  readonly unblended: Units;
  /** Left out when the same as unblended. */
  readonly amortized?: Units;
  /** Net of discounts; left out when the same as unblended, or as amortized. */
  readonly netUnblended?: Units;
  readonly netAmortized?: Units;
  /** Usage in 1e-10 of the unit. */
  readonly usage: Units;
}

/** A Savings Plan as DescribeSavingsPlans tells it. */
export interface LedgerSavingsPlan {
  readonly id: string;
  readonly type: 'Compute' | 'EC2Instance';
  readonly account: string;
  /** USD per hour. */
  readonly commitment: number;
  /** ISO 8601. */
  readonly start: string;
  readonly end: string;
  readonly state: 'active' | 'retired' | 'queued';
}

/** Reserved instances of one type, as the reservation operations count them. */
export interface LedgerReservation {
  readonly id: string;
  readonly account: string;
  readonly region: string;
  readonly service: string;
  readonly instanceType: string;
  readonly count: number;
  readonly start: string;
  readonly end: string;
}

/** A cost budget. */
export interface LedgerBudget {
  readonly name: string;
  readonly limit: number;
  readonly timeUnit: 'DAILY' | 'MONTHLY';
  /** Such as `{ Service: ['Amazon Simple Storage Service'] }`. */
  readonly filters?: Readonly<Record<string, readonly string[]>>;
}

/** The rules of a cost category: the first value whose rule holds. */
export interface LedgerCostCategory {
  readonly name: string;
  readonly values: readonly { readonly value: string; readonly accounts: readonly string[] }[];
  readonly defaultValue: string;
}

/** All that a payer account was billed for. */
export interface Ledger {
  /** ISO 4217, such as `USD` or `CNY`. */
  readonly currency: string;
  readonly payer: string;
  readonly accounts: readonly { readonly id: string; readonly name: string }[];
  /** Sorted by date; nothing on or after the day of `now`'s end. */
  readonly items: readonly LineItem[];
  /** The time that it was written for, ISO 8601: what Cost Explorer would know then. */
  readonly now: string;
  /** Whether hourly data was opted in to. */
  readonly hourly: boolean;
  readonly savingsPlans: readonly LedgerSavingsPlan[];
  readonly reservations: readonly LedgerReservation[];
  readonly budgets: readonly LedgerBudget[];
  readonly costCategories: readonly LedgerCostCategory[];
}
