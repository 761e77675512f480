import { X509Certificate } from 'node:crypto';
import { kubernetesError } from '../errors.ts';

/**
 * Checks a client certificate before it is used: API servers answer an expired one with a bare 401.
 * @throws CloudOpsError `CLIENT_CERTIFICATE_EXPIRED`, `CLIENT_CERTIFICATE_INVALID`.
 */
export function assertClientCertificate(pem: Buffer | string, now: number, contextName: string): void {
  let certificate: X509Certificate;
  try {
    certificate = new X509Certificate(pem);
  } catch (cause) {
    throw kubernetesError({
      code: 'CLIENT_CERTIFICATE_INVALID',
      message: `Client certificate of context "${contextName}" cannot be read as PEM.`,
      nextSteps: ['Write the kubeconfig anew; client-certificate-data must be base64 of a PEM file.'],
      cause,
    });
  }
  const notAfter = Date.parse(certificate.validTo);
  if (!(notAfter < now)) return;
  throw kubernetesError({
    code: 'CLIENT_CERTIFICATE_EXPIRED',
    message: `Client certificate of context "${contextName}" expired on ${new Date(notAfter).toISOString()}.`,
    nextSteps: [
      'Fetch a new kubeconfig; on a kubeadm cluster run `kubeadm certs renew admin.conf` on a control plane node.',
      "If the date is in the future for you, check this machine's clock.",
    ],
  });
}
