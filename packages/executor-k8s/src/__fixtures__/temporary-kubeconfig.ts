import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';

const folders: string[] = [];

afterAll(async () => {
  await Promise.all(folders.splice(0).map((folder) => rm(folder, { recursive: true, force: true })));
});

/** A folder of its own, gone after the test file. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'cloudops-k8s-'));
  folders.push(folder);
  return folder;
}

/** A kubeconfig with one context `test`, written to its own folder. */
export async function writeKubeconfig(parts: {
  readonly server: string;
  readonly cluster?: object;
  readonly user?: object;
}): Promise<string> {
  const path = join(await temporaryFolder(), 'config');
  const kubeconfig = {
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'test',
    contexts: [{ name: 'test', context: { cluster: 'c', user: 'u' } }],
    clusters: [{ name: 'c', cluster: { server: parts.server, ...parts.cluster } }],
    users: [{ name: 'u', user: parts.user ?? {} }],
  };
  await writeFile(path, JSON.stringify(kubeconfig));
  return path;
}
