import type { DescriptionCache } from '../isolation/provider-description.ts';
import type { Variables } from '../isolation/variables.ts';
import type { Plugin } from '../manifest/plugin.ts';

/** Names that no plugin may take. */
export interface ReservedNames {
  readonly providers: readonly string[];
  /** First words of commands. */
  readonly commands: readonly string[];
  readonly playbooks: readonly string[];
}

/** What `openPluginStore` needs. */
export interface PluginStoreOptions {
  /** Made where it is missing, for the user alone. */
  readonly folder: string;
  readonly reserved: ReservedNames;
  /** The environment that npm runs in, with its PATH. */
  readonly variables: Variables;
  /** Names of the playbooks in a folder of a plugin; left out, playbooks are not checked for clashes. */
  readPlaybookNames?(folder: string): Promise<readonly string[]>;
}

/** A plugin of the store: usable, or why it is not. */
export type PluginEntry =
  | { readonly kind: 'ready'; readonly plugin: Plugin }
  | { readonly kind: 'broken'; readonly name: string; readonly why: string; readonly nextSteps: readonly string[] };

/** How a plugin is fetched. */
export interface StageOptions {
  readonly signal?: AbortSignal;
  /** For npm, in milliseconds; five minutes unless stated. */
  readonly timeoutMs?: number;
}

/** A plugin that was fetched and waits for a yes. Nothing of it has run. */
export interface StagedPlugin {
  readonly plugin: Plugin;
  /** What it takes the place of: the plugin with the same name. */
  readonly replaces?: PluginEntry;
  /**
   * Takes it into the store. Once.
   * @returns the plugin where it is from now on.
   * @throws CloudOpsError `PLUGIN_CHANGED` when its files are not those that were shown, `PLUGIN_CLASH`, `PLUGIN_STORE_BUSY`.
   */
  accept(): Promise<Plugin>;
  /** Forgets it. May be called twice, and after `accept`, when it does nothing. */
  discard(): Promise<void>;
}

/** The plugins of one user. Several processes may use one folder at a time. */
export interface PluginStore {
  /** Sorted by name. Runs nothing. @throws CloudOpsError `PLUGIN_STORE_INVALID`. */
  list(): Promise<readonly PluginEntry[]>;
  /**
   * Fetches a plugin with npm, without running anything of it.
   * @param spec `name`, `name@version`, or the path of a tarball or a folder, with or without `file:` before it.
   * @throws CloudOpsError `PLUGIN_SPEC_INVALID`, `PLUGIN_NPM_MISSING`, `PLUGIN_INSTALL_FAILED`, `PLUGIN_CLASH`, and what `readPlugin` throws.
   */
  stage(spec: string, options?: StageOptions): Promise<StagedPlugin>;
  /** Takes a folder as it is, and as it will be. @throws CloudOpsError `PLUGIN_CLASH`, and what `readPlugin` throws. */
  link(folder: string): Promise<Plugin>;
  /** @returns what was removed; a linked folder itself stays. @throws CloudOpsError `PLUGIN_NOT_FOUND`. */
  remove(name: string): Promise<PluginEntry>;
  /** Keeps what providers said of themselves, by digest. */
  readonly descriptions: DescriptionCache;
}
