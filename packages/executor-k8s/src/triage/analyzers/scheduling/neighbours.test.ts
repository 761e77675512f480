import { describe, expect, it } from 'vitest';
import { look } from '../../__fixtures__/look.ts';
import { type App, app, apps, type Raw } from '../../__fixtures__/objects.ts';
import { answer, nodeWith, waitingApp } from '../../__fixtures__/waiting.ts';

const nodes = (...all: readonly Raw[]): { nodes: readonly Raw[] } => ({ nodes: all });
const three = nodes(nodeWith('n-1'), nodeWith('n-2'), nodeWith('n-3'));

function causes(
  app_: App | readonly App[],
  cluster: { nodes: readonly Raw[] } = three,
  more: object = {},
): readonly string[] {
  const all = Array.isArray(app_) ? app_ : [app_ as App];
  return look({ ...apps(...all), ...cluster, ...more }).causes;
}

function affinity(side: string, labels: Readonly<Record<string, string>>, topologyKey = 'kubernetes.io/hostname'): Raw {
  const term = { labelSelector: { matchLabels: labels }, topologyKey };
  return { affinity: { [side]: { requiredDuringSchedulingIgnoredDuringExecution: [term] } } };
}

describe('pods that other pods keep away', () => {
  const taken = ['n-1', 'n-2', 'n-3'].map((name, index) =>
    app(`q-${index}`, { replicas: 1, node: name, labels: { group: 'quorum' } }),
  );

  it('by anti-affinity are told so, unless a node is free', () => {
    const apart = waitingApp('q', answer(3, "3 node(s) didn't match pod anti-affinity rules"), {
      labels: { group: 'quorum' },
      spec: affinity('podAntiAffinity', { group: 'quorum' }),
    });
    expect(causes([apart, ...taken])).toEqual(['SCH-110 Deployment/shop/q']);
    expect(causes([apart, ...taken.slice(1)])).toEqual(['SCH-001 Deployment/shop/q']);
  });

  it('by the anti-affinity of those that are there are told so', () => {
    const guards = ['n-1', 'n-2', 'n-3'].map((name, index) =>
      app(`guard-${index}`, { replicas: 1, node: name, spec: affinity('podAntiAffinity', { app: 'api' }) }),
    );
    const api = waitingApp('api', answer(3, "3 node(s) didn't satisfy existing pods anti-affinity rules"));
    expect(causes([api, ...guards])).toEqual(['SCH-110 Deployment/shop/api']);
  });

  it('by affinity to what is not there are told so, with what is', () => {
    const beside = waitingApp('api', answer(3, "3 node(s) didn't match pod affinity rules"), {
      spec: affinity('podAffinity', { app: 'redis-cache' }),
    });
    const redis = app('redis', { replicas: 1, node: 'n-1' });
    const seen = look({ ...apps(beside, redis), ...three });
    expect(seen.causes).toEqual(['SCH-111 Deployment/shop/api']);
    expect(seen.find('SCH-111')?.detail).toContain('redis');
  });

  it('are let through as the first of their own group', () => {
    const first = waitingApp('api', answer(3, "3 node(s) didn't match pod affinity rules"), {
      spec: affinity('podAffinity', { app: 'api' }),
    });
    expect(causes(first)).toEqual(['SCH-001 Deployment/shop/api']);
  });

  it('by a spread over a label that no node has are told so', () => {
    const constraint = {
      maxSkew: 1,
      topologyKey: 'rack',
      whenUnsatisfiable: 'DoNotSchedule',
      labelSelector: { matchLabels: { app: 'api' } },
    };
    const message = answer(3, "3 node(s) didn't match pod topology spread constraints (missing required label)");
    const spread = (one: Raw): App => waitingApp('api', message, { spec: { topologySpreadConstraints: [one] } });
    expect(causes(spread(constraint))).toEqual(['SCH-112 Deployment/shop/api']);
    expect(causes(spread({ ...constraint, whenUnsatisfiable: 'ScheduleAnyway' }))).toEqual([
      'SCH-001 Deployment/shop/api',
    ]);
  });

  it('by skew are told so at maxSkew, not below', () => {
    const there = app('api', { replicas: 1, node: 'n-1' });
    const cluster = nodes(
      nodeWith('n-1', { labels: { zone: 'a' } }),
      nodeWith('n-2', { labels: { zone: 'b' }, cordoned: true }),
    );
    const message = answer(2, '1 node(s) were unschedulable', "1 node(s) didn't match pod topology spread constraints");
    const spread = (maxSkew: number): App => {
      const one = {
        maxSkew,
        topologyKey: 'zone',
        whenUnsatisfiable: 'DoNotSchedule',
        labelSelector: { matchLabels: { app: 'api' } },
      };
      const made = waitingApp('api', message, { spec: { topologySpreadConstraints: [one] } });
      return {
        ...made,
        pods: [
          ...made.pods.map((pod) => ({ ...pod, metadata: { ...(pod.metadata as Raw), name: 'api-6f7c9-w' } })),
          ...there.pods,
        ],
      };
    };
    // The cordoned node is in the domain that lacks pods: it is what they wait for.
    expect(causes(spread(1), cluster)).toEqual(['NOD-120 Node/n-2']);
    expect(causes(spread(2), cluster)).toEqual(['SCH-001 Deployment/shop/api']);
  });

  it('by a port of the node are told so, by address', () => {
    const port = (extra: Raw = {}): Raw => ({ ports: [{ containerPort: 514, hostPort: 514, ...extra }] });
    const holders = ['n-1', 'n-2', 'n-3'].map((name, index) =>
      app(`log-${index}`, { replicas: 1, node: name, container: port() }),
    );
    const message = answer(3, "3 node(s) didn't have free ports for the requested pod ports");
    expect(causes([waitingApp('syslog', message, { container: port() }), ...holders])).toEqual([
      'SCH-113 Deployment/shop/syslog',
    ]);
    expect(causes([waitingApp('syslog', message, { container: port({ protocol: 'UDP' }) }), ...holders])).toEqual([
      'SCH-001 Deployment/shop/syslog',
    ]);
  });
});

describe('pods with a volume elsewhere', () => {
  const volume = (zone: string): Raw => ({
    metadata: { name: 'pv-1' },
    spec: {
      nodeAffinity: {
        required: { nodeSelectorTerms: [{ matchExpressions: [{ key: 'zone', operator: 'In', values: [zone] }] }] },
      },
    },
    status: { phase: 'Bound' },
  });
  const claims = [
    {
      metadata: { namespace: 'shop', name: 'index' },
      spec: { volumeName: 'pv-1', storageClassName: '' },
      status: { phase: 'Bound' },
    },
  ];
  const cluster = nodes(nodeWith('n-a', { labels: { zone: 'a' } }), nodeWith('n-c', { labels: { zone: 'c' } }));
  const message = answer(
    2,
    "1 node(s) didn't match PersistentVolume's node affinity",
    "1 node(s) didn't match Pod's node affinity/selector",
  );
  const pod = (spec: Raw, text = message): App =>
    waitingApp('api', text, {
      spec: { volumes: [{ name: 'data', persistentVolumeClaim: { claimName: 'index' } }], ...spec },
    });

  it('blame the workload whose selector leads away from it', () => {
    expect(causes(pod({ nodeSelector: { zone: 'a' } }), cluster, { claims, volumes: [volume('c')] })).toEqual([
      'SCH-102 Deployment/shop/api',
    ]);
  });

  it('blame the volume that no node reaches', () => {
    const text = answer(2, "2 node(s) didn't match PersistentVolume's node affinity");
    expect(causes(pod({}, text), cluster, { claims, volumes: [volume('d')] })).toEqual([
      'SCH-102 PersistentVolume/pv-1',
    ]);
  });

  it('are left open where the volume is in reach', () => {
    expect(causes(pod({ nodeSelector: { zone: 'c' } }), cluster, { claims, volumes: [volume('c')] })).toEqual([
      'SCH-001 Deployment/shop/api',
    ]);
  });
});
