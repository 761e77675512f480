import { describe, expect, it } from 'vitest';
import { type ChangeBench, createChangeBench } from '../__fixtures__/change-bench.ts';
import { collections, obey, putPod, putWorkload } from '../__fixtures__/workloads.ts';

function bench(kind = 'Deployment', spec: object = {}): ChangeBench {
  const made = createChangeBench('restart', { namespace: 'shop', workload: `${kind}/api`, pod: null });
  putWorkload(made.cluster, kind, 'api', 3, spec);
  obey(made.cluster);
  return made;
}

const annotation = 'kubectl.kubernetes.io/restartedAt';

describe('kubernetes.restart of a workload', () => {
  it.each(['Deployment', 'StatefulSet', 'DaemonSet'])('replaces the pods of a %s, and puts it back', async (kind) => {
    const made = bench(kind);
    const path = `${collections[kind]}/api`;
    const old = structuredClone(made.cluster.get(path).spec);
    const before = await made.seen();
    expect(before).toMatchObject({ blast_radius: 4, in_place: false });
    expect(before.objects[0]?.effects[0]).toMatch(/^3 pods replaced /);
    expect(await made.dryRun(before)).toMatchObject({ status: 'present' });
    expect(await made.change(before)).toMatchObject({ status: 'present' });
    expect(made.cluster.get(path).spec.template.metadata.annotations).toEqual({
      [annotation]: '2026-11-22T12:00:00.000Z',
    });
    expect(await made.look(before)).toMatchObject({ output: { state: 'after' } });
    expect(await made.verify(before)).toMatchObject({ output: { outcome: 'healed' } });
    expect(await made.undo(before)).toMatchObject({ status: 'present' });
    expect(made.cluster.get(path).spec).toEqual(old);
  });

  it('keeps its version while an autoscaler moves the replicas, and not when the template moves', async () => {
    const made = bench();
    const [first] = (await made.seen()).objects;
    made.cluster.get(`${collections.Deployment}/api`).spec.replicas = 9;
    expect((await made.seen()).objects[0]?.version).toBe(first?.version);
    made.cluster.get(`${collections.Deployment}/api`).spec.template.spec.containers[0].image = 'shop/api:2';
    expect((await made.seen()).objects[0]?.version).not.toBe(first?.version);
  });

  it('restarts again what was restarted, and puts the earlier mark back', async () => {
    const made = bench();
    const template = made.cluster.get(`${collections.Deployment}/api`).spec.template;
    template.metadata.annotations = { [annotation]: 'earlier', other: 'stays' };
    const before = await made.seen();
    await made.change(before);
    await made.undo(before);
    const { annotations } = made.cluster.get(`${collections.Deployment}/api`).spec.template.metadata;
    expect(annotations).toEqual({ [annotation]: 'earlier', other: 'stays' });
  });

  it.each([
    ['Deployment', { paused: true }, 'paused'],
    ['StatefulSet', { updateStrategy: { type: 'OnDelete' } }, 'OnDelete'],
    ['DaemonSet', { updateStrategy: { type: 'OnDelete' } }, 'OnDelete'],
  ])('refuses a %s with %o', async (kind, spec, message) => {
    expect(await bench(kind, spec).observe()).toMatchObject({
      status: 'unknown',
      reason: { kind: 'invalid', message: expect.stringContaining(message) },
    });
  });

  it('evicts the pods for which a StatefulSet would wait for ever, and no others', async () => {
    const made = bench('StatefulSet');
    const workload = made.cluster.get(`${collections.StatefulSet}/api`);
    workload.status.readyReplicas = 2;
    const unready = { conditions: [], containerStatuses: [] };
    const owned = (revision: string): object => ({
      labels: { app: 'api', 'controller-revision-hash': revision },
      ownerReferences: [{ kind: 'StatefulSet', name: 'api', uid: 'uid-api', controller: true }],
    });
    putPod(made.cluster, 'api-0', { metadata: owned('old') });
    putPod(made.cluster, 'api-1', { metadata: owned('old'), status: unready });
    putPod(made.cluster, 'api-2', { metadata: owned('r'), status: unready });
    putPod(made.cluster, 'stranger', { status: unready });
    const before = await made.seen();
    expect(before.objects[0]?.effects).toEqual([
      '3 pods replaced one after the other',
      '1 pod not ready, for which it would wait for ever, evicted first',
    ]);
    expect(await made.change(before)).toMatchObject({
      output: expect.stringContaining('1 pod that would never be ready evicted: shop/api-1'),
    });
    expect(made.cluster.changes().filter(({ path }) => path.includes('/eviction'))).toHaveLength(1);
  });

  it('refuses a workload without pods', async () => {
    const made = createChangeBench('restart', { namespace: 'shop', workload: 'api' });
    putWorkload(made.cluster, 'Deployment', 'api', 0);
    expect(await made.observe()).toMatchObject({ reason: { kind: 'invalid' } });
  });
});
