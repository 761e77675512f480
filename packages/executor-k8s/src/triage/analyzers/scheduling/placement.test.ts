import { describe, expect, it } from 'vitest';
import { ago, look } from '../../__fixtures__/look.ts';
import { type App, app, apps, type Raw } from '../../__fixtures__/objects.ts';
import { answer, nodeWith, requesting, waitingApp } from '../../__fixtures__/waiting.ts';

const noMatch = "3 node(s) didn't match Pod's node affinity/selector";
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

describe('pods that choose their nodes', () => {
  const chooser = (selector: Raw): App => waitingApp('api', answer(3, noMatch), { spec: { nodeSelector: selector } });

  it('are to blame where no node has the label, and the near one is named', () => {
    const cluster = nodes(nodeWith('n-1', { labels: { disktype: 'ssd' } }), nodeWith('n-2'), nodeWith('n-3'));
    const seen = look({ ...apps(chooser({ disktype: 'nvme' })), ...cluster });
    expect(seen.causes).toEqual(['SCH-101 Deployment/shop/api']);
    expect(seen.consequencesOf('SCH-101 Deployment/shop/api')).toContain('SCH-001 Deployment/shop/api');
    expect(seen.find('SCH-101')?.title).toContain('disktype=nvme');
    expect(seen.find('SCH-101')?.detail).toContain('ssd');
  });

  it('are not, where a node has it by now', () => {
    const cluster = nodes(nodeWith('n-1', { labels: { disktype: 'nvme' } }), nodeWith('n-2'), nodeWith('n-3'));
    expect(causes(chooser({ disktype: 'nvme' }), cluster)).toEqual(['SCH-001 Deployment/shop/api']);
  });

  it('are left open where the scheduler saw other nodes than were read', () => {
    const seen = causes(
      waitingApp('api', answer(4, '1 node(s) were unschedulable', noMatch), {
        spec: { nodeSelector: { pool: 'gold' } },
      }),
    );
    expect(seen).toEqual(['SCH-001 Deployment/shop/api']);
  });

  it('are to blame for a required node affinity that no node meets', () => {
    const required = {
      nodeSelectorTerms: [{ matchExpressions: [{ key: 'zone', operator: 'In', values: ['d'] }] }],
    };
    const spec = { affinity: { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: required } } };
    expect(causes(waitingApp('api', answer(3, noMatch), { spec }))).toEqual(['SCH-101 Deployment/shop/api']);
  });
});

describe('pods that all have a node', () => {
  it('rule lack of room out, once all were read', () => {
    expect(look(apps(app('api'))).analysis.ruled_out.map(({ code }) => code)).toContain('SCH-107');
    const denied = { pods: { status: 'unknown', reason: { kind: 'denied', message: 'no' } } } as const;
    expect(look(apps(app('api')), { steps: denied }).analysis.ruled_out.map(({ code }) => code)).not.toContain(
      'SCH-107',
    );
  });
});

describe('pods that are too large', () => {
  const huge = (requests: Readonly<Record<string, string>>, resource: string): App =>
    waitingApp('huge', answer(3, `3 Insufficient ${resource}`), { container: requesting(requests) });

  it.each([
    ['cpu', { cpu: '5' }, 'SCH-103'],
    ['memory', { memory: '17Gi' }, 'SCH-103'],
    ['ephemeral-storage', { 'ephemeral-storage': '101Gi' }, 'SCH-103'],
    ['nvidia.com/gpu', { 'nvidia.com/gpu': '1' }, 'SCH-104'],
  ])('for %s are told as such', (resource, requests, code) => {
    expect(causes(huge(requests, resource))).toEqual([`${code} Deployment/shop/huge`]);
  });

  it('can be helped by a smaller request, or by fewer replicas where places are short', () => {
    const seen = look({ ...apps(huge({ cpu: '5' }, 'cpu')), ...three });
    expect(seen.find('SCH-103')?.remediations).toEqual([
      expect.objectContaining({
        playbook: 'k8s-set-resources',
        inputs: expect.objectContaining({ requests_cpu: '2' }),
      }),
    ]);
    const there = app('api', { replicas: 2, node: 'n-1' });
    const tiny = nodes(nodeWith('n-1', { allocatable: { pods: '2' } }));
    const waiting = waitingApp('api', answer(1, '1 Too many pods'), { replicas: 3 });
    const [, , last] = waiting.pods;
    const full = look({ ...apps({ ...waiting, pods: [...there.pods, last as Raw] }), ...tiny });
    expect(full.find('SCH-107')?.remediations).toEqual([
      expect.objectContaining({ playbook: 'k8s-scale', inputs: expect.objectContaining({ replicas: 2 }) }),
    ]);
  });

  it('are given a request of whole bytes', () => {
    const odd = nodes(nodeWith('n-1', { allocatable: { memory: '7990Mi' } }));
    const seen = look({
      ...apps(waitingApp('huge', answer(1, '1 Insufficient memory'), { container: requesting({ memory: '9Gi' }) })),
      ...odd,
    });
    expect(seen.find('SCH-103')?.remediations).toMatchObject([
      { inputs: { requests_memory: '3995Mi' }, undo: 'Set requests.memory back to 9Gi.' },
    ]);
  });

  it('keep the replicas that an autoscaler sets', () => {
    const there = app('api', { replicas: 2, node: 'n-1' });
    const tiny = nodes(nodeWith('n-1', { allocatable: { pods: '2' } }));
    const waiting = waitingApp('api', answer(1, '1 Too many pods'), { replicas: 3 });
    const [, , last] = waiting.pods;
    const hpas = [
      { metadata: { namespace: 'shop', name: 'any' }, spec: { scaleTargetRef: { kind: 'Deployment', name: 'api' } } },
    ];
    const full = look({ ...apps({ ...waiting, pods: [...there.pods, last as Raw] }), ...tiny, hpas });
    expect(full.find('SCH-107')?.remediations).toEqual([]);
  });

  it('are not claimed at exactly the size of a node, where only room is lacking', () => {
    const busy = app('busy', { replicas: 1, node: 'n-1' });
    const others = [app('b2', { replicas: 1, node: 'n-2' }), app('b3', { replicas: 1, node: 'n-3' })];
    expect(causes([huge({ cpu: '4' }, 'cpu'), busy, ...others])).toEqual(['SCH-107 Deployment/shop/huge']);
  });

  it('say so where only nodes that are kept for others are large enough', () => {
    const cluster = nodes(
      nodeWith('n-1'),
      nodeWith('n-2'),
      nodeWith('n-big', {
        allocatable: { cpu: '64' },
        taints: [{ key: 'dedicated', value: 'db', effect: 'NoSchedule' }],
      }),
    );
    const message = answer(3, '1 node(s) had untolerated taint(s)', '2 Insufficient cpu');
    const seen = look({ ...apps(waitingApp('huge', message, { container: requesting({ cpu: '8' }) })), ...cluster });
    expect(seen.causes).toEqual(['SCH-103 Deployment/shop/huge']);
    expect(seen.find('SCH-103')?.detail).toContain('kept for others by a taint');
  });
});

describe('taints', () => {
  const taint = { key: 'dedicated', value: 'ml', effect: 'NoSchedule' };
  const cluster = nodes(
    nodeWith('n-1'),
    nodeWith('n-2'),
    nodeWith('n-ml', { labels: { pool: 'ml' }, taints: [taint] }),
  );
  const message = answer(
    3,
    '1 node(s) had untolerated taint(s)',
    "2 node(s) didn't match Pod's node affinity/selector",
  );
  const trainer = (tolerations: readonly Raw[]): App =>
    waitingApp('trainer', message, { spec: { nodeSelector: { pool: 'ml' }, tolerations } });

  it('that the pods do not tolerate blame the workload', () => {
    expect(causes(trainer([]), cluster)).toEqual(['SCH-105 Deployment/shop/trainer']);
    expect(causes(trainer([{ key: 'dedicated', operator: 'Equal', value: 'gpu' }]), cluster)).toEqual([
      'SCH-105 Deployment/shop/trainer',
    ]);
  });

  it('that the pods tolerate by now leave only the symptom', () => {
    expect(causes(trainer([{ key: 'dedicated', operator: 'Exists' }]), cluster)).toEqual([
      'SCH-001 Deployment/shop/trainer',
    ]);
  });

  it('that came after pods which do not tolerate them blame the node', () => {
    const older = app('older', { replicas: 1, node: 'n-ml' });
    expect(causes([trainer([]), older], cluster)).toEqual(['SCH-106 Node/n-ml']);
  });

  it('on every node blame the nodes', () => {
    const all = nodes(nodeWith('n-1', { taints: [taint] }));
    const api = waitingApp('api', answer(1, '1 node(s) had untolerated taint(s)'));
    expect(causes(api, all)).toEqual(['SCH-106 Node/n-1']);
  });
});

describe('full nodes', () => {
  const filled = ['n-1', 'n-2', 'n-3'].map((name, index) =>
    app(`fill-${index}`, { replicas: 1, node: name, container: requesting({ cpu: '3500m' }) }),
  );
  const message = answer(3, '3 Insufficient cpu');
  const asking = (cpu: string, name = 'api'): App => waitingApp(name, message, { container: requesting({ cpu }) });

  it('blame the workload that asks, with what is free', () => {
    const seen = look({ ...apps(asking('600m'), ...filled), ...three });
    expect(seen.causes).toEqual(['SCH-107 Deployment/shop/api']);
    expect(seen.find('SCH-107')?.detail).toContain('the freest has 500m unreserved');
  });

  it('are not claimed where the pod fits exactly', () => {
    expect(causes([asking('500m'), ...filled])).toEqual(['SCH-001 Deployment/shop/api']);
  });

  it('do not count finished pods', () => {
    const done = ['n-1', 'n-2', 'n-3'].map((name, index) =>
      app(`done-${index}`, {
        replicas: 1,
        node: name,
        container: requesting({ cpu: '4' }),
        podStatus: { phase: 'Succeeded' },
      }),
    );
    expect(causes([asking('3'), ...done])).toEqual(['SCH-001 Deployment/shop/api']);
  });

  it('blame the one that holds most, where several wait', () => {
    const hog = app('hog', { replicas: 3, node: 'n-1', container: requesting({ cpu: '1300m' }) });
    const cluster = nodes(nodeWith('n-1'));
    const short = answer(1, '1 Insufficient cpu');
    const waiting = ['api', 'web'].map((name) => waitingApp(name, short, { container: requesting({ cpu: '1' }) }));
    expect(causes([hog, ...waiting], cluster)).toEqual(['SCH-107 Deployment/shop/hog']);
  });

  it('count places for pods', () => {
    const cluster = nodes(nodeWith('n-1', { allocatable: { pods: '2' } }));
    const there = app('there', { replicas: 2, node: 'n-1' });
    expect(causes([waitingApp('api', answer(1, '1 Too many pods')), there], cluster)).toEqual([
      'SCH-107 Deployment/shop/api',
    ]);
  });

  it('are told from the message where only some pods were read', () => {
    const seen = look(
      { ...apps(asking('600m')), ...three },
      {
        scope: { namespace: 'shop' },
        steps: {
          pods: {
            status: 'present',
            output: { namespace: 'shop', complete: true, items: apps(asking('600m')).pods, server_time: ago(0) },
          },
        },
      },
    );
    expect(seen.causes).toEqual(['SCH-107 Deployment/shop/api']);
    expect(seen.find('SCH-107')?.tier).toBe('message');
  });

  it('blame the workload of higher priority that came just before', () => {
    const urgent = ['n-1', 'n-2', 'n-3'].map((name, index) =>
      app(`urgent-${index}`, {
        replicas: 1,
        node: name,
        age: 120,
        spec: { priority: 1000 },
        container: requesting({ cpu: '4' }),
      }),
    );
    const api = waitingApp('api', message, { age: 100, container: requesting({ cpu: '1' }) });
    const older = {
      ...api,
      replicaSet: {
        ...api.replicaSet,
        metadata: { ...(api.replicaSet.metadata as Raw), creationTimestamp: ago(9000) },
      },
    };
    expect(causes([older, ...urgent])).toEqual(['SCH-108 Deployment/shop/urgent-0']);
    expect(causes([api, ...urgent])).toEqual(['SCH-107 Deployment/shop/api']);
  });
});
