import type { Plugin } from '@cloudops/plugins';
import type { OutputForm } from '../output.ts';
import type { Screen } from '../screen.ts';
import { type PluginView, toPluginView } from './capabilities.ts';
import { brokenPluginError } from './describe-broken.ts';
import { findPlugin } from './find-plugin.ts';
import type { PluginPlace } from './installed-plugins.ts';
import { describeProviders, toBroken } from './load-plugins.ts';
import { openStore } from './open-store.ts';
import { findPluginRunner } from './plugin-runner.ts';
import { renderPlugin } from './render-plugin.ts';

/** A plugin with all that it may do and what its providers say of themselves. @throws CloudOpsError `NOT_FOUND`, `PLUGIN_BROKEN`. */
export async function viewPlugin(name: string, place: PluginPlace): Promise<PluginView> {
  const entry = await findPlugin(name, place);
  if (entry.kind === 'broken') throw brokenPluginError('It cannot be shown.', [entry]);
  return viewOf(entry.plugin, place).catch((error: unknown) => {
    throw brokenPluginError('It does not say what it can do.', [toBroken(entry.plugin.name, error)]);
  });
}

async function viewOf(plugin: Plugin, place: PluginPlace): Promise<PluginView> {
  const runner = findPluginRunner(place.assets);
  const described = await describeProviders(plugin, runner, openStore(place));
  return toPluginView({ plugin, described, isPermissioned: runner.isPermissioned });
}

/** What was added, for whoever added it: the whole of it where nobody was shown it before. */
export async function renderAdded(
  plugin: Plugin,
  { place, yes, form, screen }: { place: PluginPlace; yes: boolean; form: OutputForm; screen: Screen },
): Promise<string> {
  const done = `${plugin.origin === 'linked' ? 'Linked' : 'Installed'} ${plugin.name} ${plugin.version}.\n`;
  if (form !== 'human') return renderPlugin(await viewOf(plugin, place), form, screen);
  return yes ? `${renderPlugin(await viewOf(plugin, place), form, screen)}\n${done}` : done;
}
