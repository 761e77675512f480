import type { WireTransport } from '@cloudops/spec';
import { readBody } from './api/body.ts';
import { parseStatus } from './api/status.ts';
import { kubernetesError } from './errors.ts';

/**
 * Finds out whether a cluster answers and accepts our credentials, for set-up, `doctor` and a first error that says
 * what to do. Actions do not need it: they report the same as evidence.
 * @throws CloudOpsError with any code of this package; `UNAUTHORIZED`, `FORBIDDEN`, `CLUSTER_NOT_READY` when it
 * answered and said no.
 */
export async function checkCluster(transport: WireTransport, signal: AbortSignal): Promise<void> {
  const answer = await transport.send(
    {
      method: 'POST',
      path: '/apis/authentication.k8s.io/v1/selfsubjectreviews',
      headers: { accept: 'application/json', 'content-type': 'application/json' },
      body: '{"apiVersion":"authentication.k8s.io/v1","kind":"SelfSubjectReview"}',
    },
    signal,
  );
  const { bytes } = await readBody({ body: answer.body, maxBytes: 1_000_000, signal });
  if (answer.status >= 200 && answer.status < 300) return;
  const { message } = parseStatus(bytes);
  const said = `${transport.endpoint} answered HTTP ${answer.status}${message === '' ? '' : `: ${message}`}.`;
  if (answer.status === 401) {
    const nextSteps = [
      'Log in again: the token or certificate in the kubeconfig is expired, revoked or of another cluster.',
    ];
    throw kubernetesError({ code: 'UNAUTHORIZED', message: said, nextSteps });
  }
  if (answer.status === 403) {
    const nextSteps = ['Ask an administrator to apply deploy/rbac/reader.yaml and to bind you to it.'];
    throw kubernetesError({ code: 'FORBIDDEN', message: said, nextSteps });
  }
  // Servers before 1.28 do not know this review; that they say so proves that they answer and know us.
  if (answer.status === 404) return;
  const nextSteps = ['Wait until the API server is ready and try again; a proxy in between may answer in its place.'];
  throw kubernetesError({ code: 'CLUSTER_NOT_READY', message: said, nextSteps });
}
