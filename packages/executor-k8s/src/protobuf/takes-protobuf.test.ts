import type { WireTransport } from '@cloudops/spec';
import { expect, it } from 'vitest';
import { answerJson, startFakeApiServer } from '../__fixtures__/fake-api-server.ts';
import { writeKubeconfig } from '../__fixtures__/temporary-kubeconfig.ts';
import { connectTo, createTestContext, runAction } from '../__fixtures__/test-bench.ts';
import { createClusterTransport } from '../transport/cluster-transport.ts';

/** What a list of pods is asked for as. */
async function acceptedOf(wrap: (transport: WireTransport) => WireTransport): Promise<string | undefined> {
  const server = await startFakeApiServer((_, response) => answerJson(response, 200, { kind: 'PodList', items: [] }));
  const kubeconfigPath = await writeKubeconfig({ server: server.url, user: { token: 'test-token' } });
  const transport = wrap(createClusterTransport({ kubeconfigPath, environment: {} }));
  const provider = await connectTo(server.url, { transport });
  try {
    await runAction(provider, 'list', { resource: 'pods', fields: ['spec.nodeName'] }, createTestContext());
    return server.seen.find(({ url }) => url.pathname === '/api/v1/pods')?.headers.accept;
  } finally {
    await provider.close();
    await server.close();
  }
}

it('asks a cluster for protobuf, which only the provider reads', async () => {
  expect(await acceptedOf((transport) => transport)).toBe('application/vnd.kubernetes.protobuf,application/json');
});

it('asks for JSON where something stands between, since a recorder keeps text', async () => {
  const wrap = (inner: WireTransport): WireTransport => ({
    endpoint: inner.endpoint,
    send: (request, signal) => inner.send(request, signal),
    close: () => inner.close(),
  });
  expect(await acceptedOf(wrap)).toBe('application/json');
});
