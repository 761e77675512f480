import { describe, expect, it } from 'vitest';
import { createChangeBench } from '../__fixtures__/change-bench.ts';
import { collections } from '../__fixtures__/workloads.ts';

const node = `${collections.Node}/n1`;

function bench(input: object = {}, spec: object = {}): ReturnType<typeof createChangeBench> {
  const made = createChangeBench('cordon', { node: 'n1', ...input });
  made.cluster.put(collections.Node ?? '', { metadata: { name: 'n1' }, spec: { podCIDR: '10.0.0.0/24', ...spec } });
  return made;
}

describe('kubernetes.cordon', () => {
  it('keeps new pods off a node, and lets them on again', async () => {
    const made = bench();
    const before = await made.seen();
    expect(before).toMatchObject({
      objects: [{ resource: { kind: 'Node', name: 'n1' }, effects: ['no new pod lands on it; what runs there stays'] }],
      ...{ blast_radius: 1, in_place: false, undo: 'Uncordon Node n1.' },
    });
    expect(await made.dryRun(before)).toMatchObject({ status: 'present' });
    expect(made.cluster.get(node).spec.unschedulable).toBeUndefined();
    expect(await made.verify(before)).toMatchObject({ output: { outcome: 'not-healed' } });
    expect(await made.change(before)).toMatchObject({ status: 'present' });
    expect(made.cluster.get(node).spec).toEqual({ podCIDR: '10.0.0.0/24', unschedulable: true });
    expect(await made.verify(before)).toMatchObject({
      output: { outcome: 'healed', message: 'Node n1 takes no new pods' },
    });
    expect((await made.seen()).in_place).toBe(true);
    expect(await made.undo(before)).toMatchObject({ status: 'present' });
    expect(made.cluster.get(node).spec).toEqual({ podCIDR: '10.0.0.0/24' });
  });

  it('does the reverse with uncordon', async () => {
    const made = bench({ uncordon: true }, { unschedulable: true });
    const before = await made.seen();
    expect(before).toMatchObject({ in_place: false, undo: 'Cordon Node n1.' });
    expect(await made.change(before)).toMatchObject({ status: 'present' });
    expect(made.cluster.get(node).spec.unschedulable).toBeUndefined();
    expect(await made.verify(before)).toMatchObject({ output: { outcome: 'healed' } });
    expect(await made.undo(before)).toMatchObject({ status: 'present' });
    expect(made.cluster.get(node).spec.unschedulable).toBe(true);
  });

  it('does not mind what else is said of the node', async () => {
    const made = bench();
    const [first] = (await made.seen()).objects;
    made.cluster.get(node).spec.taints = [{ key: 'node.kubernetes.io/not-ready', effect: 'NoSchedule' }];
    expect((await made.seen()).objects[0]?.version).toBe(first?.version);
  });

  it('offers near names, also for node/name', async () => {
    const made = createChangeBench('cordon', { node: 'node/n2', uncordon: null }, bench().cluster);
    expect(await made.observe()).toMatchObject({
      status: 'unknown',
      reason: { kind: 'not-found', message: 'no node named n2; near: n1' },
    });
    expect((await createChangeBench('cordon', { node: 'node/n1' }, bench().cluster).observe()).status).toBe('present');
  });
});
