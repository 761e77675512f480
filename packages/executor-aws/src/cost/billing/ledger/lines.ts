import { type CostLine, lineName } from './cost-line.ts';
import { type Drilled, usageKey } from './drill.ts';
import type { TableRow } from './table.ts';

/** The three cuts of the same cost: each has the usage type and one other dimension. */
export interface Cuts {
  /** Keys: service, usage type. */
  readonly services: readonly TableRow[];
  /** Keys: account, usage type. Null when it could not be read. */
  readonly accounts: readonly TableRow[] | null;
  /** Keys: region, usage type. Null when it could not be read. */
  readonly regions: readonly TableRow[] | null;
}

/** One usage type in all three cuts. */
export interface UsageCut {
  readonly usageType: string;
  readonly services: readonly TableRow[];
  readonly accounts: readonly TableRow[] | null;
  readonly regions: readonly TableRow[] | null;
}

/** Sorts the rows of the three cuts by usage type. */
export function cutByUsageType({ services, accounts, regions }: Cuts): readonly UsageCut[] {
  const usageOf = ({ keys }: TableRow) => keys[1] ?? '';
  const byAccount = Map.groupBy(accounts ?? [], usageOf);
  const byRegion = Map.groupBy(regions ?? [], usageOf);
  return [...Map.groupBy(services, usageOf)].map(([usageType, rows]) => ({
    usageType,
    services: rows,
    accounts: accounts === null ? null : (byAccount.get(usageType) ?? []),
    regions: regions === null ? null : (byRegion.get(usageType) ?? []),
  }));
}

/** Whether service, account and region of every cost of a usage type follow from the three cuts alone. */
export function isPlain({ services, accounts, regions }: UsageCut): boolean {
  const sizes = [services.length, accounts?.length ?? 2, regions?.length ?? 2];
  return sizes.filter((size) => size <= 1).length >= 2;
}

/** The finest lines that the answers allow, sorted. */
export function resolveLines(cuts: readonly UsageCut[], drilled: Drilled): readonly CostLine[] {
  const lines = cuts.flatMap((cut) => (isPlain(cut) ? plainLines(cut) : drilledLines(cut, drilled)));
  return lines
    .map((line) => ({ line, name: lineName(line) }))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .map(({ line }) => line);
}

const soleKey = (rows: readonly TableRow[] | null): string | null =>
  rows !== null && rows.length === 1 ? (rows[0]?.keys[0] ?? null) : null;

/** At most one dimension has several values: that cut's rows are the lines. */
function plainLines({ usageType, services, accounts, regions }: UsageCut): readonly CostLine[] {
  const [service, account, region] = [soleKey(services), soleKey(accounts), soleKey(regions)];
  const common = { service: service ?? '', usageType, account, region };
  const of = (row: TableRow) => ({ ...common, values: row.values, source: row.source });
  if (service === null) return services.map((row) => ({ ...of(row), service: row.keys[0] ?? '' }));
  if (account === null && accounts !== null && accounts.length > 0) {
    return accounts.map((row) => ({ ...of(row), account: row.keys[0] ?? null }));
  }
  if (region === null && regions !== null && regions.length > 0) {
    return regions.map((row) => ({ ...of(row), region: row.keys[0] ?? null }));
  }
  return services.map(of);
}

function drilledLines(cut: UsageCut, { byAccount, byUsage }: Drilled): readonly CostLine[] {
  const { usageType, services } = cut;
  const [account, region] = [soleKey(cut.accounts), soleKey(cut.regions)];
  const service = soleKey(services);
  if (service !== null && covers(cut.accounts, byAccount)) {
    return (cut.accounts ?? []).flatMap(({ keys: [one = ''] }) =>
      (byAccount.get(one) ?? [])
        .filter(({ keys }) => keys[1] === usageType)
        .map((row) => ({ service, usageType, account: one, region: row.keys[0] ?? null, ...dataOf(row) })),
    );
  }
  return services.flatMap((row) => {
    const name = row.keys[0] ?? '';
    const closer = byUsage.get(usageKey(name, usageType));
    if (closer !== undefined) {
      return closer.map((one) => ({
        service: name,
        usageType,
        account: one.keys[0] ?? null,
        region: one.keys[1] ?? null,
        ...dataOf(one),
      }));
    }
    if (service !== null && cut.accounts !== null) {
      return cut.accounts.map((one) => ({ service, usageType, account: one.keys[0] ?? null, region, ...dataOf(one) }));
    }
    return [{ service: name, usageType, account, region, ...dataOf(row) }];
  });
}

function covers(accounts: readonly TableRow[] | null, byAccount: Drilled['byAccount']): boolean {
  return accounts?.every(({ keys: [account = ''] }) => byAccount.has(account)) ?? false;
}

function dataOf({ values, source }: TableRow): Pick<CostLine, 'values' | 'source'> {
  return { values, source };
}
