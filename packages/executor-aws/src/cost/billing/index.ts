export { analyzeCostAction, costSuspectsAction } from './actions.ts';
export { analyzeCost } from './analyze-cost.ts';
export type { CostInput, CostScope, CostSettings } from './input.ts';
export { type BillingFindingDefinition, billingFindings } from './registry.ts';
