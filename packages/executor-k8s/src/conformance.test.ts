import type { Provider, WireRequest, WireTransport } from '@cloudops/spec';
import { createFaultyTransport, providerConformance } from '@cloudops/testkit';
import { describe, it } from 'vitest';
import { createKubernetesProvider } from './provider.ts';

const item = { metadata: { namespace: 'a', name: 'b' }, timestamp: '2026-11-22T12:00:00Z', window: '10s', usage: {} };
const review = { status: { allowed: true, userInfo: { username: 'alice', groups: ['g'] } } };
const alerts = { status: 'success', data: { alerts: [], resultType: 'vector', result: [] } };
const range = { data: { result: [{ metric: { a: 'b' }, values: [[1, '2']] }] } };

function answerTo({ method, path }: WireRequest): { readonly type: string; readonly text: string } {
  if (path.includes('/log?')) return { type: 'text/plain', text: 'line\n' };
  if (path.startsWith('/readyz')) return { type: 'text/plain', text: '[+]ping ok\n' };
  if (path.endsWith('/cadvisor'))
    return { type: 'text/plain', text: 'container_cpu_cfs_periods_total{container="c"} 1\n' };
  const body =
    method === 'POST'
      ? review
      : path.includes('query_range')
        ? range
        : path.startsWith('/api/v1/query?')
          ? alerts
          : path.startsWith('/api/v2/alerts')
            ? []
            : { ...item, metadata: { name: 'b' }, items: [item] };
  return { type: 'application/json', text: JSON.stringify(body) };
}

const cluster: WireTransport = {
  endpoint: 'https://cluster.test',
  async send(request) {
    const { type, text } = answerTo(request);
    const body = (async function* () {
      yield Buffer.from(text);
    })();
    return { status: 200, headers: { 'content-type': type, date: 'Sun, 22 Nov 2026 12:00:00 GMT' }, body };
  },
  close: async () => undefined,
};

const cpu = { scope: {}, steps: {} };

const inputs = {
  'access-review': { checks: [{ verb: 'list', resource: 'pods' }] },
  'analyze-cpu': cpu,
  'api-metrics': {},
  cadvisor: { node: 'n' },
  cordon: { node: 'n' },
  'cpu-suspects': cpu,
  drain: { node: 'n' },
  get: { resource: 'pods', namespace: 'a', name: 'b' },
  health: {},
  identity: {},
  list: { resource: 'pods' },
  logs: { namespace: 'a', pod: 'b' },
  'node-stats': { node: 'n' },
  alerts: {},
  'prometheus-query': { query: 'up' },
  'prometheus-range': { query: 'up', start: 1, end: 2, step: 1 },
  'resolve-scope': { namespace: 'a', workload: 'b', node: 'n' },
  restart: { namespace: 'a', workload: 'deployment/b' },
  rollback: { workload: 'b' },
  'sample-metrics': { samples: 2 },
  scale: { namespace: 'a', workload: 'deployment/b', replicas: 2 },
  'set-resources': { workload: 'b', cpu: '1' },
  snapshot: { record: 'pods' },
  triage: cpu,
  'triage-scout': cpu,
};

const analyses = ['analyze-cpu', 'cpu-suspects', 'triage', 'triage-scout'];

/** A change is made by its protocol alone: run as an action it sends nothing. */
function changes({ actions }: Provider): readonly string[] {
  return actions.filter(({ change }) => change !== undefined).map(({ name }) => name);
}

describe('the Kubernetes provider conforms', () => {
  const cases = providerConformance(async () => {
    const faulty = createFaultyTransport(cluster);
    const provider = createKubernetesProvider({
      version: '0.1.0',
      transport: faulty.transport,
      prometheusTransport: faulty.transport,
      alertmanagerTransport: faulty.transport,
      allowNodeProxy: true,
    });
    return {
      provider,
      inputs,
      local: [...analyses, ...changes(provider)],
      fail: faulty.fail,
      requests: faulty.requests,
    };
  });
  for (const { name, run } of cases) it(name, run);
});
