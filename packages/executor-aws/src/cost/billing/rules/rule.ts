import type { Finding } from '@cloudops/spec';
import { valueAt } from '../../../value/read.ts';
import { fieldOf, listOf } from '../../explorer/cost-table.ts';
import type { Bill } from '../bill.ts';
import type { Forecast } from '../forecast.ts';
import type { CostInput } from '../input.ts';
import type { CostCause } from '../judge/cost-cause.ts';

/** What a rule beside the judgement of days may look at. */
export interface RuleContext {
  readonly bill: Bill;
  readonly input: CostInput;
  readonly forecast: Forecast | null;
  readonly causes: readonly CostCause[];
  /** Millionths of the bill's currency. */
  readonly minTotal: number;
}

/** One rule: pure; says nothing when its evidence is not there. */
export type CostRule = (context: RuleContext) => readonly Finding[];

/** Items of an answer of `aws.cost-explorer`; empty unless it was read whole. */
export function answersOf({ steps }: CostInput, step: string): readonly unknown[] {
  const evidence = steps[step];
  return evidence?.status === 'present' ? listOf(fieldOf(evidence.output, 'results')) : [];
}

/** An item of a listing with its account, region and pointer. */
export interface Listed {
  readonly item: unknown;
  readonly account: string;
  readonly region: string;
  readonly pointer: string;
}

/** Items of a listing of `aws.list`, unreadable places left out. */
export function listedOf({ steps }: CostInput, step: string): readonly Listed[] {
  return listOf(fieldOf(steps[step]?.output, 'places')).flatMap((place, at) => {
    const [account, region] = [String(fieldOf(place, 'account') ?? ''), String(fieldOf(place, 'region') ?? '')];
    return listOf(fieldOf(place, 'items')).map((item, index) => ({
      ...{ item, account, region },
      pointer: `/places/${at}/items/${index}`,
    }));
  });
}

/** A number that AWS wrote as text; null for anything else. */
export function writtenNumberAt(value: unknown, ...names: readonly string[]): number | null {
  const found = valueAt(value, ...names);
  const number =
    typeof found === 'number' ? found : typeof found === 'string' && found !== '' ? Number(found) : Number.NaN;
  return Number.isFinite(number) ? number : null;
}
