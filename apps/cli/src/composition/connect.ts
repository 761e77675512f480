import {
  CloudOpsError,
  type JsonObject,
  type Provider,
  type Target,
  type WireTransport,
  type World,
} from '@cloudops/spec';
import type { Configuration } from '../configuration/configuration.ts';
import type { Paths } from '../configuration/paths.ts';

/** Whose transport is wrapped: a provider's own, or that of the Prometheus or Alertmanager beside a cluster. */
export type WireName = 'alertmanager' | 'aws' | 'kubernetes' | 'prometheus';

/** Goes around a transport to a target. */
type WrapTransport = (transport: WireTransport, wire: WireName, target: Target) => WireTransport;

/** How the providers are to be connected. */
export interface ConnectRequest {
  readonly paths: Paths;
  readonly configuration: Configuration;
  readonly world: World | null;
  readonly toolVersion: string;
  readonly context?: string;
  /** A profile of the AWS configuration files; wins over the environment's. */
  readonly profile?: string;
  /** Regions of AWS; they win over the environment's. */
  readonly regions?: readonly string[];
  /** Shuffles what a recorded world answers, to prove that order does not matter. */
  readonly shuffleSeed?: number;
  /** Goes around a real transport, such as a recorder. */
  readonly wrap?: WrapTransport;
  /** Told how a provider was connected, where a replay of the run must be connected alike. */
  onConnected?(provider: string, connection: JsonObject): void;
  /** Whether somebody opted into `nodes/proxy` for this question; the configuration may do so for all. */
  readonly allowNodeProxy?: boolean;
  /** Told what should be said aloud about the choice of target. */
  readonly onNote: (note: string) => void;
}

/** Connects one provider for an environment: a recorded world's, or the real one. */
export type Connect = (scope: string | null, request: ConnectRequest) => Promise<Provider>;

/** Each is loaded when a question needs it: together they would double every start. */
const connectors: Readonly<Record<string, () => Promise<Connect>>> = {
  aws: async () => (await import('./connect-aws.ts')).connectAws,
  kubernetes: async () => (await import('./connect-cluster.ts')).connectCluster,
};

/**
 * The providers that a playbook names, for an environment: a recorded world's, or the real ones.
 * @throws CloudOpsError `PROVIDER_UNKNOWN` for a name that nothing provides, and what each says of its target.
 */
export async function connectProviders(
  scope: string | null,
  names: readonly string[],
  request: ConnectRequest,
): Promise<readonly Provider[]> {
  if (request.world !== null) assertScope(scope, request.world);
  const connects = await Promise.all(names.map(findConnector));
  return Promise.all(connects.map((connect) => connect(scope, request)));
}

/** Providers that know their actions and reach nothing: for checking playbooks and for analyzing stored evidence. */
export async function describeProviders(): Promise<readonly Provider[]> {
  const [{ createAwsProvider }, { createKubernetesProvider }] = await Promise.all([
    import('@cloudops/executor-aws'),
    import('@cloudops/executor-k8s'),
  ]);
  return [createAwsProvider({ version: '0.0.0' }), createKubernetesProvider({ version: '0.0.0' })];
}

async function findConnector(name: string): Promise<Connect> {
  const load = Object.hasOwn(connectors, name) ? connectors[name] : undefined;
  if (load !== undefined) return load();
  throw new CloudOpsError({
    code: 'PROVIDER_UNKNOWN',
    message: `The playbook needs the provider "${name}", which is not installed.`,
    nextSteps: [`Installed providers: ${Object.keys(connectors).join(', ')}`],
  });
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

/** The recorded target of a provider; its environment counts as prod where the world does not say. */
export function recordedTarget(world: World, provider: string): Target {
  const target = world.targets.find((candidate) => candidate.provider === provider);
  return target ?? { provider, name: `world:${world.name}`, environment: 'prod' };
}
