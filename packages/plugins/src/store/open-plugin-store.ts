import { FolderStore } from './folder-store.ts';
import type { PluginStore, PluginStoreOptions } from './plugin-store.ts';

/** The plugins in a folder. Touches nothing until it is asked. */
export function openPluginStore(options: PluginStoreOptions): PluginStore {
  return new FolderStore(options);
}
