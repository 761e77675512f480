import type { PluginEntry } from '@cloudops/plugins';
import { notFound } from '../lookup.ts';
import { hasPlugins, type PluginPlace } from './installed-plugins.ts';
import { openStore } from './open-store.ts';

/** All plugins of this user, usable or not; runs nothing. */
export async function listPlugins(place: Pick<PluginPlace, 'paths'>): Promise<readonly PluginEntry[]> {
  return hasPlugins(place) ? openStore(place).list() : [];
}

/** A plugin by its package's name, or the name of one of its providers. @throws CloudOpsError `NOT_FOUND`. */
export async function findPlugin(wanted: string, place: Pick<PluginPlace, 'paths'>): Promise<PluginEntry> {
  const entries = await listPlugins(place);
  const found = entries.find((entry) => nameOf(entry) === wanted) ?? entries.find((entry) => provides(entry, wanted));
  if (found !== undefined) return found;
  throw notFound({ what: 'plugin', wanted, names: entries.map(nameOf), list: 'cloudops plugins list' });
}

/** The package's name. */
export function nameOf(entry: PluginEntry): string {
  return entry.kind === 'ready' ? entry.plugin.name : entry.name;
}

function provides(entry: PluginEntry, wanted: string): boolean {
  return entry.kind === 'ready' && (entry.plugin.manifest.providers ?? []).some(({ name }) => name === wanted);
}
