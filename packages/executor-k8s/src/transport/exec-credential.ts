import { kubernetesError } from '../errors.ts';
import type { KubeconfigExec } from '../kubeconfig/kubeconfig.ts';

/** What an exec plugin answered (client.authentication.k8s.io, ExecCredentialStatus). Secret. */
export interface ExecCredential {
  readonly token: string | null;
  readonly clientCertificate: string | null;
  readonly clientKey: string | null;
  /** Milliseconds since the Unix epoch; null = until the API refuses it. */
  readonly expiresAt: number | null;
}

/** The versions of the ExecCredential API that are understood. */
export const execApiVersions: readonly string[] = [
  'client.authentication.k8s.io/v1',
  'client.authentication.k8s.io/v1beta1',
];

function rubbish(exec: KubeconfigExec, what: string): Error {
  return kubernetesError({
    code: 'EXEC_PLUGIN_INVALID',
    // The output itself may hold a token: it is described, never quoted.
    message: `Exec plugin "${exec.command}" gave no usable credential: ${what}.`,
    nextSteps: [
      `Run the plugin by hand (command and args stand in the kubeconfig); it must print one ExecCredential of ${exec.apiVersion} as JSON and nothing else on standard output.`,
    ],
  });
}

function fields(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}

function text(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}

/**
 * Reads what an exec plugin printed.
 * @throws CloudOpsError `EXEC_PLUGIN_INVALID`.
 */
export function parseExecCredential(output: string, exec: KubeconfigExec): ExecCredential {
  let parsed: unknown;
  try {
    parsed = JSON.parse(output);
  } catch {
    throw rubbish(exec, output.trim() === '' ? 'it printed nothing' : 'its output is not JSON');
  }
  const root = fields(parsed);
  if (root.kind !== 'ExecCredential') throw rubbish(exec, 'its output is not an ExecCredential');
  if (root.apiVersion !== exec.apiVersion) {
    throw rubbish(exec, `it answered another apiVersion than the kubeconfig asks for (${exec.apiVersion})`);
  }
  const status = fields(root.status);
  const credential = {
    token: text(status.token),
    clientCertificate: text(status.clientCertificateData),
    clientKey: text(status.clientKeyData),
  };
  if (credential.token === null && (credential.clientCertificate === null || credential.clientKey === null)) {
    throw rubbish(exec, 'its status holds neither a token nor a client certificate with its key');
  }
  const expires = text(status.expirationTimestamp);
  const expiresAt = expires === null ? null : Date.parse(expires);
  if (Number.isNaN(expiresAt)) throw rubbish(exec, 'its expirationTimestamp is no time');
  return { ...credential, expiresAt };
}
