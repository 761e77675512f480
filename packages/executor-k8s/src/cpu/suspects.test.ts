import { describe, expect, it } from 'vitest';
import { app, node } from './__fixtures__/objects.ts';
import { each, type Staged, stage } from './__fixtures__/world.ts';
import type { CpuScope } from './input.ts';
import { readCluster } from './model/cluster.ts';
import { findSuspects } from './suspects.ts';

const suspects = (staged: Staged, scope: CpuScope = {}) => findSuspects(readCluster({ steps: stage(staged), scope }));
const nodes = Array.from({ length: 8 }, (_, index) => node(`n-${index}`));
/** One pod on each node, nearer to its limit from node to node, none near enough to be trouble. */
const apps = nodes.map((_, index) => app(`app-${index}`, 1, { node: `n-${index}` }));
const pods = apps.flatMap((one) => one.pods);
const usage = Object.assign({}, ...apps.map((one, index) => each(one.pods, 0.05 * (index + 1))));

describe('nodes worth a closer look', () => {
  it('are those of the containers closest to their limit, however far below it', () => {
    expect(suspects({ nodes, pods, usage })).toMatchObject({ hot: [], nodes: ['n-7', 'n-6', 'n-5', 'n-4', 'n-3'] });
  });

  it('begin with the hot ones', () => {
    const hot = { 'n-1': 6.6, 'n-0': 7.5 };
    expect(suspects({ nodes, pods, usage, nodeUsage: hot })).toMatchObject({
      hot: ['n-0', 'n-1'],
      nodes: ['n-0', 'n-1', 'n-7', 'n-6', 'n-5'],
    });
  });

  it('are named once, whatever runs on them', () => {
    const many = app('many', 6, { node: 'n-2' });
    expect(suspects({ nodes, pods: many.pods, usage: each(many.pods, 0.57) }).nodes).toEqual(['n-2']);
  });

  it('are not those of containers without a limit or without a measurement', () => {
    const free = app('free', 1, { node: 'n-0', limit: null });
    const dark = app('dark', 1, { node: 'n-1' });
    expect(suspects({ nodes, pods: [...free.pods, ...dark.pods], usage: each(free.pods, 0.5) }).nodes).toEqual([]);
  });

  it('follow the question when it is limited', () => {
    const lists = { replicasets: apps.map((one) => one.replicaSet) };
    expect(suspects({ nodes, pods, usage, lists }, { workload: 'deployment/app-0' }).nodes).toEqual(['n-0']);
    expect(suspects({ nodes, pods, usage }, { node: 'n-2' }).nodes).toEqual(['n-2']);
  });
});
