import { describeActions } from '@cloudops/engine';
import { loadCatalog } from '@cloudops/playbooks';
import type { Catalog } from '@cloudops/spec';
import type { Paths } from '../configuration/paths.ts';
import type { Assets } from './assets.ts';
import { describeProviders } from './connect.ts';

/** Loads the playbooks from the three places: shipped, the project's, the user's. */
export function readCatalog(assets: Assets, paths: Paths): Promise<Catalog> {
  return loadCatalog({
    folders: [
      { origin: 'shipped', folder: assets.playbooks },
      { origin: 'project', folder: paths.projectPlaybooks, optional: true },
      { origin: 'user', folder: paths.userPlaybooks, optional: true },
    ],
    ...describeChecks(),
  });
}

/** What a playbook is checked against: the providers' actions and finding codes. */
export function describeChecks(): Pick<Parameters<typeof loadCatalog>[0], 'actions' | 'findings'> {
  const providers = describeProviders();
  return {
    actions: describeActions(providers),
    findings: providers.flatMap((provider) => provider.findings.map((finding) => finding.code)),
  };
}
