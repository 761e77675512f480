import { readFile } from 'node:fs/promises';
import type { ActionDescriptor, Catalog } from '@cloudops/spec';
import { isThere } from '../configuration/is-there.ts';
import type { Paths } from '../configuration/paths.ts';
import { type BrokenPlugin, type InstalledPlugins, readPlugins } from '../plugins/installed-plugins.ts';
import type { Assets } from './assets.ts';

/** What a playbook is checked against: the providers' actions and finding codes. */
export interface Checks {
  readonly actions: readonly ActionDescriptor[];
  readonly findings: readonly string[];
}

/** How {@link readCatalog} is helped. */
export interface CatalogOptions {
  /** The plugins, where they are known already. */
  readonly plugins?: InstalledPlugins | null;
  /** Told of each plugin that cannot be used, or whose playbooks cannot; safe to print. */
  onNote?(note: string): void;
}

/** Playbooks, and the plugins that could not add theirs. */
export interface CatalogReading {
  readonly catalog: Catalog;
  readonly refused: readonly BrokenPlugin[];
}

/**
 * Loads the playbooks from all places: shipped, the project's, the user's, the plugins'. The shipped ones alone were checked
 * when the application was built. Playbooks of a plugin that do not fit are left out, and that is said; one's own that do not
 * are an error.
 */
export async function readCatalog(assets: Assets, paths: Paths, options: CatalogOptions = {}): Promise<Catalog> {
  const { plugins = await readPlugins({ assets, paths }), onNote } = options;
  if (plugins === null) return readOwnCatalog(assets, paths, null);
  const { describeBroken } = await import('../plugins/describe-broken.ts');
  const { catalog, refused } = await readWholeCatalog(assets, paths, plugins);
  for (const one of [...plugins.broken, ...refused]) onNote?.(describeBroken(one));
  return catalog;
}

/** The playbooks, where the plugins are known. */
export async function readWholeCatalog(
  assets: Assets,
  paths: Paths,
  plugins: InstalledPlugins,
): Promise<CatalogReading> {
  const base = await readOwnCatalog(assets, paths, plugins);
  const { addPluginPlaybooks } = await import('../plugins/add-playbooks.ts');
  return addPluginPlaybooks(base, plugins.plugins, await describeChecks(assets, plugins));
}

async function readOwnCatalog(assets: Assets, paths: Paths, plugins: InstalledPlugins | null): Promise<Catalog> {
  const own = [
    { origin: 'project', folder: paths.projectPlaybooks },
    { origin: 'user', folder: paths.userPlaybooks },
  ] as const;
  const present = own.filter(({ folder }) => isThere(folder));
  const base = JSON.parse(await readFile(assets.compiledCatalog, 'utf8')) as Catalog;
  if (present.length === 0) return base;
  const { loadCatalog } = await import('@cloudops/playbooks');
  const checks = await describeChecks(assets, plugins);
  return loadCatalog({ folders: present, base, ...checks }).catch(async (error: unknown) => {
    if (plugins === null || plugins.broken.length === 0) throw error;
    const { blamePlugins } = await import('../plugins/describe-broken.ts');
    throw blamePlugins(error, plugins.broken);
  });
}

/** What a playbook is checked against. The shipped providers described themselves when the application was built. */
export async function describeChecks(
  { compiledChecks }: Pick<Assets, 'compiledChecks'>,
  plugins: Pick<InstalledPlugins, 'providers'> | null,
): Promise<Checks> {
  const shipped = JSON.parse(await readFile(compiledChecks, 'utf8')) as Checks;
  if (plugins === null) return shipped;
  const { describePluginChecks } = await import('../plugins/describe-checks.ts');
  const added = describePluginChecks(plugins.providers);
  return { actions: [...shipped.actions, ...added.actions], findings: [...shipped.findings, ...added.findings] };
}
