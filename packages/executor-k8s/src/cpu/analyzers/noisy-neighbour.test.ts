import { describe, expect, it } from 'vitest';
import { look } from '../__fixtures__/look.ts';
import { app, node, pod } from '../__fixtures__/objects.ts';
import { each, list } from '../__fixtures__/world.ts';

const web = app('web', 4);
const greedy = (request: string | null, limit: string | null) => app('batch', 1, { request, limit });

function staged(request: string | null, used: number, limit: string | null = null) {
  const batch = greedy(request, limit);
  const usage = { ...each(web.pods, 0.1), ...each(batch.pods, used) };
  const lists = { deployments: [batch.deployment, web.deployment], replicasets: [batch.replicaSet, web.replicaSet] };
  return { nodes: [node('n-0', '4')], pods: [...batch.pods, ...web.pods], usage, lists };
}

describe('CPU-105 noisy neighbour', () => {
  it('names the culprit, never the victims, and folds the node under it', () => {
    const seen = look(staged('100m', 3.5));
    expect(seen.causes).toEqual(['CPU-105 Deployment/shop/batch']);
    expect(seen.find('CPU-105')?.cause_of).toEqual([seen.find('CPU-101')?.id]);
    expect(seen.find('CPU-105')?.detail).toContain('35 × the 100m it requested');
  });

  it.each([
    ['1750m', 3.5, 'silent'],
    ['1740m', 3.5, 'fault'],
  ])('that requested %s and uses %d is %s', (request, used, role) => {
    expect(look(staged(request, used)).role('CPU-105')).toBe(role);
  });

  it('proposes no request above the limit', () => {
    const found = look(staged('100m', 3.49, '3490m')).find('CPU-105');
    expect(found?.remediations[0]?.inputs.requests_cpu).toBe('3490m');
  });

  it('counts a workload that requests nothing', () => {
    expect(look(staged(null, 3.5)).find('CPU-105')?.detail).toContain('it requested nothing');
  });

  it('is silent on a node with room, whatever the request', () => {
    expect(look(staged('100m', 2.5)).causes).toEqual([]);
  });

  it('finds a culprit of another namespace when a namespace was asked about', () => {
    const other = pod('miner-0', { namespace: 'other', request: '100m', limit: null });
    const metric = {
      name: 'miner-0',
      namespace: 'other',
      timestamp: '2026-03-01T12:00:00Z',
      window_sec: 15,
      containers: [{ name: 'app', cpu_cores: 3.5, memory_bytes: 1 }],
    };
    const at = '2026-03-01T12:00:00Z';
    const empty = { status: 'present', output: { items: [] } };
    const seen = look(
      {
        nodes: [node('n-0', '4')],
        pods: web.pods,
        usage: each(web.pods, 0.1),
        nodeUsage: { 'n-0': 3.9 },
        namespace: 'shop',
        steps: {
          neighbour_pods: {
            status: 'present',
            output: { items: [{ item: 'n-0', status: 'present', output: list([other]).output }] },
          },
          neighbour_metrics: {
            status: 'present',
            output: { samples: [{ at, nodes: empty, pods: { status: 'present', output: { items: [metric] } } }] },
          },
        },
      },
      { namespace: 'shop' },
    );
    expect(seen.causes).toEqual(['CPU-105 Pod/other/miner-0']);
  });
});
