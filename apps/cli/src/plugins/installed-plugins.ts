import { join } from 'node:path';
import type { Plugin, PluginRunner, ProviderDescription } from '@cloudops/plugins';
import type { PluginProvider } from '@cloudops/spec';
import type { Assets } from '../composition/assets.ts';
import { isThere } from '../configuration/is-there.ts';
import type { Paths } from '../configuration/paths.ts';

/** Where plugins are, and what runs them. */
export interface PluginPlace {
  readonly paths: Pick<Paths, 'plugins'>;
  readonly assets: Pick<Assets, 'pluginRunner' | 'compiledChecks'>;
}

/** A plugin that cannot be used, and why. */
export interface BrokenPlugin {
  /** The package's name. */
  readonly name: string;
  /** May hold text of the plugin. */
  readonly why: string;
  readonly nextSteps: readonly string[];
}

/** A provider of a plugin, with what it says of itself. */
export interface ProvidedByPlugin {
  readonly plugin: Plugin;
  readonly provider: PluginProvider;
  readonly description: ProviderDescription;
}

/** The plugins of this user. */
export interface InstalledPlugins {
  /** Those that can be used, sorted by name. */
  readonly plugins: readonly Plugin[];
  readonly broken: readonly BrokenPlugin[];
  /** Sorted by the plugin's name, then as its manifest has them. */
  readonly providers: readonly ProvidedByPlugin[];
  readonly runner: PluginRunner;
}

/** Whether there is any plugin, at the price of one look at the disk. */
export function hasPlugins({ paths }: Pick<PluginPlace, 'paths'>): boolean {
  return isThere(join(paths.plugins, 'plugins.json'));
}

/**
 * Reads the plugins; runs nothing but what describes a provider that is not known yet. Null without any: then nothing of
 * this is even loaded.
 */
export async function readPlugins(place: PluginPlace): Promise<InstalledPlugins | null> {
  if (!hasPlugins(place)) return null;
  const { loadPlugins } = await import('./load-plugins.ts');
  return loadPlugins(place);
}
