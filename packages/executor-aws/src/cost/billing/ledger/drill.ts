import type { JsonObject } from '@cloudops/spec';
import { fieldOf, listOf } from '../../explorer/cost-table.ts';
import type { CostGroupBy } from '../../explorer/request.ts';
import { usageRecordTypes } from './cost-line.ts';
import type { DayRange, TableRow } from './table.ts';
import { readRows } from './table.ts';

/** One closer look: what is fixed by the filter, and what it groups by. Doubles as input of `aws.cost-explorer`. */
export interface Drill {
  readonly kind: 'account' | 'usage-type' | 'record-accounts' | 'record-regions';
  /** For `account`. */
  readonly account: string | null;
  /** For `usage-type` and records. */
  readonly service: string | null;
  /** For `usage-type`. */
  readonly usage_type: string | null;
  /** For records. */
  readonly record_type: string | null;
  readonly filter: JsonObject;
  readonly group_by: readonly CostGroupBy[];
}

const dimension = (key: string): CostGroupBy => ({ type: 'DIMENSION', key });

/** A filter that a dimension has one of some values. */
function isOneOf(key: string, values: readonly string[]): JsonObject {
  return { Dimensions: { Key: key, Values: values } };
}

/** A filter for what is used, not for fees, taxes and credits. */
export const usageFilter: JsonObject = isOneOf('RECORD_TYPE', usageRecordTypes);

/** Regions and usage types of one account. */
export function drillAccount(account: string): Drill {
  const filter = { And: [usageFilter, isOneOf('LINKED_ACCOUNT', [account])] };
  const group_by = [dimension('REGION'), dimension('USAGE_TYPE')];
  return { kind: 'account', account, service: null, usage_type: null, record_type: null, filter, group_by };
}

/** Accounts and regions of one usage type of one service. */
export function drillUsageType(service: string, usageType: string): Drill {
  const filter = { And: [usageFilter, isOneOf('SERVICE', [service]), isOneOf('USAGE_TYPE', [usageType])] };
  const group_by = [dimension('LINKED_ACCOUNT'), dimension('REGION')];
  return { kind: 'usage-type', account: null, service, usage_type: usageType, record_type: null, filter, group_by };
}

/** Accounts and regions, by usage type, of one record type of one service: two looks. */
export function drillRecord(recordType: string, service: string): readonly Drill[] {
  const filter = { And: [isOneOf('RECORD_TYPE', [recordType]), isOneOf('SERVICE', [service])] };
  const fixed = { account: null, service, usage_type: null, record_type: recordType, filter };
  return [
    { kind: 'record-accounts', ...fixed, group_by: [dimension('LINKED_ACCOUNT'), dimension('USAGE_TYPE')] },
    { kind: 'record-regions', ...fixed, group_by: [dimension('REGION'), dimension('USAGE_TYPE')] },
  ];
}

/** What closer looks showed: by account, by service and usage type, and by record type and service. */
export interface Drilled {
  readonly recordAccounts: ReadonlyMap<string, readonly TableRow[]>;
  readonly recordRegions: ReadonlyMap<string, readonly TableRow[]>;
  readonly byAccount: ReadonlyMap<string, readonly TableRow[]>;
  readonly byUsage: ReadonlyMap<string, readonly TableRow[]>;
}

/** The key of looks at a service: with its usage type, or a record type. */
export function usageKey(service: string, usageType: string): string {
  return JSON.stringify([service, usageType]);
}

/** Reads the answers of the step that ran once per {@link Drill}; those that failed are left out. */
export function readDrilled(output: unknown, range: DayRange): Drilled {
  const found: Readonly<Record<string, Map<string, readonly TableRow[]>>> = {
    account: new Map(),
    'usage-type': new Map(),
    'record-accounts': new Map(),
    'record-regions': new Map(),
  };
  for (const [index, one] of listOf(fieldOf(output, 'items')).entries()) {
    if (fieldOf(one, 'status') !== 'present') continue;
    const item = fieldOf(one, 'item');
    const rows = readRows(fieldOf(one, 'output'), range, { step: 'drills', pointer: `/items/${index}/output` });
    const [kind, account, service, usage, record] = ['kind', 'account', 'service', 'usage_type', 'record_type'].map(
      (name) => String(fieldOf(item, name) ?? ''),
    );
    const name =
      kind === 'account'
        ? (account ?? '')
        : usageKey(service ?? '', kind === 'usage-type' ? (usage ?? '') : (record ?? ''));
    found[kind ?? '']?.set(name, rows);
  }
  const of = (kind: string) => found[kind] ?? new Map<string, readonly TableRow[]>();
  return {
    byAccount: of('account'),
    byUsage: of('usage-type'),
    recordAccounts: of('record-accounts'),
    recordRegions: of('record-regions'),
  };
}
