// For everybody who connects CloudOps to a cluster.

export { checkCluster } from './check-cluster.ts';
// For authors of recorders, analyzers and tools.
export { analyzeCpuAction, cpuFindings } from './cpu/index.ts';
export type { KubernetesErrorCode } from './errors.ts';
export { type ContextListing, listContexts } from './kubeconfig/choose-context.ts';
export type { KubeconfigSource } from './kubeconfig/load-kubeconfig.ts';
export { createKubernetesProvider, type KubernetesProviderOptions } from './provider.ts';
export { parseGoDuration, parseQuantity } from './quantity/quantity.ts';
export { type ClusterTransportOptions, createClusterTransport } from './transport/cluster-transport.ts';
export {
  createPrometheusTransport,
  type MetricsLogin,
  type PrometheusTransportOptions,
} from './transport/prometheus-transport.ts';
export type { SecretSource } from './transport/secret-source.ts';
export { triageAction, triageFindings } from './triage/index.ts';
export { recordNames } from './triage/records/records.ts';
