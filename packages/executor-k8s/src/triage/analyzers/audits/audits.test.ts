import { describe, expect, it } from 'vitest';
import { ago, look, type Staged } from '../../__fixtures__/look.ts';
import { app, apps } from '../../__fixtures__/objects.ts';
import type { Topic } from '../../input.ts';

const causes = (topic: Topic, staged: Staged, options: object = {}) =>
  look(staged, { topics: [topic], ...options }).causes.toSorted();
const policy = (podSelector: object, rest: object = {}) => ({
  metadata: { namespace: 'shop', name: 'p' },
  spec: { podSelector, policyTypes: ['Ingress', 'Egress'], ...rest },
});

describe('unprotected namespaces', () => {
  const staged = apps(app('api'), app('web'));
  it('are told for both directions where no policy is', () => {
    expect(causes('network-policy', staged)).toEqual(['NPL-201 Namespace/shop', 'NPL-202 Namespace/shop']);
  });
  it('are not told where a default-deny selects all pods', () => {
    expect(causes('network-policy', { ...staged, networkpolicies: [policy({})] })).toEqual([]);
  });
  it('are told of the pods that policies leave out', () => {
    const seen = look(
      { ...staged, networkpolicies: [policy({ matchLabels: { app: 'api' } })] },
      { topics: ['network-policy'] },
    );
    expect(seen.find('NPL-201')?.instances).toEqual(['Deployment/shop/web']);
  });
  it('count a policy without types as one for traffic to pods', () => {
    const old = policy({}, { policyTypes: undefined });
    expect(causes('network-policy', { ...staged, networkpolicies: [old] })).toEqual(['NPL-202 Namespace/shop']);
  });
  it('are not claimed where policies could not be read, nor for pods on the host', () => {
    const steps = { networkpolicies: { status: 'unknown' } } as const;
    expect(causes('network-policy', staged, { steps })).toEqual([]);
    expect(causes('network-policy', apps(app('agent', { spec: { hostNetwork: true } })))).toEqual([]);
  });
});

describe('disruption budgets', () => {
  const budget = (
    name: string,
    allowed: number,
    healthy: number,
    desired: number,
    selector: object = { matchLabels: { app: 'api' } },
  ) => ({
    metadata: { namespace: 'shop', name, generation: 1 },
    spec: { selector, minAvailable: desired },
    status: {
      observedGeneration: 1,
      disruptionsAllowed: allowed,
      currentHealthy: healthy,
      desiredHealthy: desired,
      expectedPods: 2,
    },
  });
  const staged = apps(app('api'));
  it.each([
    ['one may go', [budget('b', 1, 2, 1)], []],
    ['none may ever go', [budget('b', 0, 2, 2)], ['PDB-201 PodDisruptionBudget/shop/b']],
    ['none may go now, since one is unhealthy', [budget('b', 0, 1, 1)], ['PDB-204 PodDisruptionBudget/shop/b']],
    [
      'they select nothing',
      [budget('b', 0, 0, 0, { matchLabels: { app: 'gone' } })],
      ['PDB-202 PodDisruptionBudget/shop/b'],
    ],
    ['two select the same pods', [budget('a', 1, 2, 1), budget('b', 1, 2, 1)], ['PDB-203 PodDisruptionBudget/shop/a']],
  ])('are judged right where %s', (_, budgets, expected) => {
    expect(causes('disruption', { ...staged, budgets })).toEqual(expected);
  });
});

describe('orphans', () => {
  const configMap = (name: string, extra: object = {}) => ({
    metadata: { namespace: 'shop', name, ...extra },
    data: { a: 'b' },
  });
  const claim = (name: string, age: number) => ({
    metadata: { namespace: 'shop', name, creationTimestamp: ago(age) },
    status: { phase: 'Bound' },
  });
  const user = app('api', {
    container: { envFrom: [{ configMapRef: { name: 'used' } }] },
    spec: { volumes: [{ name: 'v', persistentVolumeClaim: { claimName: 'mounted' } }] },
  });
  const month = 30 * 86_400;

  it('are what no pod and no template names', () => {
    const staged = {
      ...apps(user),
      configmaps: [
        configMap('used'),
        configMap('unused'),
        configMap('kube-root-ca.crt'),
        configMap('labelled', { labels: { grafana_dashboard: '1' } }),
      ],
      claims: [claim('mounted', month), claim('idle', month), claim('new', 60)],
      volumes: [
        { metadata: { name: 'released' }, status: { phase: 'Released' } },
        { metadata: { name: 'bound' }, status: { phase: 'Bound' } },
      ],
    };
    expect(causes('orphans', staged)).toEqual([
      'ORP-101 ConfigMap/shop/unused',
      'ORP-102 PersistentVolumeClaim/shop/idle',
      'ORP-103 PersistentVolume/released',
    ]);
  });

  it('wait for a replica where a StatefulSet was scaled down', () => {
    const statefulsets = [
      {
        metadata: { namespace: 'shop', name: 'db' },
        spec: { volumeClaimTemplates: [{ metadata: { name: 'data' } }], template: { spec: { containers: [] } } },
      },
    ];
    expect(causes('orphans', { ...apps(user), statefulsets, claims: [claim('data-db-2', month)] })).toEqual([]);
  });

  it('are not claimed where a list of those that could use them is missing', () => {
    const steps = { cronjobs: { status: 'unknown' } } as const;
    expect(causes('orphans', { ...apps(user), configmaps: [configMap('unused')] }, { steps })).toEqual([]);
  });

  it('are jobs that ended long ago, but not those of a CronJob', () => {
    const job = (name: string, extra: object = {}) => ({
      metadata: { namespace: 'shop', name, ...extra },
      spec: {},
      status: { completionTime: ago(month) },
    });
    const owned = { ownerReferences: [{ kind: 'CronJob', name: 'c', controller: true }] };
    expect(causes('orphans', { jobs: [job('old'), job('kept', owned)] })).toEqual(['ORP-104 Job/shop/old']);
  });
});
