import { describe, expect, it } from 'vitest';
import { ago, logs, look } from '../../__fixtures__/look.ts';
import { app, apps, crashLoop, node, type Raw } from '../../__fixtures__/objects.ts';

/** A Deployment whose second revision is `status`, while the first serves. */
function twoRevisions(status: Raw, deployment: Raw = {}) {
  const old = app('web', { replicas: 3 });
  const fresh = app('web', { replicas: 1, status, container: { image: 'registry.local/web:2.0' } });
  const owner = [{ kind: 'ReplicaSet', name: 'web-new', controller: true }];
  const pods = fresh.pods.map((pod) => ({
    ...pod,
    metadata: { ...(pod.metadata as Raw), name: 'web-new-0', ownerReferences: owner },
  }));
  const meta = fresh.replicaSet.metadata as Raw;
  const set = {
    ...fresh.replicaSet,
    metadata: { ...meta, name: 'web-new', annotations: { 'deployment.kubernetes.io/revision': '2' } },
  };
  const spec = { ...(fresh.deployment.spec as Raw), replicas: 3, ...deployment };
  return {
    ...apps(old),
    deployments: [{ ...old.deployment, spec }],
    replicasets: [old.replicaSet, set],
    pods: [...old.pods, ...pods],
  };
}

describe('a rollout', () => {
  it('whose new pods fail while the old ones serve can be rolled back', () => {
    const seen = look(twoRevisions(crashLoop()));
    expect(seen.causes).toEqual(['WRK-102 Deployment/shop/web']);
    expect(seen.find('WRK-102')?.title).toContain('registry.local/web:1.0 to registry.local/web:2.0');
    expect(seen.find('WRK-102')?.remediations.map(({ playbook }) => playbook)).toEqual(['k8s-rollback']);
  });

  it('is a hint beside what the new pods say, and nothing when they are well', () => {
    const tail = { pod: 'web-new-0', lines: ['access denied for user "web"@"10.0.0.1"'] };
    expect(look(twoRevisions(crashLoop()), { steps: { logs: logs(tail) } }).causes).toHaveLength(1);
    expect(look(twoRevisions({})).role('WRK-102')).toBe('silent');
  });

  it('is not blamed where the old pods fail too', () => {
    const both = twoRevisions(crashLoop());
    const broken = app('web', { replicas: 3, status: crashLoop() });
    const staged = {
      ...both,
      pods: [...broken.pods, ...both.pods.slice(3)],
      replicasets: [broken.replicaSet, ...both.replicasets.slice(1)],
    };
    expect(look(staged).role('WRK-102')).toBe('silent');
  });

  it('that is paused holds back a change while the old pods fail', () => {
    const failing = app('web', { status: crashLoop() });
    const spec = failing.deployment.spec as Raw;
    const template = {
      metadata: { labels: { app: 'web' } },
      spec: { containers: [{ name: 'app', image: 'registry.local/web:9' }] },
    };
    const paused = { ...failing, deployment: { ...failing.deployment, spec: { ...spec, paused: true, template } } };
    expect(look(apps(paused)).causes).toEqual(['WRK-103 Deployment/shop/web']);
    const quiet = app('web');
    const well = { ...quiet, deployment: { ...quiet.deployment, spec: { ...spec, paused: true, template } } };
    expect(look(apps(well)).analysis.findings).toEqual([]);
  });

  it('past its deadline is a symptom even while enough are ready', () => {
    const one = app('web');
    const conditions = [{ type: 'Progressing', status: 'False', reason: 'ProgressDeadlineExceeded' }];
    const status = { ...(one.deployment.status as Raw), updatedReplicas: 1, conditions };
    const stuck = { ...one, deployment: { ...one.deployment, status } };
    expect(look(apps(stuck)).causes).toEqual(['WRK-002 Deployment/shop/web']);
  });

  it.each([
    [30, 0],
    [31, 1],
  ])('lacks replicas once nothing of it is younger than 30 seconds: %i s', (age, causes) => {
    const short = app('web', { age });
    const status = { ...(short.deployment.status as Raw), readyReplicas: 1 };
    const staged = { ...apps({ ...short, deployment: { ...short.deployment, status } }), pods: short.pods.slice(1) };
    expect(look(staged).causes).toHaveLength(causes);
  });
});

describe('a StatefulSet', () => {
  const set = (pods: number, spec: Raw = {}, status: Raw = crashLoop()) => ({
    statefulsets: [
      {
        metadata: { namespace: 'shop', name: 'raft', generation: 1, creationTimestamp: ago(3600) },
        spec: {
          replicas: 3,
          serviceName: 'raft',
          selector: { matchLabels: { app: 'raft' } },
          template: { metadata: { labels: { app: 'raft' } }, spec: {} },
          ...spec,
        },
        status: { observedGeneration: 1, replicas: pods, readyReplicas: pods - 1 },
      },
    ],
    pods: Array.from({ length: pods }, (_, index) => {
      const [pod] = app('raft', { replicas: 1, status: index === pods - 1 ? status : {} }).pods;
      const owner = [{ kind: 'StatefulSet', name: 'raft', controller: true }];
      return { ...pod, metadata: { ...(pod?.metadata as Raw), name: `raft-${index}`, ownerReferences: owner } };
    }),
  });
  const said = (line: string) => ({ steps: { logs: logs({ pod: 'raft-1', lines: [line] }) } });

  it('says which pod holds up the others', () => {
    expect(look(set(2)).find('WRK-002')?.detail).toContain('raft-1 is not ready, so the ones after it are not made');
    expect(look(set(2, { podManagementPolicy: 'Parallel' })).find('WRK-002')?.detail).not.toContain('raft-1');
  });

  it('without its headless Service is told so where pods do not find each other', () => {
    expect(look(set(2), said('lookup raft-0.raft.shop.svc: no such host')).causes).toEqual([
      'SVC-105 Service/shop/raft',
    ]);
    expect(look(set(2), said('panic: nil map')).role('SVC-105')).toBe('hint');
  });

  it('without its headless Service is not blamed for what a signal ends', () => {
    expect(look(set(2, {}, crashLoop(1))).causes).toEqual(['SVC-105 Service/shop/raft']);
    expect(look(set(2, {}, crashLoop(139))).causes).toEqual(['POD-109 StatefulSet/shop/raft']);
  });
});

describe('a budget', () => {
  const budget = (desired: number, healthy = 2): Raw => ({
    metadata: { namespace: 'shop', name: 'web', generation: 1 },
    spec: { minAvailable: desired, selector: { matchLabels: { app: 'web' } } },
    status: {
      observedGeneration: 1,
      expectedPods: 2,
      desiredHealthy: desired,
      currentHealthy: healthy,
      disruptionsAllowed: 0,
    },
  });
  const cordoned = (one: Raw, isCordoned = true) => ({
    ...apps(app('web')),
    nodes: [node('node-1', { spec: { unschedulable: isCordoned } }), node('node-2')],
    budgets: [one],
  });

  it.each([
    ['that demands all', cordoned(budget(2)), 'fault'],
    ['that leaves one to go', cordoned(budget(1)), 'silent'],
    ['that is used up', cordoned(budget(2, 1)), 'silent'],
    ['of a node that nobody empties', cordoned(budget(2), false), 'silent'],
  ])('%s is judged', (_, staged, role) => {
    expect(look(staged).role('PDB-101')).toBe(role);
  });
});

it('two workloads of one selector are a hint', () => {
  const one = app('web');
  const deployments = [
    one.deployment,
    { metadata: { namespace: 'shop', name: 'web-2' }, spec: { ...(one.deployment.spec as Raw), replicas: 0 } },
  ];
  expect(look({ ...apps(one), deployments }).role('WRK-104')).toBe('hint');
  expect(look(apps(one)).role('WRK-104')).toBe('silent');
});

it.each([
  [1, 'silent'],
  [2, 'hint'],
])('a generation of %i, of which 1 was seen, is %s', (generation, role) => {
  const one = app('web');
  const metadata = { ...(one.deployment.metadata as Raw), generation };
  expect(look({ ...apps(one), deployments: [{ ...one.deployment, metadata }] }).role('WRK-105')).toBe(role);
});
