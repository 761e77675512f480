import { describe, expect, it } from 'vitest';
import { look } from '../__fixtures__/look.ts';
import { app, node, quota } from '../__fixtures__/objects.ts';
import { each } from '../__fixtures__/world.ts';

describe('CPU-124 and CPU-127 overcommit', () => {
  it.each([
    ['4', 'silent'],
    ['4001m', 'hint'],
  ])('pods that reserve %s where 4 would be left without the largest node: %s', (request, role) => {
    const one = app('one', 1, { request, limit: null });
    expect(
      look({ nodes: [node('n-0'), node('n-1', '4')], pods: one.pods, usage: each(one.pods, 0.1) }).role('CPU-124'),
    ).toBe(role);
  });

  it('is silent with a single node', () => {
    const one = app('one', 1, { request: '7', limit: null });
    expect(look({ nodes: [node('n-0')], pods: one.pods, usage: each(one.pods, 0.1) }).role('CPU-124')).toBe('silent');
  });

  it.each([
    ['12', 'silent'],
    ['12001m', 'hint'],
  ])('quotas of %s on 8 cores: %s', (hard, role) => {
    const quotas = [quota('q', { 'requests.cpu': hard }, { 'requests.cpu': '0' })];
    expect(look({ nodes: [node('n-0', '4'), node('n-1', '4')], usage: {}, lists: { quotas } }).role('CPU-127')).toBe(
      role,
    );
  });
});
