import { inClusterContext, inClusterName } from './in-cluster.ts';
import type { ResolvedContext } from './kubeconfig.ts';
import { type KubeconfigSource, kubeconfigNotFound, loadKubeconfig } from './load-kubeconfig.ts';
import { resolveContext, selectContextName } from './select-context.ts';

/** Which kubeconfig and which of its contexts. */
export interface ContextChoice extends KubeconfigSource {
  /** Left out: the kubeconfig's current context. */
  readonly context?: string;
}

/**
 * The connection to use: kubeconfig first, else the pod's own cluster. Never falls back to localhost.
 * @throws CloudOpsError `KUBECONFIG_NOT_FOUND`, `KUBECONFIG_INVALID`, `CONTEXT_NOT_SET`, `CONTEXT_UNKNOWN`, `CONTEXT_INCOMPLETE`.
 */
export async function chooseContext(choice: ContextChoice): Promise<ResolvedContext> {
  const kubeconfig = await loadKubeconfig(choice);
  if (kubeconfig !== null) return resolveContext(kubeconfig, choice.context);
  const own = choice.kubeconfigPath === undefined ? await inClusterContext(choice.environment) : null;
  if (own === null) throw kubeconfigNotFound(choice);
  return own;
}

/**
 * The name alone of what {@link chooseContext} would use.
 * @throws CloudOpsError as `chooseContext` does, but for `CONTEXT_INCOMPLETE`.
 */
export async function chooseContextName(choice: ContextChoice): Promise<string> {
  const kubeconfig = await loadKubeconfig(choice);
  if (kubeconfig !== null) return selectContextName(kubeconfig, choice.context);
  await chooseContext(choice);
  return inClusterName;
}

/** One entry of {@link listContexts}. */
export interface ContextListing {
  readonly name: string;
  readonly cluster: string;
  readonly namespace: string | null;
  readonly current: boolean;
}

/**
 * All contexts by name, for completion and set-up; reads files only.
 * @returns an empty list without a kubeconfig.
 * @throws CloudOpsError `KUBECONFIG_INVALID`.
 */
export async function listContexts(source: KubeconfigSource): Promise<readonly ContextListing[]> {
  const kubeconfig = await loadKubeconfig(source);
  if (kubeconfig === null) return [];
  return [...kubeconfig.contexts]
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(([name, context]) => ({
      name,
      cluster: context.cluster,
      namespace: context.namespace ?? null,
      current: name === kubeconfig.currentContext,
    }));
}
