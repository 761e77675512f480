import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { WireRequest } from '@cloudops/spec';
import {
  createFakeCluster,
  type FakeCluster,
  type Loose,
} from '../../../../packages/executor-k8s/src/changes/__fixtures__/fake-cluster.ts';
import { obey, putWorkload } from '../../../../packages/executor-k8s/src/changes/__fixtures__/workloads.ts';

/** A cluster that can be changed, behind a loopback port. */
export interface ClusterServer {
  readonly url: string;
  readonly cluster: FakeCluster;
  /** Replicas that the Deployment `shop/api` shall have now. */
  replicas(): number;
  /** Counts how often its spec was changed, from 1. */
  generation(): number;
  close(): Promise<void>;
}

const apps = '/apis/apps/v1/namespaces/shop/deployments';

/**
 * A cluster with the Deployment `shop/api` of two replicas, and controllers that obey at once.
 * @param uid of its namespace `kube-system`, by which clusters are told apart.
 */
export async function startClusterServer(uid = '6f1c0f1e-0000-4000'): Promise<ClusterServer> {
  const cluster = createFakeCluster();
  cluster.put('/api/v1/namespaces', { kind: 'Namespace', metadata: { name: 'kube-system', uid } });
  cluster.put('/api/v1/namespaces', { kind: 'Namespace', metadata: { name: 'shop' } });
  putWorkload(cluster, 'Deployment', 'api', 2);
  obey(cluster);
  const server = createServer(async (request, response) => answerFrom(cluster, request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    cluster,
    replicas: () => cluster.get(`${apps}/api`).spec.replicas,
    generation: () => cluster.get(`${apps}/api`).metadata.generation,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function answerFrom(cluster: FakeCluster, request: IncomingMessage, response: ServerResponse): Promise<void> {
  let body = '';
  for await (const chunk of request) body += String(chunk);
  const path = request.url ?? '/';
  const own = ownAnswer(path);
  if (own !== null) return send(response, 201, own);
  const headers = Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [name, String(value ?? '')]),
  );
  const sent: WireRequest = {
    method: (request.method ?? 'GET') as WireRequest['method'],
    path,
    headers,
    ...(body === '' ? {} : { body }),
  };
  const answered = await cluster.transport.send(sent, new AbortController().signal).catch(() => null);
  if (answered === null) return void request.socket.destroy();
  const chunks: Uint8Array[] = [];
  for await (const chunk of answered.body) chunks.push(chunk);
  response.writeHead(answered.status, { 'content-type': 'application/json', ...answered.headers });
  response.end(Buffer.concat(chunks));
}

/** What every API server says, whatever it holds. */
function ownAnswer(path: string): Loose {
  if (path.startsWith('/version')) return { major: '1', minor: '34', gitVersion: 'v1.34.0' };
  if (!path.endsWith('/selfsubjectreviews')) return null;
  const extra = { 'authentication.kubernetes.io/credential-id': ['JTI=8c2f'] };
  return { kind: 'SelfSubjectReview', status: { userInfo: { username: 'alice@example.com', groups: [], extra } } };
}

function send(response: ServerResponse, status: number, value: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));
}
