import {
  createClusterTransport,
  createKubernetesProvider,
  createPrometheusTransport,
  type KubernetesProviderOptions,
} from '@cloudops/executor-k8s';
import type { Provider, World } from '@cloudops/spec';
import { createReplayTransport } from '@cloudops/testkit';
import type { Configuration } from '../configuration/configuration.ts';
import { toTransportOptions } from '../configuration/metrics-settings.ts';
import { type ConnectRequest, recordedTarget } from './connect.ts';
import { keepHeapLean } from './lean-heap.ts';
import { chooseContext, environmentOf } from './targeting.ts';

/** The Kubernetes provider for an environment. */
export async function connectCluster(scope: string | null, request: ConnectRequest): Promise<Provider> {
  return request.world === null ? connectLive(scope, request) : replayCluster(request.world, request);
}

function replayCluster(world: World, { toolVersion, shuffleSeed }: ConnectRequest): Provider {
  const options = shuffleSeed === undefined ? {} : { shuffle: { seed: shuffleSeed } };
  return createKubernetesProvider({
    version: toolVersion,
    transport: createReplayTransport(world, 'kubernetes', options),
    prometheusTransport: createReplayTransport(world, 'prometheus', options),
    // Without recorded answers of an Alertmanager, alerts are Prometheus's.
    ...(world.exchanges.some(({ provider }) => provider === 'alertmanager')
      ? { alertmanagerTransport: createReplayTransport(world, 'alertmanager', options) }
      : {}),
    target: recordedTarget(world, 'kubernetes'),
    allowNodeProxy: true,
  });
}

async function connectLive(scope: string | null, request: ConnectRequest): Promise<Provider> {
  keepHeapLean();
  const { configuration, wrap, toolVersion } = request;
  const { context, note } = chooseContext(scope, request.context, configuration);
  if (note !== null) request.onNote(note);
  const metrics = metricsOf(configuration);
  const chosen = context === undefined ? {} : { context };
  const options = {
    version: toolVersion,
    ...chosen,
    environmentOf: (name: string) => environmentOf(name, configuration),
    ...metrics,
    // A playbook's own default is no consent: a person gives it, for one question or in the configuration.
    allowNodeProxy: configuration.kubernetes.node_proxy || request.allowNodeProxy === true,
  };
  const provider = createKubernetesProvider(options);
  if (wrap === undefined) return provider;
  const [target] = await provider.targets();
  if (target === undefined) return provider;
  const cluster = createClusterTransport({ ...chosen, userAgent: `cloudops/${toolVersion}` });
  return createKubernetesProvider({
    ...options,
    target,
    transport: wrap(cluster, 'kubernetes', target),
    ...(metrics.prometheus === undefined
      ? {}
      : { prometheusTransport: wrap(createPrometheusTransport(metrics.prometheus), 'prometheus', target) }),
    ...(metrics.alertmanager === undefined
      ? {}
      : { alertmanagerTransport: wrap(createPrometheusTransport(metrics.alertmanager), 'alertmanager', target) }),
  });
}

function metricsOf({ kubernetes }: Configuration): Pick<KubernetesProviderOptions, 'prometheus' | 'alertmanager'> {
  const { prometheus, alertmanager } = kubernetes;
  return {
    ...(prometheus === undefined ? {} : { prometheus: toTransportOptions(prometheus, 'Prometheus') }),
    ...(alertmanager === undefined ? {} : { alertmanager: toTransportOptions(alertmanager, 'Alertmanager') }),
  };
}
