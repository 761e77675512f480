import { describe, expect, it } from 'vitest';
import { type ChangeBench, createChangeBench } from '../__fixtures__/change-bench.ts';
import { answer, type Loose } from '../__fixtures__/fake-cluster.ts';
import { collections, putPod, putWorkload } from '../__fixtures__/workloads.ts';

const owner: Loose = { ownerReferences: [{ kind: 'ReplicaSet', name: 'api-h1', uid: 'uid-rs', controller: true }] };

function bench(input: object = {}, pod: Loose = {}): ChangeBench {
  const made = createChangeBench('restart', { namespace: 'shop', pod: 'api-1', wait_sec: 30, ...input });
  const { cluster } = made;
  putWorkload(cluster, 'Deployment', 'api', 2);
  putPod(cluster, 'api-1', { metadata: owner, ...pod });
  putPod(cluster, 'api-2', { metadata: owner });
  cluster.react = () => void putPod(cluster, 'api-3', { metadata: owner });
  return made;
}

const unready = {
  status: {
    conditions: [],
    containerStatuses: [
      { name: 'app', ready: false, restartCount: 7, state: { waiting: { reason: 'CrashLoopBackOff' } } },
    ],
  },
};

describe('kubernetes.restart of one pod', () => {
  it('evicts it and waits for the next, with or without its workload named', async () => {
    for (const workload of [null, 'api', 'Deployment/api']) {
      const made = bench({ workload });
      const before = await made.seen();
      expect(before).toMatchObject({
        objects: [
          { resource: { kind: 'Pod', name: 'api-1' }, effects: ['replaced by another pod of ReplicaSet shop/api-h1'] },
        ],
        ...{ blast_radius: 1, in_place: false, undo: null },
      });
      expect(await made.dryRun(before)).toMatchObject({ status: 'present' });
      expect(await made.look(before)).toMatchObject({ output: { state: 'before' } });
      expect(await made.change(before)).toMatchObject({ status: 'present' });
      expect(made.cluster.changes()).toHaveLength(1);
      expect(await made.look(before)).toMatchObject({ output: { state: 'after', versions: ['gone'] } });
      expect(await made.verify(before)).toMatchObject({ output: { outcome: 'healed' } });
      expect(await made.undo(before)).toMatchObject({ status: 'unknown', reason: { kind: 'invalid' } });
    }
  });

  it('is healed only once one more is ready, where it was not', async () => {
    const made = bench({}, unready);
    const before = await made.seen();
    made.cluster.react = () => void putPod(made.cluster, 'api-3', { metadata: owner, ...unready });
    await made.change(before);
    expect(await made.verify(before)).toMatchObject({
      output: {
        outcome: 'not-healed',
        message: expect.stringContaining('1 of 2 pods ready; 1 pod: container app waits: CrashLoopBackOff'),
      },
    });
    putPod(made.cluster, 'api-3', { metadata: owner });
    expect(await made.verify(before)).toMatchObject({ output: { outcome: 'healed' } });
  });

  it('leaves another pod of the same name alone', async () => {
    const made = bench();
    const before = await made.seen();
    made.cluster.get(`${collections.Pod}/api-1`).metadata.uid = 'another';
    expect(await made.change(before)).toMatchObject({ reason: { kind: 'stale' } });
    expect(made.cluster.changes()).toEqual([]);
  });

  it.each([
    [{ pod: 'api-9' }, {}, 'near: api-1, api-2'],
    [{ workload: 'statefulset/api' }, {}, 'no StatefulSet named api'],
    [{}, { metadata: {} }, 'nobody makes it anew'],
    [{}, { metadata: { ...owner, deletionTimestamp: 'now' } }, 'ending already'],
    [{ pod: null, workload: null }, {}, 'nothing to restart'],
  ])('refuses %o of %o', async (input, pod, message) => {
    expect(await bench(input, pod).observe()).toMatchObject({
      status: 'unknown',
      reason: { message: expect.stringContaining(message) },
    });
  });

  it('refuses a pod of another workload', async () => {
    const made = bench({ workload: 'web' });
    putWorkload(made.cluster, 'Deployment', 'web');
    expect(await made.observe()).toMatchObject({
      reason: { kind: 'invalid', message: 'pod api-1 is none of Deployment shop/web' },
    });
  });

  it('says that a budget held it back', async () => {
    const made = bench();
    const before = await made.seen();
    made.cluster.intercept = ({ path }) =>
      path.includes('/eviction') ? answer(429, { kind: 'Status', message: 'budget' }) : undefined;
    expect(await made.change(before)).toMatchObject({
      reason: { kind: 'timeout', message: expect.stringContaining('budget') },
    });
  });
});
