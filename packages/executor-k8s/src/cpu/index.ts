export { analyzeCpuAction } from './action.ts';
export { analyzeCpu } from './analyze-cpu.ts';
export type { CpuFindingDefinition } from './draft.ts';
export type { CpuInput, CpuScope, StepEvidence } from './input.ts';
export { cpuFindings } from './registry.ts';
export { cpuSuspectsAction } from './suspects.ts';
export { type CpuThresholds, defaultThresholds } from './thresholds.ts';
