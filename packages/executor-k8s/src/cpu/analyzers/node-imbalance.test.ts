import { describe, expect, it } from 'vitest';
import { look } from '../__fixtures__/look.ts';
import { app, node } from '../__fixtures__/objects.ts';
import { each } from '../__fixtures__/world.ts';

const web = app('web', 4, { request: '900m', limit: null });
const nodes = [node('n-0', '4'), node('n-1', '4'), node('n-2', '4')];
const staged = { nodes, pods: web.pods, usage: each(web.pods, 0.9) };

describe('CPU-103 node imbalance', () => {
  it('explains a hot node beside idle ones when nobody on it takes too much', () => {
    expect(look(staged).causes).toEqual(['CPU-103 Node/n-0']);
  });

  it.each([
    [2.41, 'silent'],
    [2.39, 'fault'],
  ])('with the others at %d of 4 cores is %s', (others, role) => {
    expect(look({ ...staged, nodeUsage: { 'n-1': others, 'n-2': others } }).role('CPU-103')).toBe(role);
  });

  it('is silent where a workload explains the hot node', () => {
    const greedy = app('greedy', 1, { request: '100m', limit: null });
    expect(look({ nodes, pods: greedy.pods, usage: each(greedy.pods, 3.6) }).role('CPU-103')).toBe('silent');
  });

  it('is silent when no node is hot, however uneven', () => {
    expect(look({ ...staged, usage: each(web.pods, 0.7) }).role('CPU-103')).toBe('silent');
  });
});
