import type { Plugin } from '@cloudops/plugins';
import type { Assets } from '../composition/assets.ts';
import { readWholeCatalog } from '../composition/catalog.ts';
import type { Paths } from '../configuration/paths.ts';
import { type BrokenPlugin, type InstalledPlugins, readPlugins } from '../plugins/installed-plugins.ts';
import { type Check, failed, ok } from './check.ts';

/** Whether each plugin can be read, says what it can do, and fits what is there; nothing without plugins. */
export async function pluginChecks(assets: Assets, paths: Paths): Promise<readonly Check[]> {
  const plugins = await readPlugins({ assets, paths });
  if (plugins === null) return [];
  // Playbooks of one's own that do not load are told by their own check.
  const { refused } = await readWholeCatalog(assets, paths, plugins).catch(() => ({ refused: [] }));
  const isRefused = ({ name }: Plugin): boolean => refused.some((one) => one.name === name);
  return [
    ...plugins.plugins.filter((plugin) => !isRefused(plugin)).map((plugin) => toCheck(plugin, plugins)),
    ...[...plugins.broken, ...refused].map(toFailedCheck),
  ];
}

function toCheck(plugin: Plugin, { providers }: InstalledPlugins): Check {
  const own = providers.filter((one) => one.plugin.name === plugin.name).map(({ provider }) => provider.name);
  const brings = own.length === 0 ? '' : `: ${own.join(', ')}`;
  return { name: `plugin ${plugin.name}`, run: async () => ok(`${plugin.version} (${plugin.origin})${brings}`) };
}

function toFailedCheck({ name, why, nextSteps }: BrokenPlugin): Check {
  const fix = nextSteps[0] ?? `cloudops plugins uninstall ${name}`;
  return { name: `plugin ${name}`, run: async () => failed(why, fix) };
}
