import { openPluginStore, type PluginStore } from '@cloudops/plugins';
import type { PluginPlace } from './installed-plugins.ts';
import { reservedCommands, reservedProviders } from './reserved-names.ts';

/** The plugins of this user, as files. Playbooks are checked where they are read: there is more to them than names. */
export function openStore({ paths }: Pick<PluginPlace, 'paths'>): PluginStore {
  return openPluginStore({
    folder: paths.plugins,
    reserved: { providers: reservedProviders, commands: reservedCommands, playbooks: [] },
    variables: process.env,
  });
}
