import type { Investigation } from '@cloudops/engine';
import type { Assets } from '../composition/assets.ts';
import { readConfiguration } from '../configuration/configuration.ts';
import type { Paths } from '../configuration/paths.ts';
import { awsChecks } from './aws-checks.ts';
import { changeChecks } from './change-checks.ts';
import type { Check } from './check.ts';
import { chooseTargets } from './choose-targets.ts';
import { clusterChecks } from './cluster-checks.ts';
import { localChecks } from './local-checks.ts';
import { pluginChecks } from './plugin-checks.ts';

/** What decides which checks apply. */
interface Choice {
  readonly paths: Paths;
  readonly assets: Assets;
  readonly flags: { readonly context: string | undefined; readonly profile: string | undefined };
  readonly environment: NodeJS.ProcessEnv;
  ask(provider: 'aws' | 'kubernetes'): Promise<Investigation>;
}

/**
 * The machine's own checks, those of the targets that somebody means (a cluster, unless there is only AWS), and how far changes
 * are set up.
 */
export async function chooseChecks({ paths, assets, flags, environment, ask }: Choice): Promise<readonly Check[]> {
  // A configuration that cannot be read is told by its own check.
  const configuration = await readConfiguration(paths.configFile).catch(() => null);
  const providers = await chooseTargets({ configuration, flags, environment });
  const isAws = providers.includes('aws');
  const isCluster = !isAws || providers.includes('kubernetes');
  return [
    ...localChecks(assets, paths),
    ...(await pluginChecks(assets, paths)),
    ...(isCluster ? clusterChecks(() => ask('kubernetes')) : []),
    ...(isAws ? awsChecks(() => ask('aws')) : []),
    ...changeChecks(assets, paths),
  ];
}
