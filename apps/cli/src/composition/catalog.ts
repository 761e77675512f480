import { readFile } from 'node:fs/promises';
import { describeActions } from '@cloudops/engine';
import type { ActionDescriptor, Catalog } from '@cloudops/spec';
import { isThere } from '../configuration/is-there.ts';
import type { Paths } from '../configuration/paths.ts';
import type { Assets } from './assets.ts';
import { describeProviders } from './connect.ts';

/**
 * Loads the playbooks from the three places: shipped, the project's, the user's. The shipped ones alone were checked
 * when the application was built; as soon as others are there, all are checked together.
 */
export async function readCatalog(assets: Assets, paths: Paths): Promise<Catalog> {
  const own = [
    { origin: 'project', folder: paths.projectPlaybooks },
    { origin: 'user', folder: paths.userPlaybooks },
  ] as const;
  const present = own.filter(({ folder }) => isThere(folder));
  if (present.length === 0) {
    return JSON.parse(await readFile(assets.compiledCatalog, 'utf8')) as Catalog;
  }
  const { loadCatalog } = await import('@cloudops/playbooks');
  return loadCatalog({
    folders: [{ origin: 'shipped', folder: assets.playbooks }, ...present],
    ...(await describeChecks()),
  });
}

/** What a playbook is checked against: the providers' actions and finding codes. */
export async function describeChecks(): Promise<{
  readonly actions: readonly ActionDescriptor[];
  readonly findings: readonly string[];
}> {
  const providers = await describeProviders();
  return {
    actions: describeActions(providers),
    findings: providers.flatMap((provider) => provider.findings.map((finding) => finding.code)),
  };
}
