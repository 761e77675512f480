import { describe, expect, it } from 'vitest';
import { look } from '../__fixtures__/look.ts';
import { app, node } from '../__fixtures__/objects.ts';
import { each, list } from '../__fixtures__/world.ts';

const web = app('web', 2, { request: '1', limit: '2' });
const staged = { nodes: [node('n-0', '4')], pods: web.pods, usage: each(web.pods, 1) };

describe('CPU-102 node busy outside containers', () => {
  it('explains a hot node whose pods do not account for its load', () => {
    const seen = look({ ...staged, nodeUsage: { 'n-0': 3.8 } });
    expect(seen.causes).toEqual(['CPU-102 Node/n-0']);
    expect(seen.find('CPU-102')?.cause_of).toEqual([seen.find('CPU-101')?.id]);
  });

  it.each([
    [2.4, 'silent'],
    [2.39, 'fault'],
  ])('with pods at %d of 3.2 cores on a node of 4 is %s', (inPods, role) => {
    const seen = look({ ...staged, usage: each(web.pods, inPods / 2), nodeUsage: { 'n-0': 3.2 } });
    expect(seen.role('CPU-102')).toBe(role);
  });

  it('is silent on a node that is not hot', () => {
    expect(look({ ...staged, usage: each(web.pods, 0.1), nodeUsage: { 'n-0': 3 } }).role('CPU-102')).toBe('silent');
  });

  it('is silent while a pod on the node has no measurement', () => {
    const [first] = web.pods;
    expect(
      look({ ...staged, usage: each(first === undefined ? [] : [first], 1), nodeUsage: { 'n-0': 3.8 } }).role(
        'CPU-102',
      ),
    ).toBe('silent');
  });

  it('is silent when only one namespace was listed', () => {
    const pods = list(web.pods, 'shop');
    expect(look({ ...staged, nodeUsage: { 'n-0': 3.8 }, steps: { pods } }).role('CPU-102')).toBe('silent');
  });

  it('names what the kubelet says of its own parts', () => {
    const output = {
      node: 'n-0',
      system_containers: [
        { name: 'kubelet', cpu_cores: 1.5 },
        { name: 'pods', cpu_cores: 2 },
      ],
    };
    const node_stats = { status: 'present', output: { items: [{ item: 'n-0', status: 'present', output }] } } as const;
    const seen = look({ ...staged, nodeUsage: { 'n-0': 3.8 }, steps: { node_stats } });
    expect(seen.find('CPU-102')?.detail).toContain('kubelet 1.5.');
  });
});
