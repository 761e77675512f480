import { createPrometheusTransport } from '@cloudops/executor-k8s';
import { createIsolatedProvider, type IsolatedProviderOptions, type Plugin } from '@cloudops/plugins';
import { CloudOpsError, type Provider, type WireTransport, type World } from '@cloudops/spec';
import { createReplayTransport } from '@cloudops/testkit';
import { toTransportOptions } from '../configuration/metrics-settings.ts';
import {
  choosePlugin,
  type PluginTargeting,
  readConnection,
  withoutConnection,
} from '../configuration/plugin-connection.ts';
import type { InstalledPlugins, ProvidedByPlugin } from '../plugins/installed-plugins.ts';
import { type ConnectRequest, recordedTarget } from './connect.ts';

/** A provider of a plugin for an environment. Its process starts with its first call. */
export async function connectPlugin(
  provided: ProvidedByPlugin,
  plugins: Pick<InstalledPlugins, 'runner'>,
  scope: string | null,
  request: ConnectRequest,
): Promise<Provider> {
  const { world } = request;
  const make = (part: ConnectedPart): Provider => isolate(provided, plugins, part);
  if (world !== null) return replay(provided, world, { ...request, make });
  assertRecordable(provided, request);
  const targeting = choosePlugin(provided.provider.name, scope, request.configuration);
  if (targeting.note !== null && provided.provider.network !== 'none') request.onNote(targeting.note);
  const { environment, settings } = targeting;
  request.onConnected?.(provided.provider.name, withoutConnection(settings));
  return make({ environment, settings, transport: await openTransport(provided, targeting, request) });
}

/** Providers that know their actions and reach nothing; a process starts where one of their analyzers is run. */
export function describePlugins({ providers, runner }: InstalledPlugins): readonly Provider[] {
  const nowhere = { environment: 'prod', settings: {}, transport: null };
  return providers.map((provided) => isolate(provided, { runner }, nowhere));
}

function isolate(
  provided: ProvidedByPlugin,
  { runner }: Pick<InstalledPlugins, 'runner'>,
  part: ConnectedPart,
): Provider {
  const provider = createIsolatedProvider({ ...provided, runner, variables: process.env, ...part });
  return { ...provider, version: versionOf(provided.plugin) };
}

/** A plan goes stale with any change of the plugin's files, also where its author keeps the number. */
function versionOf({ version, digest }: Plugin): string {
  return `${version}+${digest.replace(/^sha256:/, '').slice(0, 12)}`;
}

type ConnectedPart = Pick<IsolatedProviderOptions, 'environment' | 'settings' | 'transport'>;

type Make = (part: ConnectedPart) => Provider;

/** A recording answers for the server; what is configured here plays no part. */
function replay(
  { plugin, provider }: ProvidedByPlugin,
  world: World,
  { shuffleSeed, make }: Pick<ConnectRequest, 'shuffleSeed'> & { readonly make: Make },
): Provider {
  const { name, network } = provider;
  if (network === 'sockets') {
    throw notRecordable(`The recorded world "${world.name}" cannot answer for ${name}`, plugin.name);
  }
  const target = recordedTarget(world, name);
  const options = shuffleSeed === undefined ? {} : { shuffle: { seed: shuffleSeed } };
  const provided = make({
    environment: target.environment,
    settings: world.connections?.[name] ?? {},
    transport: network === 'http' ? createReplayTransport(world, name, options) : null,
  });
  return { ...provided, targets: async () => [target] };
}

async function openTransport(
  { provider: { name, network } }: ProvidedByPlugin,
  targeting: PluginTargeting,
  { paths, wrap }: ConnectRequest,
): Promise<WireTransport | null> {
  if (network !== 'http') return null;
  const connection = await readConnection(targeting, paths.configFile);
  if (connection === null) return null;
  const transport = createPrometheusTransport(toTransportOptions(connection, name));
  const target = { provider: name, name: transport.endpoint, environment: targeting.environment };
  return wrap === undefined ? transport : wrap(transport, name, target);
}

function assertRecordable({ plugin, provider }: ProvidedByPlugin, { wrap }: ConnectRequest): void {
  if (wrap === undefined || provider.network !== 'sockets') return;
  throw notRecordable(`What ${provider.name} reads cannot be recorded`, plugin.name);
}

function notRecordable(what: string, plugin: string): CloudOpsError {
  return new CloudOpsError({
    code: 'PLUGIN_NOT_RECORDABLE',
    message: `${what}: the plugin ${plugin} opens connections of its own.`,
    nextSteps: ['Ask the real thing: leave out --world, and cloudops record.'],
  });
}
