import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ControlPlaneOptions } from './control-plane.ts';
import { startKubeletFront } from './kubelet-front.ts';
import { readField } from './kubernetes-object.ts';
import { createResources } from './resources.ts';
import { createAdminClient } from './testbed.ts';

const options = JSON.parse(process.argv[2] ?? '{}') as ControlPlaneOptions;
const pki = (file: string): Promise<string> => readFile(join(options.folder, 'pki', file), 'utf8');
const resources = createResources(await createAdminClient(options));

/** Asked anew for each connection: a name may come back with another address. */
async function findNode(address: string): Promise<string | null> {
  const nodes = await resources.list({ apiVersion: 'v1', kind: 'Node' });
  const found = nodes.find((node) => {
    const addresses = (readField(node, 'status.addresses') ?? []) as readonly { address?: string }[];
    return addresses.some((entry) => entry.address === address);
  });
  return found?.metadata.name ?? null;
}

startKubeletFront({
  port: options.ports.kubeletFront,
  kubeletPort: options.ports.kubelet,
  certificate: await pki('kubelet.crt'),
  key: await pki('kubelet.key'),
  authority: await pki('ca.crt'),
  findNode,
});
