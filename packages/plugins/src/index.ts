// For everybody who uses plugins.
export type { PluginErrorCode } from './errors.ts';
export { createNodeRunner, type NodeRunnerOptions } from './isolation/create-node-runner.ts';
export { type DescribeOptions, describeProvider } from './isolation/describe-provider.ts';
export { createIsolatedProvider } from './isolation/isolated-provider.ts';
export type { IsolatedProviderOptions } from './isolation/isolation.ts';
export { type PluginCommandOptions, runPluginCommand } from './isolation/plugin-command.ts';
export type { PluginRunner } from './isolation/plugin-runner.ts';
export type { ActionDescription, DescriptionCache, ProviderDescription } from './isolation/provider-description.ts';
export type { Variables } from './isolation/variables.ts';
export type { Plugin } from './manifest/plugin.ts';
export { type ReadPluginOptions, readPlugin } from './manifest/read-plugin.ts';
export type { PluginLimits } from './protocol/limits.ts';
export { openPluginStore } from './store/open-plugin-store.ts';
export type {
  PluginEntry,
  PluginStore,
  PluginStoreOptions,
  ReservedNames,
  StagedPlugin,
  StageOptions,
} from './store/plugin-store.ts';
