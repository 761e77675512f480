import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Testbed } from '@cloudops/testbed';
import type { Image } from './image.ts';
import type { Manifest } from './manifests.ts';
import type { Node, PodSpec } from './pod.ts';
import { runWell } from './process.ts';

/** What a node is made from. */
export interface NodeParts {
  readonly testbed: Testbed;
  readonly folder: string;
  readonly image: Image;
  /** Where reports go. */
  readonly url: string;
  readonly manifests: readonly Manifest[];
}

/** What signs reports. */
export const sharedWord: string = 'a shared word';

/** A node that has what the cluster says: ConfigMaps, the Secret, and a token of the service account. */
export async function createNode({ testbed, folder, image, url, manifests }: NodeParts): Promise<Node> {
  const args = ['--kubeconfig', testbed.adminKubeconfig, '-n', 'cloudops', 'create', 'token', 'cloudops-reader'];
  const token = (await runWell(testbed.kubectl, args)).trim();
  const { hostname, port } = new URL(testbed.serverUrl);
  const maps = manifests.filter(({ kind }) => kind === 'ConfigMap').map(({ metadata, data }) => [metadata.name, data]);
  const secret = { url: `${url}\n`, secret: `whsec_${Buffer.from(sharedWord).toString('base64')}\n` };
  return {
    ...{ folder, image, files: { ...Object.fromEntries(maps), 'cloudops-report': secret } },
    serviceAccount: {
      ...{ token, namespace: 'cloudops' },
      'ca.crt': readFileSync(join(testbed.folder, 'pki', 'ca.crt'), 'utf8'),
    },
    environment: { KUBERNETES_SERVICE_HOST: hostname, KUBERNETES_SERVICE_PORT: port },
  };
}

const tokenFolder = '/var/run/secrets/eks.amazonaws.com/serviceaccount';

/** A pod and its node as EKS changes them where the service account has a role (amazon-eks-pod-identity-webhook). */
export function withAwsToken(spec: PodSpec, node: Node, endpoint: string): readonly [PodSpec, Node] {
  const mount = { name: 'aws-iam-token', mountPath: tokenFolder, readOnly: true };
  const environment = {
    AWS_ROLE_ARN: 'arn:aws:iam::111122223333:role/cloudops-reader',
    AWS_WEB_IDENTITY_TOKEN_FILE: `${tokenFolder}/token`,
    AWS_REGION: 'eu-west-1',
    AWS_ENDPOINT_URL: endpoint,
  };
  return [
    {
      ...spec,
      containers: spec.containers.map((one) => ({ ...one, volumeMounts: [...one.volumeMounts, mount] })),
      volumes: [...spec.volumes, { name: mount.name, secret: { secretName: 'aws-token' } }],
    },
    { ...node, environment, files: { ...node.files, 'aws-token': { token: 'a.b.c' } } },
  ];
}
