// For tests that need a bill.

export { costCorpora, largeCostCorpus } from './corpus/corpora.ts';
export type { CostCase, CostCorpus } from './corpus/corpus.ts';
export { governedCostCorpus } from './corpus/governed.ts';
export { type LargeSize, largeCorpus } from './corpus/large.ts';
export { randomCostCorpus } from './corpus/random.ts';
export { type CostScore, type SaidChange, scoreCosts } from './corpus/score.ts';
// For authors of further ledgers.
export { type BuiltLedger, buildLedger, type LedgerSpec } from './ledger/build-ledger.ts';
export type { Cause, CauseKind, CostExpectation } from './ledger/cause.ts';
export type { Ledger, LineItem, LineKey, RecordType } from './ledger/ledger.ts';
export type { LineSpec } from './ledger/line.ts';
export type { Pattern } from './ledger/pattern.ts';
export {
  type CostAndUsageAnswer,
  ledgerToCostAndUsage,
  ledgerToCostAndUsageWithResources,
  type PageOptions,
  type ResultByTime,
} from './query/cost-and-usage.ts';
export {
  type CostExplorerDouble,
  type CostExplorerOptions,
  type LoggedRequest,
  startCostExplorer,
} from './server.ts';
export type { AccountState } from './wire/account.ts';
export { type FaultType, WireFault } from './wire/fault.ts';
export type { Disturbance, PlannedFault } from './wire/fault-plan.ts';
export type { CostRequest, Expression, GroupDefinition } from './wire/request.ts';
