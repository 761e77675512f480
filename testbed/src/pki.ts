import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stringify } from 'yaml';
import {
  type Authority,
  type CertificateRequest,
  createAuthority,
  createTokenKey,
  issueCertificate,
} from './certificates.ts';

const loopback = [127, 0, 0, 1] as const;
const firstServiceAddress = [10, 96, 0, 1] as const;

const requests: Readonly<Record<string, CertificateRequest>> = {
  server: {
    commonName: 'kube-apiserver',
    names: ['localhost', 'kubernetes', 'kubernetes.default.svc'],
    addresses: [loopback, firstServiceAddress],
  },
  kubelet: { commonName: 'localhost', names: ['localhost'], addresses: [loopback] },
  admin: { organization: 'system:masters', commonName: 'admin' },
  'controller-manager': { commonName: 'system:kube-controller-manager' },
  scheduler: { commonName: 'system:kube-scheduler' },
  'kubelet-client': { commonName: 'kube-apiserver-kubelet-client' },
};

/** The users that get a kubeconfig, named `<user>.conf`. */
const users: readonly string[] = ['admin', 'controller-manager', 'scheduler'];

/** How a kubeconfig's user proves who it is. PEM texts or a bearer token. */
export type Credential = { readonly certificate: string; readonly key: string } | { readonly token: string };

/** A kubeconfig with one cluster, user and context, all named `testbed`, as YAML. */
export function formatKubeconfig(url: string, authority: string, credential: Credential): string {
  const base64 = (text: string): string => Buffer.from(text).toString('base64');
  const user =
    'token' in credential
      ? { token: credential.token }
      : { 'client-certificate-data': base64(credential.certificate), 'client-key-data': base64(credential.key) };
  return stringify({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'testbed', cluster: { server: url, 'certificate-authority-data': base64(authority) } }],
    users: [{ name: 'testbed', user }],
    contexts: [{ name: 'testbed', context: { cluster: 'testbed', user: 'testbed' } }],
    'current-context': 'testbed',
  });
}

async function writePair(folder: string, name: string, pair: { certificate: string; key: string }): Promise<void> {
  await writeFile(join(folder, `${name}.crt`), pair.certificate);
  await writeFile(join(folder, `${name}.key`), pair.key, { mode: 0o600 });
}

async function writeLeaf(folder: string, name: string, authority: Authority, url: string, now: number): Promise<void> {
  const request = requests[name];
  if (request === undefined) return;
  const pair = issueCertificate(authority, request, now);
  await writePair(join(folder, 'pki'), name, pair);
  if (!users.includes(name)) return;
  await writeFile(join(folder, `${name}.conf`), formatKubeconfig(url, authority.certificate, pair), { mode: 0o600 });
}

/**
 * Writes all certificates into `<folder>/pki`, and a kubeconfig for each of {@link users} into the folder.
 * Keys are P-256; everything is valid for a year from `now`.
 */
export async function writeCredentials(folder: string, url: string, now: number): Promise<void> {
  const pki = join(folder, 'pki');
  await mkdir(pki, { recursive: true });
  await chmod(pki, 0o700);
  const authority = createAuthority('testbed-ca', now);
  const frontAuthority = createAuthority('testbed-front-proxy-ca', now);
  const tokens = createTokenKey();
  await writePair(pki, 'ca', authority);
  await writePair(pki, 'front-ca', frontAuthority);
  await writePair(pki, 'front', issueCertificate(frontAuthority, { commonName: 'front-proxy-client' }, now));
  await writeFile(join(pki, 'tokens.pub'), tokens.publicKey);
  await writeFile(join(pki, 'tokens.key'), tokens.privateKey, { mode: 0o600 });
  for (const name of Object.keys(requests)) await writeLeaf(folder, name, authority, url, now);
}
