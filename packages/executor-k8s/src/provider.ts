import {
  type Action,
  type ActionContext,
  defineProvider,
  type Evidence,
  type Principal,
  type Provider,
  type Target,
  type WireTransport,
} from '@cloudops/spec';
import { createActions } from './actions/create-actions.ts';
import { readIdentity, toPrincipal } from './actions/identity.ts';
import { mapEvidence } from './api/map-evidence.ts';
import { createSemaphore } from './api/semaphore.ts';
import { type ApiSession, createApiSession } from './api/session.ts';
import { createChanges } from './changes/create-changes.ts';
import { locateCluster } from './changes/locate.ts';
import { analyzeCpuAction, cpuFindings, cpuSuspectsAction } from './cpu/index.ts';
import { createDiscovery } from './discovery/discovery.ts';
import { type ContextChoice, chooseContext, chooseContextName } from './kubeconfig/choose-context.ts';
import { createClusterTransport } from './transport/cluster-transport.ts';
import { withLifetime } from './transport/credential-lifetime.ts';
import { createPrometheusTransport, type PrometheusTransportOptions } from './transport/prometheus-transport.ts';
import { triageAction, triageFindings, triageScoutAction } from './triage/index.ts';

/** How to make the Kubernetes provider. */
export interface KubernetesProviderOptions {
  /** The provider's version, stated in plans. */
  readonly version: string;
  /** A recorded world, or a recorder around {@link createClusterTransport}; left out: the cluster of the kubeconfig. */
  readonly transport?: WireTransport;
  /** What `targets()` answers; left out: the kubeconfig context. */
  readonly target?: Target;
  /** One kubeconfig file; then KUBECONFIG and ~/.kube/config are not looked at. */
  readonly kubeconfigPath?: string;
  /** The kubeconfig context; its current one unless stated. */
  readonly context?: string;
  /** The environment that a context belongs to; `prod` unless stated. */
  readonly environmentOf?: (contextName: string) => string;
  /** Where Prometheus answers; left out: `prometheus-range` says that none is configured. */
  readonly prometheus?: PrometheusTransportOptions;
  /** A recorded Prometheus, or a recorder around {@link createPrometheusTransport}; wins over `prometheus`. */
  readonly prometheusTransport?: WireTransport;
  /** Where Alertmanager answers; left out: `alerts` asks Prometheus for what its own rules fire. */
  readonly alertmanager?: PrometheusTransportOptions;
  /** A recorded Alertmanager, or a recorder around its transport; wins over `alertmanager`. */
  readonly alertmanagerTransport?: WireTransport;
  /** Requests at the same time; 8 unless stated. */
  readonly concurrency?: number;
  /** For one request with its whole answer; 60 s unless stated. */
  readonly requestTimeoutMs?: number;
  /** Whether `nodes/proxy` may be used; false unless stated. */
  readonly allowNodeProxy?: boolean;
  /** Environment variables for finding the kubeconfig; this process's unless stated. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
}

/** Larger answers are refused: beyond any page of 500 objects, below what a string can hold. */
const maxBodyBytes = 400_000_000;
/** Of Prometheus and Alertmanager: far more than any question here needs. */
const maxMetricsBytes = 64_000_000;

function contextChoice(options: KubernetesProviderOptions): ContextChoice {
  const { kubeconfigPath, context, environment = process.env } = options;
  return {
    environment,
    ...(kubeconfigPath === undefined ? {} : { kubeconfigPath }),
    ...(context === undefined ? {} : { context }),
  };
}

async function findTarget(options: KubernetesProviderOptions): Promise<Target> {
  const { environmentOf, transport } = options;
  const name = transport === undefined ? await chooseContextName(contextChoice(options)) : transport.endpoint;
  return { provider: 'kubernetes', name, environment: environmentOf?.(name) ?? 'prod' };
}

async function findNamespace(options: KubernetesProviderOptions): Promise<string> {
  const context = options.transport === undefined ? await chooseContext(contextChoice(options)) : null;
  return context?.namespace ?? 'default';
}

function prometheusOf(options: KubernetesProviderOptions): WireTransport | null {
  if (options.prometheusTransport !== undefined) return options.prometheusTransport;
  return options.prometheus === undefined ? null : createPrometheusTransport(options.prometheus);
}

function alertmanagerOf({ alertmanager, alertmanagerTransport }: KubernetesProviderOptions): WireTransport | null {
  if (alertmanagerTransport !== undefined) return alertmanagerTransport;
  return alertmanager === undefined ? null : createPrometheusTransport({ product: 'Alertmanager', ...alertmanager });
}

/**
 * Makes the Kubernetes provider. Reads nothing and connects to nothing until called.
 * Its `targets()` throws `KUBECONFIG_NOT_FOUND`, `KUBECONFIG_INVALID`, `CONTEXT_NOT_SET`, `CONTEXT_UNKNOWN`.
 */
export function createKubernetesProvider(options: KubernetesProviderOptions): Provider {
  const { concurrency = 8, requestTimeoutMs = 60_000, allowNodeProxy = false, version } = options;
  const transport =
    options.transport ?? createClusterTransport({ ...contextChoice(options), userAgent: `cloudops/${version}` });
  const prometheusTransport = prometheusOf(options);
  const alertmanagerTransport = alertmanagerOf(options);
  const places = createSemaphore(concurrency);
  const limits = { places, requestTimeoutMs, maxBodyBytes };
  const session = createApiSession({ transport, ...limits });
  const metricsSession = (metrics: WireTransport | null): ApiSession | null =>
    metrics === null ? null : createApiSession({ transport: metrics, ...limits, maxBodyBytes: maxMetricsBytes });
  const reads: readonly Action[] = createActions({
    session,
    discovery: createDiscovery(session),
    allowNodeProxy,
    prometheus: metricsSession(prometheusTransport),
    alertmanager: metricsSession(alertmanagerTransport),
  });
  const changes = createChanges({ session, defaultNamespace: () => findNamespace(options) });
  const analyses = [analyzeCpuAction, cpuSuspectsAction, triageAction, triageScoutAction];
  return defineProvider({
    specificationVersion: 'v1',
    name: 'kubernetes',
    version,
    actions: [...reads, ...analyses, ...changes].toSorted((left, right) => (left.name < right.name ? -1 : 1)),
    findings: [...cpuFindings, ...triageFindings].toSorted((left, right) => (left.code < right.code ? -1 : 1)),
    targets: async () => [options.target ?? (await findTarget(options))],
    async doIdentify(context: ActionContext): Promise<Evidence<Principal>> {
      const identity = await readIdentity(session, context);
      return mapEvidence(identity, (found) => withLifetime(toPrincipal(found), transport));
    },
    doLocate: (context) => locateCluster(session, context),
    async close() {
      await Promise.all([transport.close(), prometheusTransport?.close(), alertmanagerTransport?.close()]);
    },
  });
}
