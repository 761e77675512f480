import { describe, expect, it } from 'vitest';
import { look } from '../__fixtures__/look.ts';
import { app, node } from '../__fixtures__/objects.ts';
import { each } from '../__fixtures__/world.ts';

const batch = app('batch', 1, { request: '100m', limit: null });

function staged(percent: number, used: number) {
  const output = { node: 'n-0', cpu_pressure: { some_avg10: percent, some_avg60: percent, some_avg300: percent } };
  const node_stats = { status: 'present', output: { items: [{ item: 'n-0', status: 'present', output }] } } as const;
  return {
    nodes: [node('n-0', '4')],
    pods: batch.pods,
    usage: each(batch.pods, used),
    lists: { replicasets: [batch.replicaSet] },
    steps: { node_stats },
  };
}

describe('CPU-109 node starved', () => {
  it.each([
    [19.9, 'silent'],
    [20, 'symptom'],
  ])('with pressure of %d percent is %s', (percent, role) => {
    expect(look(staged(percent, 1)).role('CPU-109')).toBe(role);
  });

  it('is explained by who fills the node', () => {
    const seen = look(staged(50, 3.8));
    expect(seen.causes).toEqual(['CPU-105 Deployment/shop/batch']);
    expect(seen.find('CPU-101')?.also).toEqual(['CPU-109']);
  });
});
