import {
  type Action,
  type Analysis,
  analysisSchema,
  defineAction,
  type Evidence,
  type UnknownReason,
} from '@cloudops/spec';
import { z } from 'zod';
import { analyzeCost } from './analyze-cost.ts';
import { hasCosts, readBill } from './bill.ts';
import { type CostInput, costInputSchema } from './input.ts';
import { detectOptions } from './judge/judge-bill.ts';
import type { Drill } from './ledger/drill.ts';
import { planDrills } from './plan-drills.ts';

/** `aws.analyze-cost`: why the bill changed, from what earlier steps read. Touches no account. */
export const analyzeCostAction: Action = defineAction<CostInput, Analysis>({
  name: 'analyze-cost',
  description: 'Says what changed a bill, when, where and by how much; what is normal; what the month will cost.',
  risk: 'read',
  input: costInputSchema,
  output: analysisSchema,
  estimatedSec: 1,
  estimatedCostUsd: 0,
  permissions: () => [],
  doRun: (input) => Promise.resolve(judge(input)),
});

/** Without totals and usage there is nothing to judge, and no cost at all is no unchanged bill. */
function judge(input: CostInput): Evidence<Analysis> {
  const output = analyzeCost(input);
  const reason = basisProblem(input);
  return reason === null ? { status: 'present', output } : { status: 'unknown', reason, output };
}

function basisProblem({ steps }: CostInput): UnknownReason | null {
  for (const step of ['records', 'usage']) {
    const evidence = steps[step];
    if (evidence?.status === 'present' && hasCosts(evidence.output)) continue;
    if (evidence?.status === 'unknown' && evidence.reason) return evidence.reason;
    const message = 'Cost Explorer names no cost at all for these days';
    return {
      kind: 'not-found',
      message,
      needs: 'an account that pays, with Cost Explorer switched on for a day or more',
    };
  }
  return null;
}

const drillSchema: z.ZodType<{ readonly drills: readonly Drill[] }> = z.object({
  drills: z.array(z.unknown() as z.ZodType<Drill>),
});

/** `aws.cost-suspects`: which closer looks tell accounts and regions apart; each costs one request. */
export const costSuspectsAction: Action = defineAction<CostInput, { readonly drills: readonly Drill[] }>({
  name: 'cost-suspects',
  description: 'Picks the few further requests that tell accounts and regions of a change apart.',
  risk: 'read',
  input: costInputSchema,
  output: drillSchema,
  estimatedSec: 0.5,
  estimatedCostUsd: 0,
  permissions: () => [],
  doRun(input) {
    const bill = readBill(input);
    const drills = bill === null ? [] : planDrills(bill, detectOptions(bill, input.settings));
    return Promise.resolve({ status: 'present', output: { drills } });
  },
});
