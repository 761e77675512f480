import type { Bill } from './bill.ts';
import { type DetectOptions, detectChanges } from './detect/detect-changes.ts';
import { judgeRecords } from './judge/judge-records.ts';
import { type Drill, drillAccount, drillRecord, drillUsageType } from './ledger/drill.ts';
import { isPlain, type UsageCut } from './ledger/lines.ts';
import type { TableRow } from './ledger/table.ts';

/** Each look costs a cent, so that an ordinary question stays below a dozen requests. */
const mostDrills = 7;
const mostAccounts = 4;

/** What needs a closer look so that accounts and regions can be told apart, most telling first. */
export function planDrills(bill: Bill, options: DetectOptions): readonly Drill[] {
  const tangled = bill.cuts.filter((cut) => !isPlain(cut) && canMatter(cut, options));
  const accounts = [...new Set(tangled.flatMap((cut) => (cut.accounts ?? []).map(({ keys }) => keys[0] ?? '')))].sort();
  const byAccount = accounts.length > 0 && accounts.length <= mostAccounts;
  const unclear = tangled.filter((cut) => !byAccount || cut.services.length > 1);
  const { causes, dismissed } = judgeRecords(bill.records, options);
  const records = [...causes, ...dismissed.map(({ cause }) => cause)].flatMap(({ recordType, service }) =>
    drillRecord(recordType, service),
  );
  const drills = [
    ...(byAccount && tangled.some(({ services }) => services.length === 1) ? accounts.map(drillAccount) : []),
    ...records,
    ...unclear.flatMap((cut) => drillCut(cut, options)),
  ];
  return [...new Map(drills.map((drill) => [JSON.stringify(drill), drill])).values()].slice(0, mostDrills);
}

function canMatter({ services }: UsageCut, { judgedFrom, materiality }: DetectOptions): boolean {
  const spent = services.reduce((sum, { values }) => sum + values.slice(judgedFrom).reduce((a, b) => a + b, 0), 0);
  return spent >= materiality.total;
}

/** A usage type that several services, accounts and regions share is looked at when any cut of it changed. */
function drillCut({ usageType, services, accounts, regions }: UsageCut, options: DetectOptions): readonly Drill[] {
  const hasChanged = ({ values }: TableRow) => detectChanges(values, options).length > 0;
  const changed = services.filter(hasChanged);
  const isHidden = changed.length === 0 && [...(accounts ?? []), ...(regions ?? [])].some(hasChanged);
  return (isHidden ? services : changed).map(({ keys }) => drillUsageType(keys[0] ?? '', usageType));
}
