import type { Provider, WireTransport } from '@cloudops/spec';
import { applyFleet, startTestbed, type Testbed } from '@cloudops/testbed';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTestContext, runAction } from '../__fixtures__/test-bench.ts';
import { createKubernetesProvider } from '../provider.ts';
import { createClusterTransport } from '../transport/cluster-transport.ts';
import { recordNames } from '../triage/records/records.ts';

let testbed: Testbed;
let protobuf: Provider;
let json: Provider;

/** What stands between makes the provider ask for JSON. */
function between(inner: WireTransport): WireTransport {
  return {
    endpoint: inner.endpoint,
    send: (request, signal) => inner.send(request, signal),
    close: () => inner.close(),
  };
}

beforeAll(async () => {
  testbed = await startTestbed({ metrics: false });
  await applyFleet(testbed, { nodes: 3, pods: 60, events: 100 });
  await testbed.resources.create({
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: { name: 'web', namespace: 'default' },
    addressType: 'IPv4',
    ports: [{ name: 'http', port: 8080 }],
    endpoints: [{ addresses: ['10.1.2.3'], conditions: { ready: true }, zone: 'a' }],
  } as never);
  const options = { kubeconfigPath: testbed.adminKubeconfig, environment: {} };
  protobuf = createKubernetesProvider({ version: '0.1.0', ...options });
  json = createKubernetesProvider({ version: '0.1.0', transport: between(createClusterTransport(options)) });
});

afterAll(async () => {
  await Promise.all([protobuf?.close(), json?.close()]);
  await testbed?.stop();
});

interface Listed {
  readonly status: string;
  readonly output?: { readonly items: readonly unknown[]; readonly resource_version: string };
}

async function read(provider: Provider, action: string, input: object): Promise<Listed> {
  return (await runAction(provider, action, input, createTestContext())) as Listed;
}

/** Reads both ways until nothing has changed in between: controllers go on writing. */
async function readBothWays(action: string, input: object): Promise<readonly [Listed, Listed]> {
  for (let attempt = 1; ; attempt += 1) {
    const both = [await read(protobuf, action, input), await read(json, action, input)] as const;
    const [one, other] = both.map(({ output }) => JSON.stringify(output?.items));
    if (one === other || attempt === 5) return both;
  }
}

it.each(recordNames)('%s are the same in protobuf and in JSON', async (record) => {
  const [one, other] = await readBothWays('snapshot', { record });
  expect(one.status).toBe(other.status);
  expect(JSON.stringify(one.output?.items)).toBe(JSON.stringify(other.output?.items));
});

it.each([
  ['pods', ['metadata', 'spec', 'status']],
  ['nodes', ['metadata.name', 'spec', 'status.conditions', 'status.nodeInfo', 'status.capacity']],
  ['events', ['metadata', 'involvedObject', 'reason', 'message', 'source', 'firstTimestamp', 'lastTimestamp', 'count']],
  ['deployments.apps', ['metadata', 'spec', 'status']],
  ['replicasets.apps', ['metadata', 'spec', 'status']],
  ['services', ['metadata', 'spec', 'status']],
  ['leases.coordination.k8s.io', ['metadata.name', 'spec.holderIdentity', 'spec.acquireTime']],
  ['serviceaccounts', ['metadata', 'secrets', 'imagePullSecrets']],
  ['endpointslices.discovery.k8s.io', ['metadata', 'addressType', 'endpoints', 'ports']],
])('all of %s is the same in protobuf and in JSON', async (resource, fields) => {
  const [one, other] = await readBothWays('list', { resource, fields });
  expect(one.output?.items.length).toBeGreaterThan(0);
  expect(JSON.stringify(one.output?.items)).toBe(JSON.stringify(other.output?.items));
});
