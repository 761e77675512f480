import { setTimeout as wait } from 'node:timers/promises';
import type { Action, ActionContext, Evidence, PluginProvider, Provider, WireTransport } from '@cloudops/spec';
import { createNodeRunner } from '../isolation/create-node-runner.ts';
import { describeProvider } from '../isolation/describe-provider.ts';
import { createIsolatedProvider } from '../isolation/isolated-provider.ts';
import type { PluginRunner } from '../isolation/plugin-runner.ts';
import type { ProviderDescription } from '../isolation/provider-description.ts';
import type { Plugin } from '../manifest/plugin.ts';
import { readPlugin } from '../manifest/read-plugin.ts';
import type { PluginLimits } from '../protocol/limits.ts';
import { type ProviderSource, providerPackage, writePackage } from './write-plugin.ts';

/** Plugins run by the Node that runs the tests. */
export const runner: PluginRunner = createNodeRunner({ program: process.execPath, version: process.versions.node });

/** A provider of a test, isolated. */
export interface Isolated {
  readonly plugin: Plugin;
  readonly provider: Provider;
  readonly get: Action;
  /** What the plugin printed until now. */
  readonly printed: readonly string[];
  /** Runs `get`. */
  run(context?: Partial<ActionContext>): Promise<Evidence<unknown>>;
  /** Whether the plugin's process, which must have been started, is gone within two seconds. */
  isGone(): Promise<boolean>;
}

/** How a test's provider is isolated. */
export interface IsolateOptions {
  readonly source?: ProviderSource | string;
  readonly manifest?: Partial<PluginProvider>;
  readonly transport?: WireTransport;
  readonly description?: ProviderDescription;
  readonly origin?: Plugin['origin'];
  readonly limits?: Partial<PluginLimits>;
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
  const printed: string[] = [];
  const provider = createIsolatedProvider({
    ...{ plugin, provider: providerOf(plugin), runner, variables: { LAMP_TOKEN: 't', OTHER: 'o' } },
    description: options.description ?? (await describePlain()),
    ...{ environment: 'dev', settings: {}, transport: options.transport ?? null, limits: options.limits ?? {} },
    onPrint: (line) => printed.push(line),
  });
  const [get] = provider.actions;
  if (get === undefined) throw new TypeError('the provider has no action');
  const run = (context?: Partial<ActionContext>): Promise<Evidence<unknown>> =>
    get.doRun({ name: 'hall' }, createContext(context));
  return { plugin, provider, get, printed, run, isGone: () => isGone(printed) };
}

async function isGone(printed: readonly string[]): Promise<boolean> {
  const pid = Number(printed.find((line) => line.startsWith('pid '))?.slice(4));
  if (!(pid > 0)) throw new TypeError(`nothing told its process id: ${printed.join(' | ')}`);
  for (let tries = 0; tries < 100; tries += 1) {
    try {
      process.kill(pid, 0);
    } catch {
      return true;
    }
    await wait(20);
  }
  return false;
}

/** A context whose clock stands at one second. */
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
