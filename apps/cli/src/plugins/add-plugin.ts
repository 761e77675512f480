import type { Plugin, PluginEntry, PluginStore } from '@cloudops/plugins';
import { CloudOpsError } from '@cloudops/spec';
import type { Assets } from '../composition/assets.ts';
import { describeChecks, readWholeCatalog } from '../composition/catalog.ts';
import type { Paths } from '../configuration/paths.ts';
import { askYes, declined, isPersonThere } from '../investigation/ask-yes.ts';
import type { Screen } from '../screen.ts';
import { addPlaybooksOf } from './add-playbooks.ts';
import { toPluginView } from './capabilities.ts';
import { addCodes, readShippedCodes } from './finding-codes.ts';
import { readPlugins } from './installed-plugins.ts';
import { describeProviders } from './load-plugins.ts';
import { openStore } from './open-store.ts';
import { findPluginRunner } from './plugin-runner.ts';
import { recordPlugin, toRecordedPlugin } from './record-plugin.ts';
import { describePlugin } from './render-plugin.ts';

/** What is needed to add a plugin. */
export interface AddContext {
  readonly paths: Paths;
  readonly assets: Assets;
  readonly toolVersion: string;
  /** Does not ask. */
  readonly yes: boolean;
  /** How standard error looks, where it is shown what the plugin may do. */
  readonly screen: Screen;
}

/**
 * Fetches a plugin with npm, shows what it may do, and keeps it after a yes. Nothing of it runs before.
 * @param spec as npm takes it: a name, `name@version`, a tarball or its address.
 */
export async function installPlugin(
  spec: string,
  context: AddContext & { readonly signal: AbortSignal },
): Promise<Plugin> {
  const store = openStore(context);
  assertSomebody(context.yes, `cloudops plugins install ${spec} --yes`);
  const staged = await store.stage(spec, { signal: context.signal });
  try {
    const { plugin, replaces } = staged;
    const instead = replaces === undefined ? '' : `It takes the place of ${describeOld(replaces)}.\n`;
    await approve(plugin, instead, context);
    await check(plugin, store, context);
    return await keep(plugin, context, () => staged.accept());
  } catch (error) {
    await staged.discard();
    throw error;
  }
}

function describeOld(entry: PluginEntry): string {
  return entry.kind === 'ready' ? `version ${entry.plugin.version} (${entry.plugin.origin})` : 'the broken one';
}

/** Takes a folder for a plugin after a yes, as it is and as it will be: for whoever writes it. */
export async function linkPlugin(folder: string, context: AddContext): Promise<Plugin> {
  const { readPlugin } = await import('@cloudops/plugins');
  assertSomebody(context.yes, `cloudops plugins link ${folder} --yes`);
  const plugin = await readPlugin(folder, { origin: 'linked' });
  await approve(plugin, 'What you change in the folder counts at once.\n', context);
  const store = openStore(context);
  await check(plugin, store, context);
  return keep(plugin, context, () => store.link(folder));
}

/** A script cannot be asked; before anything is fetched. */
function assertSomebody(yes: boolean, command: string): void {
  if (yes || isPersonThere()) return;
  throw new CloudOpsError({
    code: 'CONFIRMATION_MISSING',
    message: 'A plugin is other people’s code: somebody has to say yes to what it may do.',
    nextSteps: ['Run it at a terminal.', `In a script, once you know the plugin: ${command}`],
  });
}

async function approve(plugin: Plugin, more: string, { yes, screen, assets }: AddContext): Promise<void> {
  if (yes) return;
  const { isPermissioned } = findPluginRunner(assets);
  const view = await toPluginView({ plugin, described: [], isPermissioned });
  const shown = describePlugin(plugin.origin === 'linked' ? view : { ...view, root: null }, screen);
  if (await askYes(`${shown}${more}`, 'Let it do that?')) return;
  throw declined('The plugin was not added, since you did not say yes.');
}

/** It has to work with what is there; the first of its code that runs is what describes its providers. */
async function check(plugin: Plugin, store: PluginStore, { paths, assets }: AddContext): Promise<void> {
  const known = await readPlugins({ paths, assets });
  const providers = await describeProviders(plugin, findPluginRunner(assets), store);
  const others = {
    plugins: (known?.plugins ?? []).filter(({ name }) => name !== plugin.name),
    providers: (known?.providers ?? []).filter((one) => one.plugin.name !== plugin.name),
    broken: [],
    runner: findPluginRunner(assets),
  };
  addCodes(addCodes(readShippedCodes(assets), others.providers), providers);
  const { catalog } = await readWholeCatalog(assets, paths, others);
  const checks = await describeChecks(assets, { providers: [...others.providers, ...providers] });
  try {
    await addPlaybooksOf(plugin, catalog, checks);
  } catch (cause) {
    if (!CloudOpsError.isInstance(cause)) throw cause;
    throw new CloudOpsError({
      code: 'PLUGIN_PLAYBOOKS_INVALID',
      message: `The playbooks of ${plugin.name} cannot be used:\n${cause.message}`,
      nextSteps: ['Tell its author, or correct the files where they are yours.'],
      cause,
    });
  }
}

/** Between two records, so that the log knows of every plugin that is there. */
function keep(plugin: Plugin, { paths, toolVersion }: AddContext, work: () => Promise<Plugin>): Promise<Plugin> {
  const extra = toRecordedPlugin(plugin);
  return recordPlugin(paths, toolVersion, { event: 'plugin.installed', extra, work });
}
