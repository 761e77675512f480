import { kubernetesError } from '../errors.ts';
import type { ResolvedContext } from '../kubeconfig/kubeconfig.ts';

/**
 * The Authorization header of a kubeconfig `auth-provider` (oidc and other pre-exec mechanisms), refreshed by
 * @kubernetes/client-node. That package takes half a second to import, so it is loaded only for such users.
 * @throws CloudOpsError `AUTH_PROVIDER_FAILED`.
 */
export async function legacyAuthorization(context: ResolvedContext): Promise<string | null> {
  const provider = context.user.authProvider;
  if (provider === undefined) return null;
  try {
    const { HttpMethod, KubeConfig, RequestContext } = await import('@kubernetes/client-node');
    const config = new KubeConfig();
    config.loadFromOptions({
      clusters: [{ name: 'cluster', server: context.cluster.server, skipTLSVerify: true }],
      users: [{ name: 'user', authProvider: { name: provider.name, config: { ...provider.config } } }],
      contexts: [{ name: 'context', cluster: 'cluster', user: 'user' }],
      currentContext: 'context',
    });
    const request = new RequestContext(context.cluster.server, HttpMethod.GET);
    await config.applySecurityAuthentication(request);
    return request.getHeaders().Authorization ?? null;
  } catch (cause) {
    throw kubernetesError({
      code: 'AUTH_PROVIDER_FAILED',
      message: `Auth provider "${provider.name}" of the kubeconfig gave no credential.`,
      nextSteps: ['Log in again with the tool that wrote the kubeconfig, or change it to an exec plugin.'],
      cause,
    });
  }
}
