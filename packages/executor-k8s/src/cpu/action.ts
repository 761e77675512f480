import { type Action, type Analysis, analysisSchema, defineAction, type Evidence } from '@cloudops/spec';
import { analyzeCpu } from './analyze-cpu.ts';
import { type CpuInput, cpuInputSchema } from './input.ts';

/** `kubernetes.analyze-cpu`: why CPU is high, from what earlier steps saw. Touches no cluster. */
export const analyzeCpuAction: Action = defineAction<CpuInput, Analysis>({
  name: 'analyze-cpu',
  description:
    'Says why CPU is high: ranked causes with their consequences, what was ruled out, what could not be checked.',
  risk: 'read',
  input: cpuInputSchema,
  output: analysisSchema,
  estimatedSec: 0.2,
  estimatedCostUsd: 0,
  permissions: () => [],
  doRun: (input, { target }) => Promise.resolve(judge(input, analyzeCpu(input, target.name))),
});

/** Without nodes, pods and measurements there is nothing to judge CPU by, whatever else could be read. */
function judge({ steps }: CpuInput, output: Analysis): Evidence<Analysis> {
  const basis = ['pods', 'nodes', 'metrics'].map((step) => steps[step]);
  const reason = basis[0]?.reason;
  const isKnown = basis.some((evidence) => !['unknown', 'skipped', undefined].includes(evidence?.status));
  if (isKnown || reason === undefined || reason === null) {
    return { status: 'present', output };
  }
  return { status: 'unknown', reason, output };
}
