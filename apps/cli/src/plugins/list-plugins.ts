import type { PluginEntry } from '@cloudops/plugins';
import type { TableColumn } from '@cloudops/report';
import { type OutputForm, renderListing } from '../output.ts';
import type { Screen } from '../screen.ts';

/** A plugin as a line of a list. */
interface ListedPlugin {
  readonly name: string;
  /** Null where it cannot be read. */
  readonly version: string | null;
  readonly origin: 'installed' | 'linked' | null;
  readonly state: 'ready' | 'broken';
  readonly providers: readonly string[];
  readonly commands: readonly string[];
  readonly digest: string | null;
  /** Why it is broken; else null. */
  readonly why: string | null;
}

/** The plugins in the form asked for. */
export function renderPlugins(entries: readonly PluginEntry[], form: OutputForm, screen: Screen): string {
  const columns: readonly TableColumn<ListedPlugin>[] = [
    { header: 'NAME', value: ({ name }) => name, overflow: 'never' },
    { header: 'VERSION', value: ({ version }) => version ?? '' },
    { header: 'ORIGIN', value: ({ origin }) => origin ?? '', optional: 1 },
    {
      header: 'STATE',
      value: ({ state }) => state,
      tone: ({ state }) => (state === 'broken' ? 'critical' : undefined),
    },
    { header: 'PROVIDERS', value: ({ providers }) => providers.join(', ') },
    { header: 'COMMANDS', value: ({ commands, why }) => why ?? commands.join(', '), overflow: 'wrap' },
  ];
  const empty = 'No plugin is installed. To write one: cloudops plugins create NAME';
  return renderListing({ name: 'plugins', rows: entries.map(toRow), columns, empty }, form, screen);
}

function toRow(entry: PluginEntry): ListedPlugin {
  if (entry.kind === 'broken') {
    const unknown = { version: null, origin: null, providers: [], commands: [], digest: null };
    return { name: entry.name, ...unknown, state: 'broken', why: entry.why };
  }
  const { name, version, origin, digest, manifest } = entry.plugin;
  const providers = (manifest.providers ?? []).map((provider) => provider.name);
  const commands = (manifest.commands ?? []).map((command) => command.name);
  return { name, version, origin, state: 'ready', providers, commands, digest, why: null };
}
