import { formatUnits } from '../ledger/amount.ts';
import type { Ledger, LineItem, LineKey } from '../ledger/ledger.ts';
import { invalid } from '../wire/fault.ts';

/** An amount on the wire. */
export interface MetricValue {
  readonly Amount: string;
  readonly Unit: string;
}

/** Adds up one metric over line items. */
export interface Sum {
  add(item: LineItem, share: (units: number) => number): void;
  value(ledger: Ledger): MetricValue;
}

const amortizedOf = (item: LineItem): number => item.amortized ?? item.unblended;
const costs: Readonly<Record<string, (item: LineItem) => number>> = {
  UnblendedCost: (item) => item.unblended,
  BlendedCost: (item) => item.unblended,
  AmortizedCost: amortizedOf,
  NetUnblendedCost: (item) => item.netUnblended ?? item.unblended,
  NetAmortizedCost: (item) => item.netAmortized ?? amortizedOf(item),
};

/** By size within a family: AWS's normalization factors. */
const sizes: Readonly<Record<string, number>> = {
  nano: 0.25,
  micro: 0.5,
  small: 1,
  medium: 2,
  large: 4,
  xlarge: 8,
};

function normalizationOf(key: LineKey): number {
  const size = /Usage:(?:db\.|cache\.)?[a-z0-9-]+\.([a-z0-9]+)$/.exec(key.usageType)?.[1] ?? '';
  const many = /^(\d+)xlarge$/.exec(size)?.[1];
  return many === undefined ? (sizes[size] ?? 0) : Number(many) * 8;
}

/** `AmortizedCost` for `AMORTIZED_COST`, which the service takes too. */
export function metricName(metric: string): string {
  const name = /^[A-Z_]+$/.test(metric)
    ? metric.toLowerCase().replace(/(?:^|_)([a-z])/g, (_, letter: string) => letter.toUpperCase())
    : metric;
  if (name in costs || name === 'UsageQuantity' || name === 'NormalizedUsageAmount') return name;
  throw invalid(
    `${metric} is not a valid metric. Valid values are [AmortizedCost, BlendedCost, NetAmortizedCost, NetUnblendedCost, NormalizedUsageAmount, UnblendedCost, UsageQuantity]`,
  );
}

/** A new sum of a metric, at zero. Units that differ make a usage's unit `N/A`. */
export function createSum(metric: string): Sum {
  const read = costs[metric];
  let total = 0n;
  const units = new Set<string>();
  return {
    add: (item, share) => {
      const factor = metric === 'NormalizedUsageAmount' ? normalizationOf(item.key) : 1;
      total += BigInt(share(read === undefined ? Math.round(item.usage * factor) : read(item)));
      units.add(item.key.unit);
    },
    value: (ledger) => {
      const unit = units.size === 1 && metric === 'UsageQuantity' ? ([...units][0] ?? 'N/A') : 'N/A';
      return { Amount: formatUnits(total), Unit: read === undefined ? unit : ledger.currency };
    },
  };
}
