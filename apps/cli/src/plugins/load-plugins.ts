import { describeProvider, type Plugin, type PluginRunner, type PluginStore } from '@cloudops/plugins';
import { CloudOpsError } from '@cloudops/spec';
import { addCodes, readShippedCodes } from './finding-codes.ts';
import type { BrokenPlugin, InstalledPlugins, PluginPlace, ProvidedByPlugin } from './installed-plugins.ts';
import { openStore } from './open-store.ts';
import { findPluginRunner } from './plugin-runner.ts';

/** A plugin that describes nothing for longer is broken. */
const longestMs = 10_000;

type Described =
  | { readonly kind: 'ready'; readonly plugin: Plugin; readonly providers: readonly ProvidedByPlugin[] }
  | { readonly kind: 'broken'; readonly broken: BrokenPlugin };

/** Lists the plugins and learns what their providers can do, each apart: one that fails takes no other with it. */
export async function loadPlugins(place: PluginPlace): Promise<InstalledPlugins> {
  const store = openStore(place);
  const runner = findPluginRunner(place.assets);
  const all = await Promise.all(
    (await store.list()).map(async (entry): Promise<Described> => {
      if (entry.kind === 'ready') return describePlugin(entry.plugin, runner, store);
      const { name, why, nextSteps } = entry;
      return { kind: 'broken', broken: { name, why, nextSteps } };
    }),
  );
  const known = breakOnCodes(all, place);
  const ready = known.flatMap((one) => (one.kind === 'ready' ? [one] : []));
  return {
    plugins: ready.map(({ plugin }) => plugin),
    broken: known.flatMap((one) => (one.kind === 'broken' ? [one.broken] : [])),
    providers: ready.flatMap(({ providers }) => providers),
    runner,
  };
}

/** One after the other: who comes first by name keeps its codes. */
function breakOnCodes(all: readonly Described[], { assets }: PluginPlace): readonly Described[] {
  let taken = readShippedCodes(assets);
  return all.map((one): Described => {
    if (one.kind === 'broken') return one;
    try {
      taken = addCodes(taken, one.providers);
      return one;
    } catch (error) {
      return { kind: 'broken', broken: toBroken(one.plugin.name, error) };
    }
  });
}

async function describePlugin(plugin: Plugin, runner: PluginRunner, store: PluginStore): Promise<Described> {
  try {
    return { kind: 'ready', plugin, providers: await describeProviders(plugin, runner, store) };
  } catch (error) {
    return { kind: 'broken', broken: toBroken(plugin.name, error) };
  }
}

/** What each provider of a plugin can do, one process at a time. @throws CloudOpsError of the plugin that does not say, or says what its manifest does not allow. */
export async function describeProviders(
  plugin: Plugin,
  runner: PluginRunner,
  store: Pick<PluginStore, 'descriptions'>,
): Promise<readonly ProvidedByPlugin[]> {
  const options = {
    variables: process.env,
    cache: store.descriptions,
    signal: AbortSignal.timeout(longestMs),
  };
  const described: ProvidedByPlugin[] = [];
  for (const provider of plugin.manifest.providers ?? []) {
    described.push({ plugin, provider, description: await describeProvider(plugin, provider, runner, options) });
  }
  return described;
}

/** Why a plugin cannot be used, of what it threw. */
export function toBroken(name: string, error: unknown): BrokenPlugin {
  if (CloudOpsError.isInstance(error)) return { name, why: error.message, nextSteps: error.nextSteps };
  return { name, why: error instanceof Error ? error.message : String(error), nextSteps: [] };
}
