import { describe, expect, it } from 'vitest';
import { type ChangeBench, createChangeBench, mark } from '../__fixtures__/change-bench.ts';
import { answer } from '../__fixtures__/fake-cluster.ts';
import { collections, obey, putPod, putWorkload } from '../__fixtures__/workloads.ts';

const api = `${collections.Deployment}/api`;

function bench(input: object = { replicas: 5 }, kind = 'Deployment'): ChangeBench {
  const made = createChangeBench('scale', { namespace: 'shop', workload: 'api', ...input });
  putWorkload(made.cluster, kind, 'api', 2);
  obey(made.cluster);
  return made;
}

function withAutoscaler(made: ChangeBench, spec: object = {}): void {
  made.cluster.put(collections.HorizontalPodAutoscaler ?? '', {
    metadata: { name: 'api-hpa', namespace: 'shop' },
    spec: { scaleTargetRef: { kind: 'Deployment', name: 'api' }, minReplicas: 1, maxReplicas: 4, ...spec },
  });
}

describe('kubernetes.scale', () => {
  it.each(['Deployment', 'StatefulSet'])('scales a %s, marks it, sees it through and puts it back', async (kind) => {
    const made = bench({}, kind);
    const { observe, seen, dryRun, change, look, verify, undo, cluster } = createChangeBench(
      'scale',
      { namespace: 'shop', workload: 'api', replicas: 5 },
      made.cluster,
    );
    const path = `${collections[kind]}/api`;
    const old = structuredClone(cluster.get(path));
    expect(await observe()).toMatchObject({
      status: 'present',
      output: {
        objects: [
          {
            resource: { provider: 'kubernetes', target: 'test', kind, namespace: 'shop', name: 'api' },
            version: expect.stringMatching(/^sha256:[0-9a-f]{64}$/),
            effects: ['replicas: 2 → 5'],
          },
        ],
        ...{ blast_radius: 4, monthly_cents: 0, in_place: false },
        undo: `Set replicas of ${kind} shop/api back to 2.`,
      },
    });
    const before = await seen();
    expect(await dryRun(before)).toMatchObject({ status: 'present' });
    expect(cluster.changes()).toEqual([]);
    expect(await look(before)).toMatchObject({ output: { state: 'before', versions: [before.objects[0]?.version] } });
    expect(await change(before)).toEqual({ status: 'present', output: `${kind} shop/api: replicas is 5` });
    expect(cluster.get(path)).toMatchObject({
      metadata: { annotations: { 'cloudops.dev/plan': mark.planId, 'cloudops.dev/change': mark.id } },
      spec: { replicas: 5 },
    });
    expect(await look(before)).toMatchObject({ output: { state: 'after' } });
    expect(await verify(before)).toMatchObject({ output: { outcome: 'healed' } });
    expect((await seen()).in_place).toBe(true);
    expect(await undo(before)).toMatchObject({ status: 'present' });
    expect(cluster.get(path).spec).toEqual(old.spec);
    expect(await look(before)).toMatchObject({ output: { state: 'before' } });
    expect(cluster.changes()).toHaveLength(2);
  });

  it('asks for each right and says which is missing', async () => {
    const made = bench();
    made.cluster.refused.add('patch apps/deployments');
    expect(await made.dryRun(await made.seen())).toMatchObject({
      status: 'unknown',
      reason: { kind: 'denied', needs: 'patch apps/deployments in namespace shop' },
    });
  });

  it('is stale, and does nothing, once the specification moved or the object was made anew', async () => {
    const made = bench();
    const before = await made.seen();
    made.cluster.put(collections.Deployment ?? '', {
      ...made.cluster.get(api),
      spec: { ...made.cluster.get(api).spec, replicas: 3 },
    });
    expect(await made.change(before)).toMatchObject({ status: 'unknown', reason: { kind: 'stale' } });
    expect(await made.look(before)).toMatchObject({
      output: { state: 'other', message: expect.stringContaining('replicas is 3') },
    });
    made.cluster.get(api).metadata.uid = 'another';
    expect(await made.change(before)).toMatchObject({ reason: { kind: 'stale' } });
    made.cluster.remove(api);
    expect(await made.change(before)).toMatchObject({ reason: { kind: 'stale' } });
    expect(await made.look(before)).toMatchObject({ output: { state: 'other', versions: ['gone'] } });
    expect(await made.undo(before)).toMatchObject({ reason: { kind: 'stale' } });
    expect(made.cluster.changes()).toEqual([]);
  });

  it('begins anew after a status report that came in between, and gives up on an object that never rests', async () => {
    const made = bench();
    const before = await made.seen();
    let reports = 1;
    made.cluster.intercept = (request) => {
      if (request.method === 'PATCH' && reports > 0) {
        reports -= 1;
        made.cluster.put(collections.Deployment ?? '', made.cluster.get(api));
      }
      return undefined;
    };
    expect(await made.change(before)).toMatchObject({ status: 'present' });
    const again = bench();
    again.cluster.intercept = (request) => {
      if (request.method === 'PATCH') again.cluster.put(collections.Deployment ?? '', again.cluster.get(api));
      return undefined;
    };
    expect(await again.change(await again.seen())).toMatchObject({ status: 'unknown', reason: { kind: 'stale' } });
    expect(again.cluster.get(api).spec.replicas).toBe(2);
  });

  it('sends once, whatever becomes of the answer', async () => {
    for (const lost of [500, 502, 503, 504, 429]) {
      const made = bench();
      const before = await made.seen();
      made.cluster.intercept = ({ method }) => (method === 'PATCH' ? answer(lost, {}) : undefined);
      expect(await made.change(before)).toMatchObject({ status: 'unknown' });
      expect(made.cluster.changes()).toHaveLength(1);
    }
  });

  it('finds by looking that a change whose answer was lost took effect', async () => {
    const made = bench();
    const before = await made.seen();
    made.cluster.intercept = ({ method, path, body = '[]' }) => {
      if (method !== 'PATCH' || path.includes('dryRun')) return undefined;
      made.cluster.get(api).spec.replicas = JSON.parse(body).find(
        (one: { path: string }) => one.path === '/spec/replicas',
      ).value;
      return answer(504, {});
    };
    expect(await made.change(before)).toMatchObject({ status: 'unknown', reason: { kind: 'timeout' } });
    expect(await made.look(before)).toMatchObject({ output: { state: 'after' } });
  });

  it.each([
    [403, 'denied'],
    [422, 'invalid'],
  ])('says what the cluster has against it: HTTP %i', async (code, kind) => {
    const made = bench();
    const before = await made.seen();
    made.cluster.intercept = ({ method }) =>
      method === 'PATCH' ? answer(code, { kind: 'Status', message: 'no' }) : undefined;
    expect(await made.dryRun(before)).toMatchObject({ status: 'unknown', reason: { kind } });
    expect(await made.change(before)).toMatchObject({ status: 'unknown', reason: { kind } });
  });

  it('refuses what admission would turn into something else', async () => {
    const made = bench();
    const before = await made.seen();
    made.cluster.intercept = ({ method }) => (method === 'PATCH' ? answer(200, made.cluster.get(api)) : undefined);
    expect(await made.dryRun(before)).toMatchObject({
      status: 'unknown',
      reason: { kind: 'invalid', message: expect.stringContaining('admission') },
    });
  });

  it('puts nothing back that somebody has moved on', async () => {
    const made = bench();
    const before = await made.seen();
    await made.change(before);
    made.cluster.get(api).spec.replicas = 7;
    expect(await made.undo(before)).toMatchObject({
      status: 'unknown',
      reason: { kind: 'stale', message: expect.stringContaining('replicas is 7') },
    });
    expect(made.cluster.get(api).spec.replicas).toBe(7);
    expect(await made.verify(before)).toMatchObject({
      output: { outcome: 'not-healed', message: expect.stringContaining('somebody else') },
    });
  });

  it('names what keeps the pods from being ready', async () => {
    const made = bench({ replicas: 3, wait_sec: 30 });
    made.cluster.react = () => undefined;
    const waiting = { waiting: { reason: 'ImagePullBackOff' } };
    putPod(made.cluster, 'api-1', {
      status: { conditions: [], containerStatuses: [{ name: 'app', ready: false, restartCount: 0, state: waiting }] },
    });
    const before = await made.seen();
    await made.change(before);
    made.cluster.get(api).status.observedGeneration = 2;
    expect(await made.verify(before)).toEqual({
      status: 'present',
      output: {
        outcome: 'not-healed',
        message:
          'not within 30 s: Deployment shop/api: 2 of 3 pods are updated, 2 available; 1 pod: container app waits: ImagePullBackOff',
      },
    });
  });

  it('takes pods that restart in between for not healed', async () => {
    const made = bench({ replicas: 3, wait_sec: 40 });
    putPod(made.cluster, 'api-1');
    const before = await made.seen();
    await made.change(before);
    made.cluster.intercept = ({ path }) => {
      const pods = made.cluster.get(`${collections.Pod}/api-1`).status.containerStatuses[0];
      if (path.includes('/pods')) pods.restartCount += 1;
      return undefined;
    };
    expect(await made.verify(before)).toMatchObject({ output: { outcome: 'not-healed' } });
  });
});

describe('a workload with an autoscaler', () => {
  it('is not scaled itself', async () => {
    const made = bench();
    withAutoscaler(made);
    expect(await made.observe()).toMatchObject({
      status: 'unknown',
      reason: { kind: 'invalid', needs: 'min_replicas or max_replicas instead of replicas' },
    });
  });

  it('is scaled to and from zero, where the autoscaler rests', async () => {
    const made = bench({ replicas: 0 });
    withAutoscaler(made);
    const { objects } = await made.seen();
    expect(objects[0]?.effects).toEqual(['replicas: 2 → 0', 'autoscaler api-hpa rests while there are no replicas']);
  });

  it('has the bounds of its autoscaler set, and put back', async () => {
    const made = bench({ replicas: null, min_replicas: 3, max_replicas: 9 });
    withAutoscaler(made);
    const before = await made.seen();
    expect(before).toMatchObject({
      objects: [
        {
          resource: { kind: 'HorizontalPodAutoscaler', name: 'api-hpa' },
          effects: ['minReplicas: 1 → 3', 'maxReplicas: 4 → 9', 'replicas of Deployment shop/api: 2 → 3'],
        },
      ],
      blast_radius: 2,
    });
    expect(await made.dryRun(before)).toMatchObject({ status: 'present' });
    expect(await made.change(before)).toMatchObject({ status: 'present' });
    expect(await made.verify(before)).toMatchObject({ output: { outcome: 'not-healed' } });
    putWorkload(made.cluster, 'Deployment', 'api', 3);
    expect(await made.verify(before)).toMatchObject({ output: { outcome: 'healed' } });
    expect(await made.undo(before)).toMatchObject({ status: 'present' });
    expect(made.cluster.get(`${collections.HorizontalPodAutoscaler}/api-hpa`).spec).toMatchObject({
      minReplicas: 1,
      maxReplicas: 4,
    });
  });

  it('may be meant by its name, as findings name it', async () => {
    for (const workload of ['HorizontalPodAutoscaler/api-hpa', 'hpa/api-hpa']) {
      const made = bench({ replicas: null, max_replicas: 9, workload });
      withAutoscaler(made);
      const before = await made.seen();
      expect(before.objects[0]?.effects).toEqual(['maxReplicas: 4 → 9']);
      expect(await made.change(before)).toMatchObject({ status: 'present' });
      expect(await made.verify(before)).toMatchObject({ output: { outcome: 'healed' } });
    }
    const direct = bench({ replicas: 5, workload: 'hpa/api-hpa' });
    expect(await direct.observe()).toMatchObject({ reason: { kind: 'invalid' } });
    const none = bench({ replicas: null, max_replicas: 9, workload: 'hpa/nope' });
    expect(await none.observe()).toMatchObject({ reason: { kind: 'not-found' } });
  });

  it.each([
    [{ replicas: 3, min_replicas: 2 }, 'exclude'],
    [{ replicas: null }, 'no number'],
    [{ replicas: null, min_replicas: 6 }, 'at least 6 and at most 4'],
  ])('refuses %o', async (input, message) => {
    const made = bench(input);
    withAutoscaler(made);
    expect(await made.observe()).toMatchObject({
      reason: { kind: 'invalid', message: expect.stringContaining(message) },
    });
  });

  it('refuses bounds where there is no autoscaler, and several autoscalers', async () => {
    const made = bench({ replicas: null, min_replicas: 3 });
    expect(await made.observe()).toMatchObject({ reason: { kind: 'invalid', needs: 'replicas instead' } });
    withAutoscaler(made);
    made.cluster.put(collections.HorizontalPodAutoscaler ?? '', {
      metadata: { name: 'other', namespace: 'shop' },
      spec: { scaleTargetRef: { kind: 'Deployment', name: 'api' }, maxReplicas: 4 },
    });
    expect(await made.observe()).toMatchObject({ reason: { kind: 'invalid' } });
  });
});

describe('the rights for scaling', () => {
  const { action } = bench();
  const rightsFor = (input: object): string[] =>
    action.permissions(action.input.parse(input)).map(({ verb, resource }) => `${verb} ${resource}`);

  it('are those of the one kind that is named', () => {
    expect(rightsFor({ workload: 'deployment/api', replicas: 1 })).toEqual([
      'get apps/deployments',
      'list autoscaling/horizontalpodautoscalers',
      'patch apps/deployments',
      'list pods',
    ]);
  });

  it('are about the autoscaler where its bounds are meant', () => {
    expect(rightsFor({ workload: 'sts/api', max_replicas: 3 })).toEqual([
      'get apps/statefulsets',
      'list autoscaling/horizontalpodautoscalers',
      'get autoscaling/horizontalpodautoscalers',
      'patch autoscaling/horizontalpodautoscalers',
      'list pods',
    ]);
  });
});
