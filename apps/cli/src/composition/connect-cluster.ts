import { createClusterTransport, createKubernetesProvider, createPrometheusTransport } from '@cloudops/executor-k8s';
import type { Provider, World } from '@cloudops/spec';
import { createReplayTransport } from '@cloudops/testkit';
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
    target: recordedTarget(world, 'kubernetes'),
    allowNodeProxy: true,
  });
}

async function connectLive(scope: string | null, request: ConnectRequest): Promise<Provider> {
  keepHeapLean();
  const { configuration, wrap, toolVersion } = request;
  const { context, note } = chooseContext(scope, request.context, configuration);
  if (note !== null) request.onNote(note);
  const prometheus = configuration.kubernetes.prometheus_url;
  const chosen = context === undefined ? {} : { context };
  const options = {
    version: toolVersion,
    ...chosen,
    environmentOf: (name: string) => environmentOf(name, configuration),
    ...(prometheus === undefined ? {} : { prometheus: { url: prometheus } }),
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
    ...(prometheus === undefined
      ? {}
      : { prometheusTransport: wrap(createPrometheusTransport({ url: prometheus }), 'prometheus', target) }),
  });
}
