import { createClusterTransport, createKubernetesProvider, createPrometheusTransport } from '@cloudops/executor-k8s';
import { CloudOpsError, type Provider, type Target, type WireTransport, type World } from '@cloudops/spec';
import { createReplayTransport } from '@cloudops/testkit';
import type { Configuration } from '../configuration/configuration.ts';
import { keepHeapLean } from './lean-heap.ts';
import { chooseContext, environmentOf } from './targeting.ts';

/** Whose transport is wrapped: the API server's, or that of the Prometheus beside it. */
type WireName = 'kubernetes' | 'prometheus';

/** Goes around a transport to a target. */
type WrapTransport = (transport: WireTransport, wire: WireName, target: Target) => WireTransport;

/** How the providers are to be connected. */
export interface ConnectRequest {
  readonly configuration: Configuration;
  readonly world: World | null;
  readonly toolVersion: string;
  readonly context?: string;
  /** Shuffles what a recorded world answers, to prove that order does not matter. */
  readonly shuffleSeed?: number;
  /** Goes around a real transport, such as a recorder. */
  readonly wrap?: WrapTransport;
  /** Whether somebody opted into `nodes/proxy` for this question; the configuration may do so for all. */
  readonly allowNodeProxy?: boolean;
  /** Told what should be said aloud about the choice of target. */
  readonly onNote: (note: string) => void;
}

/** The providers for an environment: a recorded world's, or the real ones. */
export async function connectProviders(scope: string | null, request: ConnectRequest): Promise<readonly Provider[]> {
  if (request.world === null) return [await connectCluster(scope, request)];
  assertScope(scope, request.world);
  return [replayWorld(request.world, request)];
}

/** Providers that know their actions and reach nothing: for checking playbooks and for analyzing stored evidence. */
export function describeProviders(): readonly Provider[] {
  return [createKubernetesProvider({ version: '0.0.0' })];
}

/** A recording of one environment must not answer for another. */
function assertScope(scope: string | null, world: World): void {
  const recorded = world.targets.map(({ environment }) => environment);
  if (scope === null || recorded.includes(scope)) return;
  throw new CloudOpsError({
    code: 'SCOPE_UNMAPPED',
    message: `The recorded world "${world.name}" is of ${recorded.join(', ')}, not of "${scope}".`,
    nextSteps: ['Ask about the environment that was recorded, or choose another world.'],
  });
}

function replayWorld(world: World, { toolVersion, shuffleSeed }: ConnectRequest): Provider {
  const target = world.targets.find((candidate) => candidate.provider === 'kubernetes');
  const options = shuffleSeed === undefined ? {} : { shuffle: { seed: shuffleSeed } };
  return createKubernetesProvider({
    version: toolVersion,
    transport: createReplayTransport(world, 'kubernetes', options),
    prometheusTransport: createReplayTransport(world, 'prometheus', options),
    target: target ?? { provider: 'kubernetes', name: `world:${world.name}`, environment: 'prod' },
    allowNodeProxy: true,
  });
}

async function connectCluster(scope: string | null, request: ConnectRequest): Promise<Provider> {
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
