import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { TestbedError } from './errors.ts';
import { readField } from './kubernetes-object.ts';
import { readManifest } from './manifests.ts';
import { formatKubeconfig } from './pki.ts';
import type { Testbed } from './testbed.ts';

/** Who the reader is. */
export interface ReaderOptions {
  readonly serviceAccount: string;
  readonly namespace: string;
  /** How long its token is good; an hour unless stated, 600 at least. */
  readonly tokenSec?: number;
}

async function applyManifests(testbed: Testbed, files: readonly string[]): Promise<void> {
  const objects = (await Promise.all(files.map(readManifest))).flat();
  const namespaces = objects.filter((object) => object.kind === 'Namespace');
  const others = objects.filter((object) => object.kind !== 'Namespace');
  for (const object of [...namespaces, ...others]) await testbed.resources.apply(object);
}

async function requestToken(testbed: Testbed, options: ReaderOptions): Promise<string> {
  const account = `/api/v1/namespaces/${options.namespace}/serviceaccounts/${options.serviceAccount}`;
  const body = {
    apiVersion: 'authentication.k8s.io/v1',
    kind: 'TokenRequest',
    spec: { expirationSeconds: options.tokenSec ?? 3600 },
  };
  const answer = await testbed.api.expect({ method: 'POST', path: `${account}/token`, body });
  const token = readField(answer, 'status.token');
  if (typeof token === 'string') return token;
  throw new TestbedError({ code: 'API_FAILED', message: `No token came for ${account}` });
}

/**
 * Gives a ServiceAccount exactly the rights of some manifests, and writes a kubeconfig with a short-lived token of
 * its own. The namespace and the ServiceAccount are created when the manifests do not bring them.
 * @param manifestFiles YAML files, applied in order, namespaces first.
 * @returns the kubeconfig's path.
 * @throws TestbedError `API_FAILED`.
 */
export async function createReader(
  testbed: Testbed,
  manifestFiles: readonly string[],
  options: ReaderOptions,
): Promise<string> {
  const { namespace, serviceAccount } = options;
  await testbed.resources.create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } });
  await applyManifests(testbed, manifestFiles);
  const account = { name: serviceAccount, namespace };
  await testbed.resources.create({ apiVersion: 'v1', kind: 'ServiceAccount', metadata: account });
  const token = await requestToken(testbed, options);
  const authority = await readFile(join(testbed.folder, 'pki', 'ca.crt'), 'utf8');
  const file = join(testbed.folder, `reader-${namespace}-${serviceAccount}.conf`);
  await writeFile(file, formatKubeconfig(testbed.serverUrl, authority, { token }), { mode: 0o600 });
  return file;
}
