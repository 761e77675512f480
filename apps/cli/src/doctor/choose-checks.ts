import type { Investigation } from '@cloudops/engine';
import { listContexts } from '@cloudops/executor-k8s';
import type { Assets } from '../composition/assets.ts';
import { readConfiguration } from '../configuration/configuration.ts';
import type { Paths } from '../configuration/paths.ts';
import { awsChecks, isAwsMeant } from './aws-checks.ts';
import type { Check } from './check.ts';
import { clusterChecks } from './cluster-checks.ts';
import { localChecks } from './local-checks.ts';

/** What decides which checks apply. */
interface Choice {
  readonly paths: Paths;
  readonly assets: Assets;
  readonly flags: { readonly context: string | undefined; readonly profile: string | undefined };
  readonly environment: NodeJS.ProcessEnv;
  ask(provider: 'aws' | 'kubernetes'): Promise<Investigation>;
}

/** The machine's own checks, and those of the targets that somebody means: a cluster, unless there is only AWS. */
export async function chooseChecks({ paths, assets, flags, environment, ask }: Choice): Promise<readonly Check[]> {
  // A configuration that cannot be read is told by its own check.
  const configuration = await readConfiguration(paths.configFile).catch(() => null);
  const isAws = configuration !== null && (await isAwsMeant(configuration, flags.profile, environment));
  const isCluster = !isAws || flags.context !== undefined || (await hasContexts(environment));
  return [
    ...localChecks(assets, paths),
    ...(isCluster ? clusterChecks(() => ask('kubernetes')) : []),
    ...(isAws ? awsChecks(() => ask('aws')) : []),
  ];
}

async function hasContexts(environment: NodeJS.ProcessEnv): Promise<boolean> {
  return (await listContexts({ environment }).catch(() => [])).length > 0;
}
