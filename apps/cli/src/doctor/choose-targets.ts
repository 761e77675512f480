import { listContexts } from '@cloudops/executor-k8s';
import type { Configuration } from '../configuration/configuration.ts';
import { isAwsMeant } from './aws-checks.ts';

/** What tells which targets somebody means. */
interface TargetSigns {
  /** Null for one that cannot be read. */
  readonly configuration: Configuration | null;
  readonly flags: { readonly context: string | undefined; readonly profile: string | undefined };
  readonly environment: NodeJS.ProcessEnv;
}

/** A provider whose target can be asked how it is. */
export type TargetProvider = 'aws' | 'kubernetes';

/** The targets that somebody means: a cluster, where there is a kubeconfig or one is named; AWS, where anything points to it. */
export async function chooseTargets({
  configuration,
  flags,
  environment,
}: TargetSigns): Promise<readonly TargetProvider[]> {
  const isAws = configuration !== null && (await isAwsMeant(configuration, flags.profile, environment));
  const isCluster = flags.context !== undefined || (await hasContexts(environment));
  return [...(isCluster ? (['kubernetes'] as const) : []), ...(isAws ? (['aws'] as const) : [])];
}

async function hasContexts(environment: NodeJS.ProcessEnv): Promise<boolean> {
  return (await listContexts({ environment }).catch(() => [])).length > 0;
}
