import type { Paths } from '../configuration/paths.ts';
import { findPlugin, nameOf } from './find-plugin.ts';
import { openStore } from './open-store.ts';
import { recordPlugin, toRecordedPlugin } from './record-plugin.ts';

/** Removes a plugin, usable or not, between two records. @returns its name. @throws CloudOpsError `NOT_FOUND`. */
export async function uninstallPlugin(wanted: string, paths: Paths, toolVersion: string): Promise<string> {
  const entry = await findPlugin(wanted, { paths });
  const name = nameOf(entry);
  const extra = entry.kind === 'ready' ? toRecordedPlugin(entry.plugin) : { package: name };
  await recordPlugin(paths, toolVersion, {
    event: 'plugin.removed',
    extra,
    work: () => openStore({ paths }).remove(name),
  });
  return name;
}
