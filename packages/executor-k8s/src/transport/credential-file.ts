import { readFile } from 'node:fs/promises';
import { codeOf, kubernetesError } from '../errors.ts';

/**
 * Reads a file that the kubeconfig names.
 * @throws CloudOpsError `CREDENTIAL_UNREADABLE` naming file and field.
 */
export async function readCredentialFile(path: string, field: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (cause) {
    throw kubernetesError({
      code: 'CREDENTIAL_UNREADABLE',
      message: `Kubeconfig's ${field} names ${path}, which cannot be read (${codeOf(cause) || 'unknown reason'}).`,
      nextSteps: ['Check the path in the kubeconfig and the rights of the file.'],
      cause,
    });
  }
}

/** The content of a file, or of its inline base64 form; the inline form wins, as in client-go. */
export async function fileOrData(
  path: string | undefined,
  data: string | undefined,
  field: string,
): Promise<Buffer | null> {
  if (data !== undefined) return Buffer.from(data, 'base64');
  return path === undefined ? null : readCredentialFile(path, field);
}
