import type { LineSource } from '../ledger/cost-line.ts';

/** The kinds of change that a cost finding can state. */
export type CostKind = 'spike' | 'step' | 'ramp' | 'new' | 'recurring fee' | 'credit' | 'migration';

/** One thing that changed the bill. Amounts in millionths of the bill's currency. */
export interface CostCause {
  readonly kind: CostKind;
  readonly service: string;
  readonly usageType: string;
  readonly account: string | null;
  readonly region: string | null;
  /** `Usage` for what is used; else the record type that changed. */
  readonly recordType: string;
  /** Index of the first day. */
  readonly start: number;
  /** Index after the last day. */
  readonly end: number;
  readonly delta: number;
  readonly daily: number;
  /** Per day, without the change. */
  readonly normal: number;
  /** What is normal, in words. */
  readonly habit: string;
  /** What it added on each day. */
  readonly added: readonly number[];
  readonly source: LineSource;
  /** Usage types that shrank while this one grew; empty unless it is a migration. */
  readonly movedFrom: readonly string[];
}

/** A change that was looked at and is no cause. */
export interface Dismissed {
  readonly cause: CostCause;
  readonly why: string;
}

/** What judging yields. */
export interface Judgement {
  readonly causes: readonly CostCause[];
  readonly dismissed: readonly Dismissed[];
}
