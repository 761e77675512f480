export type { StepEvidence } from '../evidence/step-evidence.ts';
export { analyzeCpuAction } from './action.ts';
export type { CpuFindingDefinition } from './draft.ts';
export type { CpuInput, CpuScope } from './input.ts';
export { cpuFindings } from './registry.ts';
export { cpuSuspectsAction } from './suspects.ts';
export type { CpuThresholds } from './thresholds.ts';
