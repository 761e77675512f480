import type { Action, ActionContext, PluginProvider, Provider, WireTransport } from '@cloudops/spec';
import { createNodeRunner } from '../isolation/create-node-runner.ts';
import { describeProvider } from '../isolation/describe-provider.ts';
import { createIsolatedProvider } from '../isolation/isolated-provider.ts';
import type { PluginRunner } from '../isolation/plugin-runner.ts';
import type { ProviderDescription } from '../isolation/provider-description.ts';
import type { Plugin } from '../manifest/plugin.ts';
import { readPlugin } from '../manifest/read-plugin.ts';
import { type ProviderSource, providerPackage, writePackage } from './write-plugin.ts';

/** Plugins run by the Node that runs the tests. */
export const runner: PluginRunner = createNodeRunner({ program: process.execPath, version: process.versions.node });

/** A provider of a test, isolated. */
export interface Isolated {
  readonly plugin: Plugin;
  readonly provider: Provider;
  readonly get: Action;
}

/** How a test's provider is isolated. */
export interface IsolateOptions {
  readonly source?: ProviderSource | string;
  readonly manifest?: Partial<PluginProvider>;
  readonly transport?: WireTransport;
  readonly description?: ProviderDescription;
  readonly origin?: Plugin['origin'];
}

/** Reads the one provider of a plugin. */
export function providerOf({ manifest }: Plugin): PluginProvider {
  const [provider] = manifest.providers ?? [];
  if (provider === undefined) throw new TypeError('the plugin has no provider');
  return provider;
}

const plain: Promise<ProviderDescription>[] = [];

/** Of the provider that `providerModule()` writes without a source. */
export function describePlain(): Promise<ProviderDescription> {
  plain[0] ??= readPlugin(writePackage(providerPackage())).then((plugin) =>
    describeProvider(plugin, providerOf(plugin), runner, { variables: {} }),
  );
  return plain[0];
}

/** Writes a provider's package and isolates it. Its description is the plain one's unless stated. */
export async function isolate(options: IsolateOptions = {}): Promise<Isolated> {
  const root = writePackage(providerPackage(options.source, options.manifest));
  const plugin = await readPlugin(root, { origin: options.origin ?? 'installed' });
  const provider = createIsolatedProvider({
    ...{ plugin, provider: providerOf(plugin), runner, variables: { LAMP_TOKEN: 't', OTHER: 'o' } },
    description: options.description ?? (await describePlain()),
    ...{ environment: 'dev', settings: {}, transport: options.transport ?? null },
  });
  const [get] = provider.actions;
  if (get === undefined) throw new TypeError('the provider has no action');
  return { plugin, provider, get };
}

/** A context with the real time. */
export function createContext(context: Partial<ActionContext> = {}): ActionContext {
  return {
    signal: new AbortController().signal,
    clock: { now: () => 1_000, sleep: async () => {} },
    target: { provider: 'lamp', name: 'hall', environment: 'dev' },
    notify: () => {},
    countCall: () => {},
    ...context,
  };
}
