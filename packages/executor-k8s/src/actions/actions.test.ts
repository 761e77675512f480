import { afterEach, describe, expect, it } from 'vitest';
import {
  answerJson,
  type FakeApiServer,
  type Handler,
  startFakeApiServer,
  status,
} from '../__fixtures__/fake-api-server.ts';
import { connectTo, createTestContext, runAction } from '../__fixtures__/test-bench.ts';
import type { KubernetesProviderOptions } from '../provider.ts';

let server: FakeApiServer | null = null;

afterEach(async () => {
  await server?.close();
  server = null;
});

async function run(
  name: string,
  input: object,
  handler: Handler,
  options: Partial<KubernetesProviderOptions> = {},
  context = createTestContext(),
): Promise<unknown> {
  server = await startFakeApiServer(handler);
  const provider = await connectTo(server.url, options);
  try {
    return await runAction(provider, name, input, context);
  } finally {
    await provider.close();
  }
}

const none: Handler = (_request, response) => answerJson(response, 404, status(404, 'NotFound', 'no'));

describe('kubernetes.get', () => {
  it('is absent after a 404', async () => {
    expect(await run('get', { resource: 'pods', namespace: 'a', name: 'b' }, none)).toEqual({ status: 'absent' });
  });

  it('never lets a name leave its place in the path', async () => {
    for (const name of ['..', '../../secrets/x', 'a/b', 'a?b', 'a%2e']) {
      expect(await run('get', { resource: 'pods', namespace: 'a', name }, none)).toEqual({ status: 'absent' });
      expect(server?.seen).toEqual([]);
      await server?.close();
    }
  });

  it('says that a namespace is needed', async () => {
    expect(await run('get', { resource: 'pods', name: 'b' }, none)).toMatchObject({ reason: { kind: 'invalid' } });
  });
});

describe('kubernetes.logs', () => {
  it('gives the last lines, hostile text included, as data', async () => {
    const input = { namespace: 'a', pod: 'b', container: 'c', previous: true, tail_lines: 2 };
    const evidence = await run('logs', input, (_request, response) => void response.end('one\ntwo \u001b[2J\nthree\n'));
    expect(evidence).toMatchObject({ output: { lines: ['two \u001b[2J', 'three'], previous: true, cut: false } });
    expect(server?.seen[0]?.url.search).toBe('?container=c&limitBytes=65536&previous=true&tailLines=2');
  });
});

describe('kubernetes.sample-metrics', () => {
  const metrics: Handler = ({ url }, response) => {
    const at = { timestamp: '2026-11-22T11:59:50Z', window: '10.5s' };
    const node = { metadata: { name: 'n' }, ...at, usage: { cpu: '1500000000n', memory: '1Ki' } };
    const pod = {
      metadata: { namespace: 'a', name: 'p' },
      ...at,
      containers: [{ name: 'c', usage: { cpu: '250m', memory: '2Ki' } }],
    };
    const old = { ...pod, metadata: { namespace: 'a', name: 'old' }, timestamp: '2026-11-22T11:59:00Z' };
    answerJson(response, 200, { metadata: {}, items: url.pathname.endsWith('/nodes') ? [node] : [pod, old] });
  };

  it('samples more than one window apart and sets old measurements aside', async () => {
    const context = createTestContext();
    const evidence = await run('sample-metrics', { samples: 2 }, metrics, {}, context);
    expect(context.slept).toEqual([12_000]);
    expect(context.messages).toContain('sample 2 of 2');
    expect(evidence).toMatchObject({
      status: 'present',
      output: {
        window_sec: 10.5,
        samples: [
          {
            at: '2026-11-22T12:00:00.000Z',
            nodes: { output: { items: [{ name: 'n', cpu_cores: 1.5, memory_bytes: 1024 }], stale: [] } },
            pods: {
              output: {
                items: [{ name: 'p', containers: [{ name: 'c', cpu_cores: 0.25 }] }],
                stale: [{ name: 'old' }],
              },
            },
          },
          {},
        ],
      },
    });
  });

  it('does not wait for further samples when the metrics API is absent or down', async () => {
    for (const [code, kind] of [
      [404, 'unavailable'],
      [503, 'unavailable'],
      [403, 'denied'],
    ] as const) {
      const context = createTestContext();
      const evidence = await run(
        'sample-metrics',
        {},
        (_request, response) => answerJson(response, code, status(code, 'X', 'down')),
        {},
        context,
      );
      expect(evidence).toMatchObject({ status: 'unknown', reason: { kind } });
      expect(context.slept).toEqual([]);
      await server?.close();
    }
  });
});

describe('kubernetes.resolve-scope', () => {
  const cluster: Handler = ({ url }, response) => {
    const names =
      url.pathname === '/api/v1/namespaces'
        ? ['shop', 'kube-system']
        : url.pathname.endsWith('/deployments')
          ? ['checkout']
          : [];
    const wanted = url.searchParams.get('fieldSelector')?.split('=')[1];
    const items = names
      .filter((name) => wanted === undefined || name === wanted)
      .map((name) => ({ metadata: { name } }));
    answerJson(response, 200, { metadata: {}, items });
  };

  it('finds what exists and offers near names for what does not', async () => {
    const evidence = await run('resolve-scope', { namespace: 'shpo', workload: 'checkout' }, cluster);
    expect(evidence).toMatchObject({
      status: 'unknown',
      reason: { kind: 'not-found', message: 'There is no namespace "shpo"; did you mean "shop"?', needs: 'shop' },
      output: {
        namespace: { exists: false, nearest: ['shop'] },
        workload: { exists: true, matches: [{ kind: 'Deployment', name: 'checkout' }] },
        node: null,
      },
    });
  });

  it('does not call what it may not read absent', async () => {
    const evidence = await run('resolve-scope', { namespace: 'x' }, (_request, response) =>
      answerJson(response, 403, ''),
    );
    expect(evidence).toMatchObject({ status: 'unknown', output: { namespace: { exists: null } } });
  });
});

describe('kubernetes.access-review', () => {
  it('tells groups, subresources and namespaces apart', async () => {
    const checks = [
      { verb: 'get', resource: 'pods/log', namespace: 'a' },
      { verb: 'list', resource: 'metrics.k8s.io/nodes' },
      { verb: 'list', resource: 'apps/deployments' },
    ];
    const evidence = await run('access-review', { checks }, (request, response) => {
      const attributes = (JSON.parse(request.body) as { spec: { resourceAttributes?: { group: string } } }).spec
        .resourceAttributes;
      answerJson(response, 201, { status: { allowed: attributes?.group === 'apps' } });
    });
    expect(evidence).toMatchObject({
      output: { checks: [{ resource: 'apps/deployments', allowed: true }, { allowed: false }, { allowed: false }] },
    });
    const asked = server?.seen.map((request) => JSON.stringify(JSON.parse(request.body))).join('\n');
    expect(asked).toContain('{"verb":"get","group":"","resource":"pods","subresource":"log","namespace":"a"}');
    expect(asked).toContain('{"verb":"list","group":"metrics.k8s.io","resource":"nodes"}');
  });
});

describe('kubernetes.health', () => {
  it('keeps what it could read when one part fails', async () => {
    const evidence = await run('health', {}, ({ url }, response) => {
      if (url.pathname === '/readyz')
        return void response.writeHead(500).end('[+]ping ok\n[-]etcd failed: reason withheld\nreadyz check failed\n');
      if (url.pathname === '/version')
        return answerJson(response, 200, { gitVersion: 'v1.36.3', platform: 'linux/amd64' });
      return answerJson(response, url.pathname.includes('metrics') ? 404 : 403, status(403, 'Forbidden', 'no'));
    });
    expect(evidence).toMatchObject({
      status: 'present',
      output: {
        readyz: { status: 'present', output: { ready: false, failing: ['etcd'] } },
        version: { output: { git_version: 'v1.36.3' } },
        metrics_api: { status: 'absent' },
        flow_control: { status: 'unknown', reason: { kind: 'denied' } },
      },
    });
  });
});

describe('kubelet reads', () => {
  const line = (metric: string, value: number): string => `${metric}{container="c",namespace="a",pod="p"} ${value} 1\n`;

  it('are refused without a request unless allowed', async () => {
    expect(await run('node-stats', { node: 'n' }, none)).toMatchObject({ reason: { kind: 'denied' } });
    expect(server?.seen).toEqual([]);
  });

  it('compare throttling counters of two readings', async () => {
    let reading = 0;
    const handler: Handler = (_request, response) => {
      reading += 1;
      response.end(
        line('container_cpu_cfs_periods_total', 100 * reading) +
          line('container_cpu_cfs_throttled_periods_total', 80 * reading),
      );
    };
    const evidence = await run('cadvisor', { node: 'n' }, handler, { allowNodeProxy: true });
    expect(evidence).toMatchObject({
      output: { containers: [{ periods: 100, throttled: 80, ratio: 0.8, waiting_sec: null }] },
    });
  });

  it('read how full volumes of claims are, each once', async () => {
    const figures = { capacityBytes: 100, availableBytes: 20, usedBytes: 80, inodes: 10, inodesFree: 4 };
    const volume = [
      { name: 'data', pvcRef: { namespace: 'a', name: 'data' }, ...figures },
      { name: 'scratch', ...figures },
    ];
    const pods = ['p-0', 'p-1'].map((name) => ({ podRef: { namespace: 'a', name }, volume }));
    const answer: Handler = (_request, response) => answerJson(response, 200, { node: {}, pods });
    expect(await run('node-stats', { node: 'n' }, answer, { allowNodeProxy: true })).toMatchObject({
      output: {
        volumes: [
          {
            ...{ namespace: 'a', claim: 'data', pod: 'p-0', capacity_bytes: 100, available_bytes: 20, used_bytes: 80 },
            ...{ inodes: 10, inodes_free: 4 },
          },
        ],
      },
    });
  });

  it('read system containers and pressure', async () => {
    const psi = { some: { avg10: 1.5, avg60: 1, avg300: 0.5 } };
    const cpu = { time: '2026-11-22T12:00:00Z', usageNanoCores: 2_000_000_000, psi };
    const summary = { node: { cpu, systemContainers: [{ name: 'kubelet', cpu: { usageNanoCores: 5e8 } }] }, pods: [] };
    const evidence = await run(
      'node-stats',
      { node: 'n' },
      (_request, response) => answerJson(response, 200, summary),
      { allowNodeProxy: true },
    );
    expect(evidence).toMatchObject({
      output: {
        cpu_cores: 2,
        cpu_pressure: { some_avg10: 1.5 },
        system_containers: [{ name: 'kubelet', cpu_cores: 0.5 }],
      },
    });
  });
});

describe('kubernetes.prometheus-range', () => {
  it('says that none is configured', async () => {
    expect(await run('prometheus-range', { query: 'up', start: 1, end: 2, step: 1 }, none)).toMatchObject({
      reason: { kind: 'unavailable' },
    });
  });

  const series = { metric: { pod: 'p' }, values: [[1, '0.5']] };

  async function ask(answer: object): Promise<unknown> {
    const prometheus = await startFakeApiServer((_request, response) => answerJson(response, 200, answer));
    try {
      const options = { prometheus: { url: prometheus.url } };
      return await run('prometheus-range', { query: 'up', start: 1, end: 2, step: 1 }, none, options);
    } finally {
      await prometheus.close();
    }
  }

  it('does not take an answer with warnings for the whole answer', async () => {
    const warnings = ['store "eu" did not answer'];
    expect(await ask({ status: 'success', data: { resultType: 'matrix', result: [series] }, warnings })).toMatchObject({
      status: 'unknown',
      reason: { kind: 'truncated', message: expect.stringContaining('store "eu" did not answer') },
      output: { series: [{ labels: { pod: 'p' }, values: [[1, 0.5]] }], warnings },
    });
  });

  it('shows an empty answer as present and empty', async () => {
    expect(await ask({ status: 'success', data: { resultType: 'matrix', result: [] } })).toEqual({
      status: 'present',
      output: { query: 'up', series: [], warnings: [] },
    });
  });

  it.each([{}, { status: 'success', data: {} }, { status: 'error', data: { result: [] } }])(
    'does not take %j for an empty answer',
    async (answer) => {
      expect(await ask(answer)).toMatchObject({ status: 'unknown', reason: { kind: 'invalid' } });
    },
  );
});
