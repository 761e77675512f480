import { describe, expect, it } from 'vitest';
import { answerJson, startFakeApiServer } from '../__fixtures__/fake-api-server.ts';
import { connectTo, createTestContext, runAction } from '../__fixtures__/test-bench.ts';

const fresh = '2026-11-22T11:59:50Z';
const old = '2026-11-22T11:50:00Z';

interface Times {
  readonly nodes: readonly string[];
  readonly pods: readonly string[];
}

/** One sample of a cluster whose nodes and pods were measured at these times. */
async function sample(times: Times): Promise<unknown> {
  const server = await startFakeApiServer(({ url }, response) => {
    const items = (url.pathname.endsWith('/nodes') ? times.nodes : times.pods).map((timestamp, index) => ({
      metadata: { namespace: 'a', name: `item-${index}` },
      timestamp,
      window: '10s',
      usage: { cpu: '1', memory: '1Ki' },
      containers: [],
    }));
    answerJson(response, 200, { metadata: {}, items });
  });
  const provider = await connectTo(server.url);
  try {
    return await runAction(provider, 'sample-metrics', { samples: 1 }, createTestContext());
  } finally {
    await provider.close();
    await server.close();
  }
}

describe('kubernetes.sample-metrics', () => {
  it.each<[string, Times]>([
    ['nodes and pods', { nodes: [old], pods: [old, old] }],
    ['nodes', { nodes: [old], pods: [fresh] }],
    ['pods', { nodes: [fresh], pods: [old] }],
  ])('is unknown when all measurements of %s are old, and keeps them', async (what, times) => {
    expect(await sample(times)).toMatchObject({
      status: 'unknown',
      reason: { kind: 'stale', message: expect.stringContaining(`measurements of ${what} are`) },
      output: { samples: [{ nodes: { status: 'present' }, pods: { status: 'present' } }] },
    });
  });

  it('is present while some are fresh, or there are none at all', async () => {
    expect(await sample({ nodes: [fresh, old], pods: [old, fresh] })).toMatchObject({ status: 'present' });
    expect(await sample({ nodes: [], pods: [] })).toMatchObject({ status: 'present' });
  });
});
