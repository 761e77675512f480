import { type Action, type Analysis, analysisSchema, defineAction } from '@cloudops/spec';
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
  doRun: (input, { target }) => Promise.resolve({ status: 'present', output: analyzeCpu(input, target.name) }),
});
