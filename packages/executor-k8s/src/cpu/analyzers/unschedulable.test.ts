import { describe, expect, it } from 'vitest';
import { look } from '../__fixtures__/look.ts';
import { app, node } from '../__fixtures__/objects.ts';
import { unschedulable } from '../__fixtures__/scenarios.ts';
import { each, list } from '../__fixtures__/world.ts';

const waiting = (request: string, extra = {}) =>
  app('huge', 1, { request, limit: null, phase: 'Pending', status: unschedulable, ...extra });
const filler = app('filler', 1, { request: '6', limit: null });
const nodes = [node('n-0'), node('n-1', '2')];

function staged(request: string, extra = {}) {
  const huge = waiting(request, extra);
  const lists = {
    deployments: [huge.deployment, filler.deployment],
    replicasets: [huge.replicaSet, filler.replicaSet],
  };
  return { nodes, pods: [...huge.pods, ...filler.pods], usage: each(filler.pods, 0.1), lists };
}

describe('CPU-120 request larger than any node', () => {
  it.each([
    ['8', 'silent'],
    ['8001m', 'fault'],
  ])('for %s cores on nodes of 8 is %s', (request, role) => {
    expect(look(staged(request)).role('CPU-120')).toBe(role);
  });

  it('is a contradiction in the objects, with the old request in the undo', () => {
    const finding = look(staged('64')).find('CPU-120');
    expect(finding).toMatchObject({ tier: 'contradiction', remediations: [{ undo: 'Set requests.cpu back to 64.' }] });
  });

  it('counts only nodes that the pod may run on', () => {
    const spec = {
      nodeSelector: { 'kubernetes.io/hostname': 'n-1' },
      containers: [{ name: 'app', resources: { requests: { cpu: '3' } } }],
    };
    expect(look(staged('3', { spec })).role('CPU-120')).toBe('fault');
  });

  it('is not decided while the list of nodes is incomplete', () => {
    const steps = {
      nodes: { status: 'present', output: { ...(list(nodes).output as object), complete: false } },
    } as const;
    const seen = look({ ...staged('64'), steps });
    expect(seen.role('CPU-120')).toBe('silent');
    expect(seen.analysis.not_checked.map(({ what }) => what).join()).toContain('nodes');
  });
});

describe('CPU-121 cluster full', () => {
  it.each([
    ['2', 'silent'],
    ['2001m', 'symptom'],
  ])('for %s cores with 2 unreserved at most is %s', (request, role) => {
    expect(look(staged(request)).role('CPU-121')).toBe(role);
  });

  it('does not believe a message that the objects contradict', () => {
    const seen = look(staged('1'));
    expect(seen.causes).toEqual([]);
    expect(seen.ruledOut('CPU-121')).toContain('not for lack of CPU');
  });

  it('takes the message where pods of other namespaces cannot be counted', () => {
    const base = staged('1');
    const seen = look({ ...base, namespace: 'shop' });
    expect(seen.find('CPU-121')).toMatchObject({ tier: 'message' });
  });

  it('reads only the words of the scheduler about CPU', () => {
    const conditions = [
      {
        type: 'PodScheduled',
        status: 'False',
        reason: 'Unschedulable',
        message: '0/3 nodes are available: 3 Insufficient memory. note: Insufficient cpu.',
      },
    ];
    expect(look({ ...staged('1', { status: { conditions } }), namespace: 'shop' }).role('CPU-121')).toBe('silent');
  });

  it('heeds taints', () => {
    const tainted = node('n-0', '8', { spec: { taints: [{ key: 'gpu', value: 'yes', effect: 'NoSchedule' }] } });
    const seen = look({ ...staged('3'), nodes: [tainted, node('n-1', '2')] });
    expect(seen.role('CPU-120')).toBe('fault');
    const tolerations = [{ key: 'gpu', operator: 'Exists' }];
    const spec = { tolerations, containers: [{ name: 'app', resources: { requests: { cpu: '1500m' } } }] };
    expect(look({ ...staged('1500m', { spec }), nodes: [tainted] }).role('CPU-121')).toBe('silent');
  });
});
