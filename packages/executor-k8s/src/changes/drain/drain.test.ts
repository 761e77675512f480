import { describe, expect, it } from 'vitest';
import { type ChangeBench, createChangeBench, mark } from '../__fixtures__/change-bench.ts';
import { answer, type Loose } from '../__fixtures__/fake-cluster.ts';
import { collections, putPod } from '../__fixtures__/workloads.ts';

const node = `${collections.Node}/n1`;
const pods = collections.Pod ?? '';

function ownedBy(kind: string, name: string): Loose {
  return { ownerReferences: [{ kind, name, uid: `uid-${name}`, controller: true }] };
}

function bench(input: object = {}, spec: object = { unschedulable: true }): ChangeBench {
  const made = createChangeBench('drain', { node: 'n1', wait_sec: 60, ...input });
  const { cluster } = made;
  cluster.put(collections.Node ?? '', { metadata: { name: 'n1' }, spec });
  for (const name of ['api-1', 'api-2']) putPod(cluster, name, { metadata: ownedBy('ReplicaSet', 'api-h1') });
  putPod(cluster, 'agent', { metadata: ownedBy('DaemonSet', 'agent') });
  putPod(cluster, 'static', { metadata: { annotations: { 'kubernetes.io/config.mirror': 'x' } } });
  putPod(cluster, 'finished', { status: { phase: 'Succeeded' } });
  putPod(cluster, 'elsewhere', { spec: { nodeName: 'n2' } });
  let next = 3;
  // The ReplicaSet's controller: another pod on another node for each that goes.
  cluster.react = (path) => {
    if (!path.startsWith(`${pods}/api-`)) return;
    putPod(cluster, `api-${next}`, { metadata: ownedBy('ReplicaSet', 'api-h1'), spec: { nodeName: 'n2' } });
    next += 1;
  };
  return made;
}

function holdBack(made: ChangeBench, times: number): void {
  let left = times;
  made.cluster.intercept = ({ path }) => {
    if (!path.includes('/eviction') || path.includes('dryRun') || left === 0) return undefined;
    left -= 1;
    return answer(429, {
      kind: 'Status',
      message: "Cannot evict pod as it would violate the pod's disruption budget.",
    });
  };
}

function putBudget(made: ChangeBench, name: string, status: object): void {
  made.cluster.put(collections.PodDisruptionBudget ?? '', {
    metadata: { name, namespace: 'shop' },
    spec: { selector: { matchLabels: { app: 'api' } } },
    status,
  });
}

describe('kubernetes.drain', () => {
  it('evicts what can be made anew elsewhere, and nothing else', async () => {
    const made = bench();
    const before = await made.seen();
    expect(before).toMatchObject({
      objects: [{ resource: { kind: 'Node', name: 'n1' }, effects: ['2 pods of ReplicaSet shop/api-h1 evicted'] }],
      ...{ blast_radius: 3, in_place: false, undo: null },
    });
    expect(await made.dryRun(before)).toEqual({
      status: 'present',
      output: 'the API server would accept the eviction of 2 pods (dry run)',
    });
    expect(made.cluster.changes()).toEqual([]);
    expect(await made.look(before)).toMatchObject({ output: { state: 'before' } });
    expect(await made.change(before)).toEqual({ status: 'present', output: '2 pods evicted and gone' });
    const [eviction] = made.cluster.changes();
    expect(JSON.parse(eviction?.body ?? '')).toMatchObject({
      kind: 'Eviction',
      metadata: { annotations: { 'cloudops.dev/plan': mark.planId, 'cloudops.dev/change': mark.id } },
      deleteOptions: { preconditions: { uid: 'uid-api-1' } },
    });
    expect(
      ['agent', 'static', 'finished', 'elsewhere'].map((name) => made.cluster.get(`${pods}/${name}`) !== undefined),
    ).toEqual([true, true, true, true]);
    expect(await made.look(before)).toMatchObject({ output: { state: 'after' } });
    expect(await made.verify(before)).toMatchObject({ output: { outcome: 'healed' } });
    expect((await made.seen()).in_place).toBe(true);
    expect(await made.undo(before)).toMatchObject({ status: 'unknown', reason: { kind: 'invalid' } });
  });

  it('waits for a disruption budget', async () => {
    const made = bench();
    holdBack(made, 4);
    expect(await made.change(await made.seen())).toMatchObject({ status: 'present' });
    expect(made.context.slept.length).toBeGreaterThan(1);
  });

  it('says how far it came when a budget never lets go', async () => {
    const made = bench({ wait_sec: 10 });
    const before = await made.seen();
    let first = true;
    made.cluster.intercept = ({ path }) => {
      if (!path.includes('/eviction')) return undefined;
      if (first) {
        first = false;
        return undefined;
      }
      return answer(429, { kind: 'Status', message: 'would violate the budget' });
    };
    expect(await made.change(before)).toMatchObject({
      status: 'unknown',
      reason: {
        kind: 'timeout',
        message: expect.stringMatching(/would violate.*1 of 2 pods gone; still there: shop\/api-2/),
      },
    });
    expect(await made.look(before)).toMatchObject({
      output: { state: 'other', message: '1 of 2 pods gone, 0 ending, 0 new' },
    });
    expect(await made.verify(before)).toMatchObject({
      output: { outcome: 'not-healed', message: expect.stringContaining('1 pod left on node n1') },
    });
  });

  it('stops at a refusal, and tells what went before it', async () => {
    const made = bench();
    const before = await made.seen();
    made.cluster.intercept = ({ path }) =>
      path.includes('api-2/eviction') ? answer(403, { kind: 'Status', message: 'no' }) : undefined;
    expect(await made.change(before)).toMatchObject({
      reason: { kind: 'denied', message: expect.stringContaining('1 of 2 pods gone') },
    });
  });

  it('never evicts a pod twice when an answer is lost after the effect', async () => {
    const made = bench();
    const before = await made.seen();
    const asked: string[] = [];
    made.cluster.intercept = ({ path }) => {
      if (!path.includes('/eviction')) return undefined;
      asked.push(path);
      const pod = path.split('/eviction')[0] ?? '';
      made.cluster.remove(pod);
      made.cluster.react(pod);
      return answer(504, {});
    };
    expect(await made.change(before)).toMatchObject({ status: 'present' });
    expect(new Set(asked).size).toBe(asked.length);
  });

  it('does not take for gone what it cannot list', async () => {
    const made = bench();
    const before = await made.seen();
    let evicted = false;
    made.cluster.intercept = ({ path }) => {
      evicted ||= path.includes('/eviction');
      return evicted && path.startsWith('/api/v1/pods') ? answer(500, {}) : undefined;
    };
    expect(await made.change(before)).toMatchObject({
      status: 'unknown',
      reason: { message: expect.stringContaining('how many pods went is not known') },
    });
  });

  it('is refused on a node that takes new pods', async () => {
    const made = bench({}, {});
    const before = await made.seen();
    expect(await made.change(before)).toMatchObject({ reason: { kind: 'invalid', needs: 'kubernetes.cordon first' } });
    expect(made.cluster.changes()).toEqual([]);
  });

  it('has one version before and after the cordon, and while the same workloads replace their pods', async () => {
    const made = bench({}, {});
    putPod(made.cluster, 'job-1', { metadata: ownedBy('Job', 'nightly-29000001') });
    const replicaSet = (hash: string): Loose => ({
      labels: { 'pod-template-hash': hash },
      ...ownedBy('ReplicaSet', `web-${hash}`),
    });
    putPod(made.cluster, 'web', { metadata: replicaSet('h1') });
    const [first] = (await made.seen()).objects;
    made.cluster.get(node).spec.unschedulable = true;
    made.cluster.remove(`${pods}/api-1`);
    made.cluster.remove(`${pods}/job-1`);
    putPod(made.cluster, 'web', { metadata: replicaSet('h2') });
    putPod(made.cluster, 'job-2', { metadata: ownedBy('Job', 'nightly-29000061') });
    expect((await made.seen()).objects[0]?.version).toBe(first?.version);
  });

  it('is stale once another workload has pods there, or the node is another one', async () => {
    const made = bench();
    const before = await made.seen();
    putPod(made.cluster, 'db-0', { metadata: ownedBy('StatefulSet', 'db') });
    expect(await made.change(before)).toMatchObject({ reason: { kind: 'stale' } });
    made.cluster.remove(`${pods}/db-0`);
    made.cluster.get(node).metadata.uid = 'other';
    expect(await made.change(before)).toMatchObject({ reason: { kind: 'stale' } });
    expect(await made.look(before)).toMatchObject({ output: { state: 'other', versions: ['gone'] } });
    expect(made.cluster.changes()).toEqual([]);
  });

  it('refuses pods that nobody makes anew, unless forced, and tells what is lost', async () => {
    const lonely = { spec: { volumes: [{ name: 'scratch', emptyDir: {} }] } };
    const made = bench();
    putPod(made.cluster, 'lonely', lonely);
    expect(await made.observe()).toMatchObject({
      reason: { kind: 'invalid', message: 'nobody makes these pods anew once they are evicted: shop/lonely' },
    });
    const forced = bench({ force: true });
    putPod(forced.cluster, 'lonely', lonely);
    expect((await forced.seen()).objects[0]?.effects).toEqual([
      '1 pod of Pod shop/lonely evicted',
      '2 pods of ReplicaSet shop/api-h1 evicted',
      'content of emptyDir volumes is lost: shop/lonely',
    ]);
  });

  it('tells of budgets at the dry run, and refuses where one can never let go', async () => {
    const made = bench();
    putBudget(made, 'api', { disruptionsAllowed: 1, currentHealthy: 2, expectedPods: 2 });
    expect(await made.dryRun(await made.seen())).toMatchObject({
      output: expect.stringContaining('disruption budget shop/api lets 1 of its pods go now'),
    });
    putBudget(made, 'api', { disruptionsAllowed: 0, currentHealthy: 1, expectedPods: 2 });
    expect(await made.dryRun(await made.seen())).toMatchObject({ status: 'present' });
    putBudget(made, 'api', { disruptionsAllowed: 0, currentHealthy: 2, expectedPods: 2 });
    expect(await made.dryRun(await made.seen())).toMatchObject({
      status: 'unknown',
      reason: { kind: 'invalid', message: expect.stringContaining('pod shop/api-1 cannot go') },
    });
    putBudget(made, 'api', { disruptionsAllowed: 1, currentHealthy: 2, expectedPods: 2 });
    putBudget(made, 'again', { disruptionsAllowed: 1, currentHealthy: 2, expectedPods: 2 });
    expect(await made.dryRun(await made.seen())).toMatchObject({
      reason: { kind: 'invalid', message: expect.stringContaining('2 disruption budgets') },
    });
  });

  it('needs all its rights', async () => {
    const made = bench();
    made.cluster.refused.add('create pods/eviction');
    expect(await made.dryRun(await made.seen())).toMatchObject({
      reason: { kind: 'denied', needs: 'create pods/eviction' },
    });
  });

  it('is not healed while fewer pods are ready than before, and says why', async () => {
    const made = bench();
    const before = await made.seen();
    made.cluster.react = () => undefined;
    await made.change(before);
    putPod(made.cluster, 'api-9', {
      metadata: ownedBy('ReplicaSet', 'api-h1'),
      spec: { nodeName: undefined },
      status: {
        phase: 'Pending',
        conditions: [{ type: 'PodScheduled', status: 'False', message: '0/2 nodes are available' }],
        containerStatuses: [],
      },
    });
    expect(await made.verify(before)).toMatchObject({
      output: {
        outcome: 'not-healed',
        message:
          'not within 60 s: ReplicaSet shop/api-h1: 0 of 2 pods ready; 1 pod: finds no node: 0/2 nodes are available',
      },
    });
  });
});
