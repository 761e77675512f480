import type { LineSpec } from '../ledger/line.ts';
import { officeWeek, type Pattern } from '../ledger/pattern.ts';
import { createRandom } from '../ledger/random.ts';
import { type CostCorpus, corpus } from './corpus.ts';
import { accounts, line, serviceNames } from './lines.ts';

/** How large: 90 days × 15 services × 400 usage types × 3 accounts unless stated. */
export interface LargeSize {
  readonly services: number;
  /** In all, spread over the services. */
  readonly usageTypes: number;
}

const regions = ['eu-west-1', 'us-east-1', 'eu-central-1', 'us-west-2'];
const patterns: readonly Pattern[] = [{ kind: 'flat' }, officeWeek];

/** One usage type in each account, at a price that differs by account. */
function usageType(index: number, size: LargeSize): readonly LineSpec[] {
  const random = createRandom(7_919 + index);
  const names = Object.values(serviceNames).slice(0, size.services);
  const service = names[index % names.length] ?? serviceNames.compute;
  const region = regions[index % regions.length] ?? 'eu-west-1';
  const pattern = patterns[index % patterns.length] ?? { kind: 'flat' };
  const daily = 0.5 + 30 * random.next() ** 3;
  return accounts.map(({ id }) =>
    line({
      service,
      region,
      pattern,
      account: id,
      operation: `Operation${index % 9}`,
      noise: 0.02 + 0.03 * random.next(),
      usage: `Usage-${String(index).padStart(4, '0')}`,
      daily: daily * (0.2 + random.next()),
    }),
  );
}

/** A bill with hundreds of usage types in three accounts and three causes among them. */
export function largeCorpus(size: LargeSize = { services: 15, usageTypes: 400 }): CostCorpus {
  return corpus('large', `${size.services} services, ${size.usageTypes} usage types, three accounts`, ({ ago }) => {
    const bill = Array.from({ length: size.usageTypes }, (_, index) => usageType(index, size)).flat();
    const pick = (index: number): LineSpec =>
      bill[index % bill.length] ?? line({ service: serviceNames.compute, usage: 'BoxUsage', daily: 1 });
    return {
      bill,
      causes: [
        { kind: 'spike', line: pick(10), start: ago(1), days: 1, add: 460 },
        { kind: 'step', line: pick(200), start: ago(6), add: 120 },
        { kind: 'ramp', line: pick(431), start: ago(15), slope: 9 },
      ],
    };
  });
}
