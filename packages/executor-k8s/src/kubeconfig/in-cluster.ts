import { access } from 'node:fs/promises';
import { isIPv6 } from 'node:net';
import { join } from 'node:path';
import type { ResolvedContext } from './kubeconfig.ts';

/** Where a pod finds its service account (Kubernetes, "Accessing the API from a Pod"). */
const serviceAccountFolder: string = '/var/run/secrets/kubernetes.io/serviceaccount';

/** The name that a pod's own cluster goes by. */
export const inClusterName: string = 'in-cluster';

/**
 * The connection of a pod to its own cluster.
 * @returns null when this is no pod: no service account token, or no KUBERNETES_SERVICE_HOST.
 */
export async function inClusterContext(
  environment: Readonly<Record<string, string | undefined>>,
  folder: string = serviceAccountFolder,
): Promise<ResolvedContext | null> {
  const host = environment.KUBERNETES_SERVICE_HOST;
  const port = environment.KUBERNETES_SERVICE_PORT;
  if (!host || !port) return null;
  const tokenFile = join(folder, 'token');
  try {
    await access(tokenFile);
  } catch {
    return null;
  }
  return {
    name: inClusterName,
    cluster: {
      server: `https://${isIPv6(host) ? `[${host}]` : host}:${port}`,
      certificateAuthority: join(folder, 'ca.crt'),
      insecureSkipTlsVerify: false,
      disableCompression: false,
    },
    user: { tokenFile, impersonateGroups: [], impersonateExtra: {} },
    namespace: null,
  };
}
