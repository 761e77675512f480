import { readdirSync, readFileSync } from 'node:fs';
import type { Evidence, Playbook, PlaybookStep, Provider } from '@cloudops/spec';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import {
  type MetricsServer,
  type StagedSeries,
  startAlertmanager,
  startPrometheus,
} from './__fixtures__/metrics-servers.ts';
import { connectTo, createTestContext, runAction } from './__fixtures__/test-bench.ts';
import type { StepEvidence } from './evidence/step-evidence.ts';
import type { PrometheusTransportOptions } from './transport/prometheus-transport.ts';
import { type Look, look } from './triage/__fixtures__/look.ts';
import { app, apps, service } from './triage/__fixtures__/objects.ts';

const mib = 1024 ** 2;
const gib = 1024 ** 3;
const day = 86_400;
const days = 7;
const pod = (name: string): string => `namespace="shop",pod="${name}-6f7c9-0",container="app"`;
const claim = (name: string): string => `namespace="shop",persistentvolumeclaim="${name}"`;
const steady = (name: string, value: number): StagedSeries => ({ name, value: () => value });
/** A counter that grows by so much a second. */
const rising = (name: string, perSec: number): StagedSeries => ({ name, value: (ago) => (days * day - ago) * perSec });

/** What cAdvisor says of a container. */
function container(
  name: string,
  use: { readonly cores: number; readonly throttled: number; memory(ago: number): number },
): readonly StagedSeries[] {
  const labels = pod(name);
  return [
    rising(`container_cpu_usage_seconds_total{${labels}}`, use.cores),
    rising(`container_cpu_cfs_periods_total{${labels}}`, 10),
    rising(`container_cpu_cfs_throttled_periods_total{${labels}}`, 10 * use.throttled),
    steady(`container_spec_cpu_quota{${labels}}`, 100_000),
    steady(`container_spec_cpu_period{${labels}}`, 100_000),
    steady(`container_spec_memory_limit_bytes{${labels}}`, 1000 * mib),
    steady(`container_start_time_seconds{${labels}}`, Math.floor(Date.now() / 1000) - days * day),
    { name: `container_memory_working_set_bytes{${labels}}`, value: use.memory },
  ];
}

const staged: readonly StagedSeries[] = [
  ...container('idle', { cores: 0.05, throttled: 0, memory: () => 100 * mib }),
  ...container('busy', { cores: 0.95, throttled: 0.9, memory: () => 100 * mib }),
  // 92 % now, and 2 % more every half hour.
  ...container('leaky', { cores: 0.9, throttled: 0.1, memory: (ago) => Math.max(100, 920 - (ago / 1800) * 20) * mib }),
  steady(`kubelet_volume_stats_capacity_bytes{${claim('filling')}}`, 100 * gib),
  { name: `kubelet_volume_stats_available_bytes{${claim('filling')}}`, value: (ago) => (10 + (5 * ago) / day) * gib },
  steady(`kubelet_volume_stats_capacity_bytes{${claim('roomy')}}`, 100 * gib),
  steady(`kubelet_volume_stats_available_bytes{${claim('roomy')}}`, 60 * gib),
  rising(`container_network_receive_packets_total{${pod('busy')}}`, 100),
  rising(`container_network_transmit_packets_total{${pod('busy')}}`, 100),
  rising(`container_network_receive_packets_dropped_total{${pod('busy')}}`, 10),
  rising(`container_network_transmit_packets_dropped_total{${pod('busy')}}`, 0),
  ...[
    ['0.5', 1],
    ['5', 10],
    ['+Inf', 10],
  ].map(([le, perSec]) =>
    rising(
      `nginx_ingress_controller_request_duration_seconds_bucket{namespace="shop",service="busy",le="${le}"}`,
      Number(perSec),
    ),
  ),
  steady('kubelet_certificate_manager_client_ttl_seconds{instance="node-1:10250"}', 3600),
  ...['0', '86400', '+Inf'].map((le, index) =>
    rising(`apiserver_client_certificate_expiration_seconds_bucket{le="${le}"}`, index === 0 ? 0 : 1),
  ),
];

const requests = { cpu: '1', memory: '500Mi' };
const limits = { cpu: '1', memory: '1000Mi' };
const mount = (name: string): Readonly<Record<string, unknown>> => ({
  volumes: [{ name: 'data', persistentVolumeClaim: { claimName: name } }],
});
const of = (name: string, claimName = 'roomy') =>
  app(name, { replicas: 1, container: { resources: { requests, limits } }, spec: mount(claimName) });
const cluster = {
  ...apps(of('idle'), of('busy'), of('leaky', 'filling')),
  services: [service('busy')],
  claims: ['filling', 'roomy'].map((name) => ({
    metadata: { namespace: 'shop', name },
    spec: { accessModes: ['ReadWriteOnce'] },
    status: { phase: 'Bound' },
  })),
};

const library = new URL('../../../playbooks/library/', import.meta.url);
const playbooks = readdirSync(library)
  .filter((name) => name.startsWith('k8s-') && name.endsWith('.yaml'))
  .map((name) => parse(readFileSync(new URL(name, library), 'utf8')) as Playbook);

/** The steps of a playbook that ask Prometheus once, with a namespace or without. */
function questions(playbook: string, namespace: string | null): readonly { id: string; input: object }[] {
  const found = playbooks.find(({ metadata }) => metadata.name === playbook);
  const isQuestion = ({ action }: PlaybookStep): boolean => action === 'kubernetes.prometheus-query';
  return (found?.steps ?? []).filter(isQuestion).map(({ id, with: given = {} }) => ({
    id,
    input: {
      query: given.query,
      ...(given.match === undefined ? {} : { match: { namespace } }),
      ...(given.window === undefined ? {} : { window: String(found?.inputs.window?.default) }),
    },
  }));
}

let prometheus: MetricsServer;
let alertmanager: MetricsServer;
const providers: Provider[] = [];

async function connect(options: {
  readonly prometheus?: PrometheusTransportOptions;
  readonly alertmanager?: PrometheusTransportOptions;
}): Promise<Provider> {
  const provider = await connectTo('http://127.0.0.1:1', options);
  providers.push(provider);
  return provider;
}

beforeAll(async () => {
  [prometheus, alertmanager] = await Promise.all([startPrometheus(staged, days), startAlertmanager()]);
});
afterAll(async () => {
  for (const provider of providers) await provider.close();
  await prometheus?.close();
  await alertmanager?.close();
});

/** What a playbook's analyzers find by what Prometheus answers. */
async function ask(playbook: string, topic: string, namespace: string | null): Promise<Look> {
  const provider = await connect({ prometheus: prometheus.options });
  const steps: Record<string, StepEvidence> = {};
  for (const { id, input } of questions(playbook, namespace)) {
    const evidence: Evidence<never> = await runAction(provider, 'prometheus-query', input, createTestContext());
    expect([id, evidence.status, evidence.reason?.message]).toEqual([id, 'present', undefined]);
    steps[id] = evidence as StepEvidence;
  }
  return look(cluster, { topics: [topic as 'health'], steps, scope: { namespace } });
}

const codesOf = ({ analysis }: Look): readonly string[] =>
  analysis.findings.map(({ code, role, resource }) => `${code} ${role} ${resource.kind}/${resource.name}`).toSorted();

describe('a Prometheus behind TLS, a login and a prefix', () => {
  it.each([null, 'shop'])(
    'tells triage what is throttled, growing, lost and slow (namespace %s)',
    async (namespace) => {
      expect(codesOf(await ask('k8s-triage', 'health', namespace))).toEqual([
        'SAT-101 fault Deployment/busy',
        'SAT-102 fault Deployment/leaky',
        'SAT-103 hint Deployment/busy',
        'SAT-104 hint Service/busy',
      ]);
    },
  );

  it('tells which volume will be full and when', async () => {
    const found = await ask('k8s-pvc-filling', 'volumes-filling', 'shop');
    expect(codesOf(found)).toEqual(['VOL-102 fault PersistentVolumeClaim/filling']);
    expect(found.find('VOL-102')?.title).toContain('will be full in 2 days');
    expect(found.analysis.not_checked).toEqual([]);
  });

  it('tells which requests do not fit', async () => {
    const found = await ask('k8s-rightsizing', 'rightsizing', 'shop');
    expect(codesOf(found)).toEqual([
      'RSZ-101 fault Deployment/idle',
      'RSZ-102 fault Deployment/busy',
      'RSZ-102 fault Deployment/idle',
      'RSZ-104 fault Deployment/leaky',
    ]);
    expect(found.find('RSZ-101')?.remediations[0]?.inputs).toMatchObject({ requests_cpu: '50m' });
    expect(found.analysis.not_checked).toEqual([]);
  });

  it('tells which certificates of kubelets and clients end', async () => {
    expect(codesOf(await ask('k8s-cert-expiry', 'certificates', null))).toEqual([
      'CRT-106 fault Node/node-1',
      'CRT-107 fault ControlPlane/kube-apiserver',
    ]);
  });

  it('refuses a wrong password, a wrong prefix and a wrong authority, each by its name', async () => {
    const { options } = prometheus;
    const wrong: readonly (readonly [PrometheusTransportOptions, object])[] = [
      [{ ...options, environment: { PROMETHEUS_PASSWORD: 'wrong' } }, { kind: 'denied' }],
      [{ ...options, url: `${options.url}/other` }, { kind: 'not-found' }],
      [{ url: options.url }, { message: expect.stringContaining('SERVER_CERTIFICATE_UNTRUSTED') }],
    ];
    for (const [given, reason] of wrong) {
      const provider = await connect({ prometheus: given });
      const evidence = await runAction(provider, 'prometheus-query', { query: 'up' }, createTestContext());
      expect(evidence).toMatchObject({ status: 'unknown', reason });
    }
  });

  it('says what is wrong with a query, and answers an interval', async () => {
    const provider = await connect({ prometheus: prometheus.options });
    const run = (input: object) => runAction(provider, 'prometheus-query', input, createTestContext());
    expect(await run({ query: 'sum by (' })).toMatchObject({ reason: { kind: 'invalid' } });
    const from = new Date(Date.now() - 2 * day * 1000).toISOString();
    const to = new Date(Date.now() - day * 1000).toISOString();
    const query = 'min_over_time(kubelet_volume_stats_available_bytes{persistentvolumeclaim="filling"}[$window])';
    const evidence = (await run({ query, window: `${from}/${to}` })) as { output?: { samples: { value: number }[] } };
    expect((evidence.output?.samples[0]?.value ?? 0) / gib).toBeCloseTo(15, 1);
  });
});

describe('alerts', () => {
  const read = async (provider: Provider) => runAction(provider, 'alerts', {}, createTestContext());

  it('come from Prometheus where there is no Alertmanager', async () => {
    const provider = await connect({ prometheus: prometheus.options });
    await expect
      .poll(() => read(provider), { timeout: 20_000, interval: 300 })
      .toMatchObject({
        status: 'present',
        output: { source: 'prometheus', alerts: [{ name: 'StagedAlert', labels: { deployment: 'web' } }] },
      });
  });

  it('come from Alertmanager without those that are silenced', async () => {
    const post = (path: string, body: unknown) =>
      fetch(`${alertmanager.options.url}/api/v2/${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
    const alert = (alertname: string) => ({ labels: { alertname, namespace: 'shop', deployment: 'idle' } });
    const matchers = [{ name: 'alertname', value: 'Muted', isRegex: false, isEqual: true }];
    const [startsAt, endsAt] = [new Date(Date.now() - 1000), new Date(Date.now() + 600_000)];
    await post('silences', { matchers, startsAt, endsAt, createdBy: 'test', comment: 'test' });
    await post('alerts', [alert('Heard'), alert('Muted')]);
    const provider = await connect({ prometheus: prometheus.options, alertmanager: alertmanager.options });
    await expect
      .poll(() => read(provider), { timeout: 20_000, interval: 300 })
      .toMatchObject({
        status: 'present',
        output: { source: 'alertmanager', alerts: [{ name: 'Heard' }] },
      });
    const evidence = (await read(provider)) as StepEvidence;
    expect(codesOf(look(cluster, { steps: { alerts: evidence } }))).toEqual(['ALR-101 hint Deployment/idle']);
  });
});
