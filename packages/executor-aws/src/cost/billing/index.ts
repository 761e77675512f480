export { analyzeCostAction, costSuspectsAction } from './actions.ts';

export type { CostInput, CostScope, CostSettings } from './input.ts';
export { type BillingFindingDefinition, billingFindings } from './registry.ts';
