import type { Micros } from '../../explorer/money.ts';

/** Where a series was read. */
export interface LineSource {
  readonly step: string;
  /** RFC 6901 pointer to the row. */
  readonly pointer: string;
}

/** The cost of one usage type of one service, in one account and region where that could be told apart. */
export interface CostLine {
  readonly service: string;
  readonly usageType: string;
  /** Null when several accounts are in it. */
  readonly account: string | null;
  /** Null when several regions are in it. */
  readonly region: string | null;
  /** One amount per complete day, oldest first. */
  readonly values: readonly Micros[];
  readonly source: LineSource;
}

/** The cost of one record type of one service: what is no use of a service is judged by its own rules. */
export interface RecordLine {
  readonly recordType: string;
  readonly service: string;
  /** Empty unless a closer look told. */
  readonly usageType: string;
  readonly account: string | null;
  readonly region: string | null;
  readonly values: readonly Micros[];
  readonly source: LineSource;
}

/** Record types that follow what is used. Source: the dimension RECORD_TYPE of Cost Explorer. */
export const usageRecordTypes: readonly string[] = ['DiscountedUsage', 'SavingsPlanCoveredUsage', 'Usage'];

/** Sorts lines the same whatever order they were read in. */
export function lineName({ service, usageType, account, region }: Omit<CostLine, 'values' | 'source'>): string {
  return JSON.stringify([service, usageType, account, region]);
}
