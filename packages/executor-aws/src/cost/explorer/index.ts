export { type CostAnswer, type CostExplorerOptions, createCostExplorerAction } from './action.ts';
export { type CostCacheStore, createFolderCostCache } from './cost-cache.ts';
export { costRegionOf } from './cost-region.ts';
export type { CostTable } from './cost-table.ts';
export type { CostExplorerInput, CostGroupBy } from './request.ts';
