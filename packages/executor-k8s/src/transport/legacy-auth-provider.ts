import type { CloudOpsError } from '@cloudops/spec';
import { kubernetesError } from '../errors.ts';
import type { ResolvedContext } from '../kubeconfig/kubeconfig.ts';
import { untilAborted } from './until-aborted.ts';

/** What {@link legacyAuthorization} needs. */
export interface LegacyAuthorizationOptions {
  readonly context: ResolvedContext;
  /** For asking the identity provider. */
  readonly timeoutMs: number;
  /** Ends the wait early. */
  readonly signal: AbortSignal;
}

/** All that the OIDC helper may see besides the issuer's URL: it would also run programs that other keys name, through a shell. */
const oidcKeys: readonly string[] = [
  'client-id',
  'client-secret',
  'id-token',
  'idp-certificate-authority',
  'idp-certificate-authority-data',
  'refresh-token',
];

/** What took the place of the mechanisms that kubectl removed in 1.26. */
const successors: Readonly<Record<string, string>> = {
  azure: 'Run `kubelogin convert-kubeconfig`, which changes the kubeconfig to the exec plugin kubelogin.',
  gcp: 'Install gke-gcloud-auth-plugin and run `gcloud container clusters get-credentials NAME` again.',
};

function failed(what: string, nextSteps: readonly string[], cause?: unknown): CloudOpsError {
  return kubernetesError({ code: 'AUTH_PROVIDER_FAILED', message: what, nextSteps, cause });
}

async function oidcToken(context: ResolvedContext, given: Readonly<Record<string, unknown>>): Promise<string | null> {
  const { HttpMethod, KubeConfig, RequestContext } = await import('@kubernetes/client-node');
  const entries = oidcKeys.map((key) => [key, given[key]] as const).filter(([, value]) => typeof value === 'string');
  const issuer = given['idp-issuer-url'];
  // The helper hands the issuer on to openid-client, which takes a URL and no text.
  const settings = {
    ...Object.fromEntries(entries),
    ...(typeof issuer === 'string' ? { 'idp-issuer-url': new URL(issuer) } : {}),
  };
  const config = new KubeConfig();
  config.loadFromOptions({
    clusters: [{ name: 'cluster', server: context.cluster.server, skipTLSVerify: true }],
    users: [{ name: 'user', authProvider: { name: 'oidc', config: settings } }],
    contexts: [{ name: 'context', cluster: 'cluster', user: 'user' }],
    currentContext: 'context',
  });
  const request = new RequestContext(context.cluster.server, HttpMethod.GET);
  await config.applySecurityAuthentication(request);
  return request.getHeaders().Authorization ?? null;
}

/**
 * The Authorization header of a kubeconfig's `auth-provider` oidc, refreshed by @kubernetes/client-node; null without
 * one. That package takes half a second to import, so it is loaded only for such users. All other mechanisms are
 * refused: kubectl removed them in 1.26, and they run programs through a shell.
 * @throws CloudOpsError `AUTH_PROVIDER_FAILED`.
 */
export async function legacyAuthorization(options: LegacyAuthorizationOptions): Promise<string | null> {
  const { context, timeoutMs, signal } = options;
  const provider = context.user.authProvider;
  if (provider === undefined) return null;
  if (provider.name !== 'oidc') {
    const successor = Object.hasOwn(successors, provider.name) ? successors[provider.name] : undefined;
    throw failed(`Auth provider "${provider.name}" of the kubeconfig is not supported; kubectl removed it in 1.26.`, [
      successor ?? 'Change the kubeconfig to an exec plugin of your cloud.',
    ]);
  }
  const nextSteps = ['Log in again with the tool that wrote the kubeconfig, or change it to an exec plugin.'];
  const noCredential = 'Auth provider "oidc" of the kubeconfig gave no credential';
  const deadline = AbortSignal.timeout(timeoutMs);
  const limit = AbortSignal.any([signal, deadline]);
  let header: string | null;
  try {
    header = await untilAborted(oidcToken(context, provider.config), limit);
  } catch (cause) {
    throw failed(`${noCredential}${deadline.aborted ? ` within ${timeoutMs} ms` : ''}.`, nextSteps, cause);
  }
  if (header === null) throw failed(`${noCredential}: its token has ended and cannot be refreshed.`, nextSteps);
  return header;
}
