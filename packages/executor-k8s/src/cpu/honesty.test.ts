import { describe, expect, it } from 'vitest';
import type { StepEvidence } from '../evidence/step-evidence.ts';
import { look } from './__fixtures__/look.ts';
import { ago, app, hpa, node, pod } from './__fixtures__/objects.ts';
import { healthy } from './__fixtures__/scenarios.ts';
import { each, stage } from './__fixtures__/world.ts';
import { analyzeCpu } from './analyze-cpu.ts';

const denied: StepEvidence = { status: 'unknown', reason: { kind: 'denied', message: 'forbidden', needs: 'list it' } };
const nodes = [node('n-0', '4'), node('n-1', '4')];

describe('on a healthy cluster', () => {
  it('finds nothing at all', () => {
    expect(analyzeCpu(healthy(), 'prod').findings).toEqual([]);
  });
});

describe('what could not be read', () => {
  const steps = [
    'metrics',
    'nodes',
    'pods',
    'replicasets',
    'controllerrevisions',
    'deployments',
    'hpas',
    'events',
    'quotas',
    'budgets',
    'services',
    'autoscaler',
    'nodeclaims',
  ];

  it.each(steps)('%s denied is named, with what it needs, and makes no cause', (step) => {
    const { analysis, causes } = look({ nodes, usage: {}, steps: { [step]: denied } });
    expect(analysis.not_checked).toContainEqual(expect.objectContaining({ why: 'forbidden', needs: 'list it' }));
    expect(causes).toEqual([]);
  });

  it('rules nothing out by the absence from a list that was denied', () => {
    const all = Object.fromEntries(steps.map((step) => [step, denied]));
    expect(look({ steps: all }).analysis.ruled_out).toEqual([]);
  });

  it('knows that users are touched only when Services were read', () => {
    const web = app('web', 1);
    const staged = { nodes, pods: web.pods, usage: each(web.pods, 0.95), lists: { replicasets: [web.replicaSet] } };
    const touches = (extra: object) => look({ ...staged, ...extra }).find('CPU-107')?.touches_users;
    const services = [{ metadata: { namespace: 'shop', name: 'web' }, spec: { selector: { app: 'web' } } }];
    expect(touches({ lists: { ...staged.lists, services } })).toBe(true);
    expect(touches({})).toBe(false);
    expect(touches({ steps: { services: denied } })).toBeNull();
  });

  it('names a node without metrics with its pods, and gives it no zero', () => {
    const blind = app('blind', 2, { node: 'n-1' });
    const { analysis } = look({ nodes, pods: blind.pods, usage: {}, nodeUsage: { 'n-1': -1 } });
    expect(analysis.not_checked[0]?.what).toBe(
      'CPU use of node n-1 and of 2 pods on it: shop/blind-r1-0, shop/blind-r1-1',
    );
    expect(analysis.figures.find(({ name }) => name === 'n-1')?.value).toBeNull();
  });

  it('does not take a Prometheus that knows nothing for a history', () => {
    const web = app('web', 1);
    const empty: StepEvidence = { status: 'present', output: { series: [] } };
    const gapsWith = (steps: Record<string, StepEvidence>, usage = 0.95) =>
      look({ nodes, pods: web.pods, usage: each(web.pods, usage), lists: { replicasets: [web.replicaSet] }, steps })
        .analysis.not_checked.filter(({ why }) => why.includes('no series'))
        .map(({ what }) => what);
    expect(gapsWith({ history: empty, usual: empty })).toEqual(['when CPU rose', 'what is usual at this hour']);
    expect(gapsWith({ history: empty, usual: empty }, 0.1)).toEqual([]);
  });

  it('counts a Prometheus that failed once, not also as an unknown onset', () => {
    const { analysis } = look({ nodes, usage: {}, steps: { history: denied, usual: denied } });
    expect(analysis.not_checked.filter(({ what }) => what === 'when CPU rose')).toEqual([]);
  });

  it('names the kubelets that serve no summary, and reads throttling all the same', () => {
    const containers = [
      { namespace: 'shop', pod: 'web-r1-0', container: 'app', periods: 150, throttled: 120, ratio: 0.8 },
    ];
    const node_stats: StepEvidence = { status: 'present', output: { items: [{ item: 'n-0', status: 'absent' }] } };
    const cadvisor: StepEvidence = {
      status: 'present',
      output: { items: [{ item: 'n-0', status: 'present', output: { node: 'n-0', containers } }] },
    };
    const web = app('web', 1);
    const { analysis, causes } = look({
      nodes,
      pods: web.pods,
      usage: each(web.pods, 0.57),
      lists: { replicasets: [web.replicaSet] },
      steps: { node_stats, cadvisor },
    });
    expect(causes).toEqual(['CPU-108 Deployment/shop/web']);
    const unserved = analysis.not_checked.filter(({ why }) => why.includes('404'));
    expect(unserved.map(({ what }) => what)).toEqual(['CPU of kubelet and runtime, and CPU pressure: n-0']);
  });

  it('offers the nearest names for a namespace that does not exist', () => {
    const scope: StepEvidence = {
      status: 'present',
      output: { namespace: { asked: 'shpo', exists: false, nearest: ['shop'] } },
    };
    const { analysis } = look({ nodes, usage: {}, steps: { scope } }, { namespace: 'shpo' });
    expect(analysis.not_checked[0]).toEqual({
      what: 'namespace shpo',
      why: 'it does not exist',
      needs: 'did you mean shop?',
    });
  });

  it('does not take stale values for now', () => {
    const web = app('web', 1);
    const measured = { timestamp: ago(10), window_sec: 15 };
    const stale = [
      {
        namespace: 'shop',
        name: 'web-r1-0',
        ...measured,
        containers: [{ name: 'app', cpu_cores: 0.99, memory_bytes: 1 }],
      },
    ];
    const samples = [
      {
        at: ago(0),
        nodes: { status: 'present', output: { items: [] } },
        pods: { status: 'present', output: { items: stale, stale: [] } },
      },
    ];
    const metrics: StepEvidence = { status: 'present', output: { samples } };
    expect(look({ nodes, pods: web.pods, steps: { metrics } }).causes).toEqual([]);
  });

  it('counts the same measurement once, however often it was answered', () => {
    const web = app('web', 1);
    const item = {
      namespace: 'shop',
      name: 'web-r1-0',
      timestamp: ago(0),
      window_sec: 15,
      containers: [{ name: 'app', cpu_cores: 0.95, memory_bytes: 1 }],
    };
    const sample = {
      at: ago(0),
      nodes: { status: 'present', output: { items: [] } },
      pods: { status: 'present', output: { items: [item] } },
    };
    const metrics: StepEvidence = { status: 'present', output: { samples: [sample, sample, sample] } };
    expect(look({ nodes, pods: web.pods, steps: { metrics } }).find('CPU-107')?.detail).toContain('in one sample');
  });
});

describe('deviations that the owner declared', () => {
  it.each([
    ['paused', { spec: { replicas: 3, paused: true } }],
    ['scaled to zero', { spec: { replicas: 0 } }],
  ])('a Deployment that is %s is silent', (_, extra) => {
    const deployments = [{ metadata: { namespace: 'shop', name: 'off' }, ...extra }];
    expect(look({ nodes, usage: {}, lists: { deployments } }).analysis.findings).toEqual([]);
  });

  it('an autoscaler at its floor is silent', () => {
    const web = app('web', 1);
    const lists = {
      deployments: [web.deployment],
      hpas: [hpa('web', { current: 20, target: 60, replicas: 1, maximum: 5 })],
    };
    expect(look({ nodes, pods: web.pods, usage: each(web.pods, 0.04), lists }).causes).toEqual([]);
  });
});

describe('a question that is limited', () => {
  const hot = app('hot', 1, { node: 'n-0' });
  const other = app('other', 1, { namespace: 'market', node: 'n-1' });
  const staged = {
    nodes,
    pods: [...hot.pods, ...other.pods],
    usage: { ...each(hot.pods, 0.95), ...each(other.pods, 0.95) },
    lists: { replicasets: [hot.replicaSet, other.replicaSet] },
  };

  it.each([
    [{}, ['CPU-107 Deployment/market/other', 'CPU-107 Deployment/shop/hot']],
    [{ namespace: 'shop' }, ['CPU-107 Deployment/shop/hot']],
    [{ namespace: 'market' }, ['CPU-107 Deployment/market/other']],
    [{ workload: 'deploy/hot' }, ['CPU-107 Deployment/shop/hot']],
    [{ workload: 'sts/hot' }, []],
    [{ workload: 'hot-r1-0' }, ['CPU-107 Deployment/shop/hot']],
    [{ node: 'n-1' }, ['CPU-107 Deployment/market/other']],
    [{ namespace: 'empty' }, []],
  ])('to %j names only %j', (scope, causes) => {
    expect([...look(staged, scope).causes].sort()).toEqual(causes);
  });

  it('keeps a culprit elsewhere that explains what is asked about', () => {
    const greedy = app('greedy', 1, { namespace: 'market', request: '100m', limit: null, node: 'n-0' });
    const web = app('web', 1, { node: 'n-0' });
    const seen = look(
      {
        nodes,
        pods: [...greedy.pods, ...web.pods],
        usage: { ...each(greedy.pods, 3.6), ...each(web.pods, 0.1) },
        lists: { replicasets: [greedy.replicaSet, web.replicaSet] },
      },
      { workload: 'web' },
    );
    expect(seen.causes).toEqual(['CPU-105 Deployment/market/greedy']);
  });
});

describe('text from a cluster', () => {
  const evil = 'a\u001b[2J\u202e/~1\n<script>__proto__';

  it('reaches sentences without control characters, and evidence as it was read', () => {
    const owner = { kind: 'ReplicaSet', name: evil };
    const pods = [pod(evil, { namespace: evil, owner, labels: { [evil]: evil, __proto__: 'x' } })];
    const analysis = analyzeCpu(
      { steps: stage({ nodes: [node(evil)], pods, usage: { [evil]: 0.95 } }), scope: {} },
      evil,
    );
    expect(analysis.findings.length).toBeGreaterThan(0);
    const sentences = [
      ...analysis.findings.flatMap(({ title, detail }) => [title, detail]),
      ...analysis.ruled_out.map(({ why }) => why),
      ...analysis.not_checked.map(({ what, why }) => what + why),
    ];
    for (const sentence of sentences) expect(sentence).not.toMatch(/[\u0000-\u001f\u202e]/);
  });

  it.each([null, 7, 'text', [], [null, 1, 'x', {}], { items: 5 }])(
    'survives an output of %j for any step',
    (rubbish) => {
      const steps = Object.fromEntries(
        Object.keys(stage({})).map((step) => [
          step,
          { status: 'present', output: { items: rubbish, samples: rubbish } } as StepEvidence,
        ]),
      );
      expect(analyzeCpu({ steps, scope: {} }, 'prod').findings.filter(({ role }) => role === 'fault')).toEqual([]);
    },
  );

  it('bounds a workload of very many pods', () => {
    const big = app('big', 300);
    const finding = look({ nodes: [node('n-0', '1000')], pods: big.pods, usage: each(big.pods, 0.95) }).find('CPU-107');
    expect(finding?.instances).toHaveLength(50);
    expect(finding?.data?.instances_total).toBe(300);
  });
});
