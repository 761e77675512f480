import { join } from 'node:path';
import { loadCatalog } from '@cloudops/playbooks';
import type { Plugin } from '@cloudops/plugins';
import type { Catalog } from '@cloudops/spec';
import type { CatalogReading, Checks } from '../composition/catalog.ts';
import type { BrokenPlugin } from './installed-plugins.ts';
import { toBroken } from './load-plugins.ts';

/**
 * Adds the playbooks of plugins, one plugin after the other by name. One whose playbooks are wrong, or clash with what is there,
 * is refused with all of its playbooks, so that no other question is answered differently or not at all.
 */
export async function addPluginPlaybooks(
  base: Catalog,
  plugins: readonly Plugin[],
  checks: Checks,
): Promise<CatalogReading> {
  let catalog = base;
  const refused: BrokenPlugin[] = [];
  for (const plugin of plugins) {
    try {
      catalog = await addPlaybooksOf(plugin, catalog, checks);
    } catch (error) {
      refused.push(toBroken(plugin.name, error));
    }
  }
  return { catalog, refused };
}

/** A catalog with the playbooks of one more plugin. @throws CloudOpsError `PLAYBOOK_INVALID`, `PLAYBOOK_FOLDER_UNREADABLE`. */
export async function addPlaybooksOf(
  { name, root, manifest }: Plugin,
  base: Catalog,
  checks: Checks,
): Promise<Catalog> {
  if (manifest.playbooks === undefined) return base;
  const folder = { origin: `plugin ${name}` as const, folder: join(root, manifest.playbooks) };
  return loadCatalog({ folders: [folder], base, ...checks });
}
