export type { ApiAnswer, ApiCall, ApiClient } from './api-client.ts';
export type { TestbedStatus } from './attach.ts';
export { findTestbed } from './attach.ts';
export type { AwsCredentials, Identity } from './aws/credentials.ts';
export type { RequestCount } from './aws/proxy/control.ts';
export type { SetAnswer } from './aws/proxy/doubles.ts';
export type { Fault, FaultKind } from './aws/proxy/faults.ts';
export type { AwsFleet, AwsStartOptions, AwsTestbed } from './aws/testbed.ts';
export { findAwsTestbed, startAwsTestbed } from './aws/testbed.ts';
export type { BuildOptions } from './build.ts';
export { buildTestbed } from './build.ts';
export { checkCauses } from './check-causes.ts';
export { cleanScenario } from './clean.ts';
export type { ProgramName } from './control-plane.ts';
export {
  type BuiltLedger,
  buildLedger,
  type CostAndUsageAnswer,
  type CostCase,
  type CostCorpus,
  type CostExpectation,
  type CostExplorerDouble,
  type CostExplorerOptions,
  type CostRequest,
  type CostScore,
  costCorpora,
  governedCostCorpus,
  type Ledger,
  type LedgerSpec,
  type LoggedRequest,
  largeCorpus,
  largeCostCorpus,
  ledgerToCostAndUsage,
  ledgerToCostAndUsageWithResources,
  type PlannedFault,
  randomCostCorpus,
  type SaidChange,
  scoreCosts,
  startCostExplorer,
  WireFault,
} from './cost-explorer/index.ts';
export type { TestbedErrorCode } from './errors.ts';
export { TestbedError } from './errors.ts';
export type { FleetOptions } from './fleet.ts';
export { applyFleet } from './fleet.ts';
export { findGo } from './go.ts';
export type { KubernetesObject } from './kubernetes-object.ts';
export type { ReaderOptions } from './reader.ts';
export { createReader } from './reader.ts';
export type { KindName, ResourcePatch, Resources } from './resources.ts';
export type { Expectation, ExpectedResource, Scenario } from './scenario.ts';
export { findScenario, listScenarios } from './scenario-file.ts';
export { settleScenario } from './settling.ts';
export type { StageOptions } from './staging.ts';
export { applyScenario } from './staging.ts';
export type { StartOptions } from './start.ts';
export { startTestbed } from './start.ts';
export type { Testbed } from './testbed.ts';
export type { MetricsWait } from './wait-for-metrics.ts';
export { waitForMetrics } from './wait-for-metrics.ts';
