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
import { type InstalledPlugins, type PluginPlace, readPlugins } from '../plugins/installed-plugins.ts';
import type { Assets } from './assets.ts';

/**
 * Goes around a transport to a target.
 * @param wire whose it is: a provider's own, or that of the Prometheus or Alertmanager beside a cluster.
 */
type WrapTransport = (transport: WireTransport, wire: string, target: Target) => WireTransport;

/** How the providers are to be connected. */
export interface ConnectRequest {
  readonly paths: Paths;
  readonly assets: Assets;
  /** The plugins, where they are known already; null without any. */
  readonly plugins?: InstalledPlugins | null;
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
 * @throws CloudOpsError `PROVIDER_UNKNOWN` for a name that nothing provides, `PLUGIN_BROKEN` where a plugin that cannot be used may
 * provide it, and what each says of its target.
 */
export async function connectProviders(
  scope: string | null,
  names: readonly string[],
  request: ConnectRequest,
): Promise<readonly Provider[]> {
  if (request.world !== null) assertScope(scope, request.world);
  const plugins = await findPlugins(names, request);
  const connects = await Promise.all(names.map((name) => findConnector(name, plugins)));
  return Promise.all(connects.map((connect) => connect(scope, request)));
}

async function findPlugins(names: readonly string[], request: ConnectRequest): Promise<InstalledPlugins | null> {
  if (names.every((name) => Object.hasOwn(connectors, name))) return null;
  return request.plugins === undefined ? readPlugins(request) : request.plugins;
}

/**
 * Providers that know their actions and reach nothing: for analyzing stored evidence and for listing what can be found. To be
 * closed where an action was run.
 * @param place where plugins are; without it those that are shipped alone.
 */
export async function describeProviders(place?: PluginPlace): Promise<readonly Provider[]> {
  const [{ createAwsProvider }, { createKubernetesProvider }, plugins] = await Promise.all([
    import('@cloudops/executor-aws'),
    import('@cloudops/executor-k8s'),
    place === undefined ? null : readPlugins(place),
  ]);
  const shipped = [createAwsProvider({ version: '0.0.0' }), createKubernetesProvider({ version: '0.0.0' })];
  if (plugins === null) return shipped;
  const { describePlugins } = await import('./connect-plugin.ts');
  return [...shipped, ...describePlugins(plugins)];
}

async function findConnector(name: string, plugins: InstalledPlugins | null): Promise<Connect> {
  const load = Object.hasOwn(connectors, name) ? connectors[name] : undefined;
  if (load !== undefined) return load();
  const provided = plugins?.providers.find(({ provider }) => provider.name === name);
  if (plugins !== null && provided !== undefined) {
    const { connectPlugin } = await import('./connect-plugin.ts');
    return (scope, request) => connectPlugin(provided, plugins, scope, request);
  }
  const what = `The playbook needs the provider "${name}", which is not there.`;
  if (plugins !== null && plugins.broken.length > 0) {
    const { brokenPluginError } = await import('../plugins/describe-broken.ts');
    throw brokenPluginError(what, plugins.broken);
  }
  const added = plugins?.providers.map(({ provider }) => provider.name) ?? [];
  throw new CloudOpsError({
    code: 'PROVIDER_UNKNOWN',
    message: what,
    nextSteps: [`There are: ${[...Object.keys(connectors), ...added].join(', ')}`, 'See: cloudops plugins list'],
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
