import { type Action, type Analysis, analysisSchema, defineAction, type Evidence } from '@cloudops/spec';
import { analyzeWaste } from './analyze-waste.ts';
import { type WasteInput, wasteInputSchema } from './input.ts';
import { findSuspects, type Suspects, suspectsSchema } from './suspects.ts';

/** `aws.analyze-waste` and `aws.waste-suspects`: pure, they call nothing. */
export const wasteActions: readonly Action[] = [
  defineAction<WasteInput, Analysis>({
    name: 'analyze-waste',
    description:
      'Says what is paid for and not used: savings by dollars a month, each counted once, with effort, risk and undo.',
    risk: 'read',
    input: wasteInputSchema,
    output: analysisSchema,
    estimatedSec: 0.5,
    estimatedCostUsd: 0,
    permissions: () => [],
    doRun: (input, { clock }) => Promise.resolve(judge(input, analyzeWaste(input, { clockNow: clock.now() }))),
  }),
  defineAction<WasteInput, Suspects>({
    name: 'waste-suspects',
    description: 'Picks images, target groups and load balancers that deserve a question of their own.',
    risk: 'read',
    input: wasteInputSchema,
    output: suspectsSchema,
    estimatedSec: 0.1,
    estimatedCostUsd: 0,
    permissions: () => [],
    doRun: (input, { clock }) => Promise.resolve({ status: 'present', output: findSuspects(input, clock.now()) }),
  }),
];

/** Without instances, volumes, addresses and load balancers there is nothing to judge, whatever else could be read. */
function judge({ steps }: WasteInput, output: Analysis): Evidence<Analysis> {
  const basis = ['instances', 'volumes', 'addresses', 'load_balancers'].map((step) => steps[step]);
  const reason = basis.find((evidence) => evidence?.status === 'unknown')?.reason;
  const isBlind = basis.every((evidence) => evidence?.status === 'unknown' && output.findings.length === 0);
  if (!isBlind || reason === undefined || reason === null) return { status: 'present', output };
  return { status: 'unknown', reason, output };
}
