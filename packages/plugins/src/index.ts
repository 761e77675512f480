// For everybody who uses plugins.
import type { Json, JsonObject, PluginCommand, PluginProvider, Provider, WireTransport } from '@cloudops/spec';
import type { PluginRunner } from './isolation/plugin-runner.ts';
import type { DescriptionCache, ProviderDescription } from './isolation/provider-description.ts';
import type { Plugin } from './manifest/plugin.ts';

export type { PluginErrorCode } from './errors.ts';
export type { PluginRunner } from './isolation/plugin-runner.ts';
export type { ActionDescription, DescriptionCache, ProviderDescription } from './isolation/provider-description.ts';
export type { Plugin } from './manifest/plugin.ts';

/** The variables of the environment; a plugin is given those that its manifest names. `process.env` fits. */
export type Variables = Readonly<Record<string, string | undefined>>;

/** How {@link describeProvider} is helped. */
export interface DescribeOptions {
  readonly variables: Variables;
  readonly cache?: DescriptionCache;
  readonly signal?: AbortSignal;
}
/** Runs a plugin's module, apart, to learn what its provider can do; or takes it from the cache. */
export declare function describeProvider(
  plugin: Plugin,
  provider: PluginProvider,
  runner: PluginRunner,
  options: DescribeOptions,
): Promise<ProviderDescription>;

/** What {@link createIsolatedProvider} needs. */
export interface IsolatedProviderOptions {
  readonly plugin: Plugin;
  readonly provider: PluginProvider;
  readonly description: ProviderDescription;
  readonly runner: PluginRunner;
  readonly variables: Variables;
  /** The environment that is asked about. */
  readonly environment: string;
  readonly settings: JsonObject;
  /** The way out, where the provider's network is `http`; null otherwise. Closed with the provider. */
  readonly transport: WireTransport | null;
  /** Told what the plugin prints, in lines without control characters; for `--verbose`. */
  onPrint?(line: string): void;
}
/** Starts nothing: the process starts with the first call. */
export declare function createIsolatedProvider(options: IsolatedProviderOptions): Provider;

/** What {@link runPluginCommand} needs. */
export interface PluginCommandOptions {
  readonly plugin: Plugin;
  readonly command: PluginCommand;
  readonly arguments: readonly string[];
  readonly runner: PluginRunner;
  readonly variables: Variables;
  readonly settings: JsonObject;
  readonly transport: WireTransport | null;
  readonly signal: AbortSignal;
  /** Given text in which control characters are visible. */
  print(text: string): void;
  onPrint?(line: string): void;
}
/** @returns the command's exit status, 0 to 255. @throws CloudOpsError where the plugin failed. */
export declare function runPluginCommand(options: PluginCommandOptions): Promise<number>;

/** Reads and checks a plugin's package. @throws CloudOpsError `PLUGIN_MANIFEST_*`, … */
export declare function readPlugin(root: string, origin?: Plugin['origin']): Promise<Plugin>;

/** Names that no plugin may take. */
export interface ReservedNames {
  readonly providers: readonly string[];
  /** First words of commands. */
  readonly commands: readonly string[];
  readonly playbooks: readonly string[];
}
/** What {@link openPluginStore} needs. */
export interface PluginStoreOptions {
  /** Made where it is missing, for the user alone. */
  readonly folder: string;
  readonly reserved: ReservedNames;
  /** Names of the playbooks in a folder of a plugin; without it playbooks are not checked for clashes. */
  readPlaybookNames?(folder: string): Promise<readonly string[]>;
  /** The environment that npm runs in, with its PATH. */
  readonly variables: Variables;
}
/** A plugin of the store: usable, or why it is not. */
export type PluginEntry =
  | { readonly kind: 'ready'; readonly plugin: Plugin }
  | { readonly kind: 'broken'; readonly name: string; readonly why: string; readonly nextSteps: readonly string[] };
/** A plugin that was fetched and waits for a yes. */
export interface StagedPlugin {
  readonly plugin: Plugin;
  /** The version that it takes the place of. */
  readonly replaces?: Plugin;
  /** @returns the plugin where it is from now on. */
  accept(): Promise<Plugin>;
  discard(): Promise<void>;
}
/** The plugins of one user. */
export interface PluginStore {
  /** Sorted by name. Runs nothing. */
  list(): Promise<readonly PluginEntry[]>;
  stage(spec: string, options?: { readonly signal?: AbortSignal; readonly timeoutMs?: number }): Promise<StagedPlugin>;
  link(folder: string): Promise<Plugin>;
  /** @returns what was removed. */
  remove(name: string): Promise<PluginEntry>;
  readonly descriptions: DescriptionCache;
}
export declare function openPluginStore(options: PluginStoreOptions): PluginStore;
export type { Json };
