import { kubernetesError } from '../errors.ts';
import { nearestNames } from '../nearest-names.ts';
import type { Kubeconfig, ResolvedContext } from './kubeconfig.ts';

function contextNames(kubeconfig: Kubeconfig): readonly string[] {
  return [...kubeconfig.contexts.keys()].sort();
}

/**
 * The name of the context to use: the given one, else the kubeconfig's current one.
 * @throws CloudOpsError `CONTEXT_NOT_SET`, `CONTEXT_UNKNOWN`.
 */
export function selectContextName(kubeconfig: Kubeconfig, asked: string | undefined): string {
  const name = asked ?? kubeconfig.currentContext;
  const names = contextNames(kubeconfig);
  const shown = names.slice(0, 10).join(', ') || 'none';
  if (name === null || name === '') {
    throw kubernetesError({
      code: 'CONTEXT_NOT_SET',
      message: `No context chosen: ${kubeconfig.files.join(', ')} has no current-context.`,
      nextSteps: [`Choose one with --context NAME or \`kubectl config use-context NAME\`. There are: ${shown}.`],
    });
  }
  if (kubeconfig.contexts.has(name)) return name;
  const nearest = nearestNames(name, names);
  throw kubernetesError({
    code: 'CONTEXT_UNKNOWN',
    message: `Context "${name}" is not in ${kubeconfig.files.join(', ')}.`,
    nextSteps: [
      nearest.length > 0 ? `Did you mean ${nearest.join(' or ')}?` : `There are: ${shown}.`,
      '`kubectl config get-contexts` lists them all.',
    ],
  });
}

/**
 * A context with its cluster and user.
 * @throws CloudOpsError `CONTEXT_NOT_SET`, `CONTEXT_UNKNOWN`, `CONTEXT_INCOMPLETE`.
 */
export function resolveContext(kubeconfig: Kubeconfig, asked: string | undefined): ResolvedContext {
  const name = selectContextName(kubeconfig, asked);
  const context = kubeconfig.contexts.get(name);
  const cluster = kubeconfig.clusters.get(context?.cluster ?? '');
  const user = kubeconfig.users.get(context?.user ?? '');
  if (context !== undefined && cluster !== undefined && cluster.server !== '' && user !== undefined) {
    return { name, cluster, user, namespace: context.namespace ?? null };
  }
  const missing = cluster === undefined ? `cluster "${context?.cluster ?? ''}"` : `user "${context?.user ?? ''}"`;
  const what =
    cluster?.server === '' ? `its cluster "${context?.cluster ?? ''}" has no server` : `there is no ${missing}`;
  throw kubernetesError({
    code: 'CONTEXT_INCOMPLETE',
    message: `Context "${name}" cannot be used: ${what} in ${kubeconfig.files.join(', ')}.`,
    nextSteps: ['Add the missing entry, or choose another context with --context NAME.'],
  });
}
