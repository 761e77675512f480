import { createKubernetesProvider } from '@cloudops/executor-k8s';
import type { Provider, Target, WireTransport, World } from '@cloudops/spec';
import { createReplayTransport } from '@cloudops/testkit';
import type { Configuration } from '../configuration/configuration.ts';
import { chooseContext, environmentOf } from './targeting.ts';

/** How the providers are to be connected. */
export interface ConnectRequest {
  readonly configuration: Configuration;
  readonly world: World | null;
  readonly context?: string;
  /** Shuffles what a recorded world answers, to prove that order does not matter. */
  readonly shuffleSeed?: number;
  /** Goes around the real transport, such as a recorder. */
  readonly wrap?: (transport: WireTransport, target: Target) => WireTransport;
  /** Told what should be said aloud about the choice of target. */
  readonly onNote: (note: string) => void;
}

/** The providers for an environment: a recorded world's, or the real ones. */
export async function connectProviders(scope: string | null, request: ConnectRequest): Promise<readonly Provider[]> {
  const { world } = request;
  return [world === null ? await connectCluster(scope, request) : replayWorld(world, request.shuffleSeed)];
}

/** A Kubernetes provider that knows its actions and reaches nothing: for checking playbooks. */
export function describeProviders(): readonly Provider[] {
  return [createKubernetesProvider({})];
}

function replayWorld(world: World, seed: number | undefined): Provider {
  const target = world.targets.find((candidate) => candidate.provider === 'kubernetes');
  const transport = createReplayTransport(world, 'kubernetes', seed === undefined ? {} : { shuffle: { seed } });
  return createKubernetesProvider({
    transport,
    target: target ?? { provider: 'kubernetes', name: `world:${world.name}`, environment: 'prod' },
  });
}

async function connectCluster(scope: string | null, request: ConnectRequest): Promise<Provider> {
  const { configuration, wrap } = request;
  const { context, note } = chooseContext(scope, request.context, configuration);
  if (note !== null) request.onNote(note);
  const prometheus = configuration.kubernetes.prometheus_url;
  return createKubernetesProvider({
    ...(context === undefined ? {} : { context }),
    environmentOf: (name) => environmentOf(name, configuration),
    ...(prometheus === undefined ? {} : { prometheus: { url: prometheus } }),
    ...(wrap === undefined ? {} : { wrapTransport: wrap }),
  });
}
