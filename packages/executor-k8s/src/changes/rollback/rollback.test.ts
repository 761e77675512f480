import { describe, expect, it } from 'vitest';
import { type ChangeBench, createChangeBench } from '../__fixtures__/change-bench.ts';
import type { FakeCluster, Loose } from '../__fixtures__/fake-cluster.ts';
import { collections, obey, putWorkload } from '../__fixtures__/workloads.ts';

const api = `${collections.Deployment}/api`;

function template(image: string, env: readonly object[] = []): Loose {
  return { metadata: { labels: { app: 'api' } }, spec: { containers: [{ name: 'app', image, env }] } };
}

function owner(kind: string): Loose {
  return [{ kind, name: 'api', uid: 'uid-api', controller: true }];
}

function putReplicaSet(cluster: FakeCluster, revision: number, of: Loose): void {
  const labels = { app: 'api', 'pod-template-hash': `h${revision}` };
  cluster.put(collections.ReplicaSet ?? '', {
    metadata: {
      name: `api-h${revision}`,
      namespace: 'shop',
      labels,
      annotations: { 'deployment.kubernetes.io/revision': String(revision) },
      ownerReferences: owner('Deployment'),
    },
    spec: { template: { ...of, metadata: { ...of.metadata, creationTimestamp: null, labels } } },
  });
}

const secret = { name: 'TOKEN', value: 'hush-hush' };

function bench(input: object = {}): ChangeBench {
  const made = createChangeBench('rollback', { namespace: 'shop', workload: 'deployment/api', ...input });
  const { cluster } = made;
  putWorkload(cluster, 'Deployment', 'api', 3, { template: template('shop/api:1.8.3-bad', [secret]) });
  putReplicaSet(cluster, 1, template('shop/api:1.8.1'));
  putReplicaSet(cluster, 2, template('registry:5000/shop/api:v1.8.2'));
  putReplicaSet(cluster, 3, template('shop/api:1.8.3-bad', [secret]));
  obey(cluster);
  return made;
}

function imageOf(made: ChangeBench): string {
  return made.cluster.get(api).spec.template.spec.containers[0].image;
}

describe('kubernetes.rollback', () => {
  it('goes back to the revision before, and forward again', async () => {
    const made = bench();
    const old = structuredClone(made.cluster.get(api).spec);
    const before = await made.seen();
    expect(before.objects[0]?.effects).toEqual([
      'back to revision 2',
      'container app: image: shop/api:1.8.3-bad → registry:5000/shop/api:v1.8.2',
      'container app: other environment: TOKEN',
      '3 pods replaced with at most 1 missing and 0 more than wanted',
    ]);
    expect(JSON.stringify(before)).not.toContain('hush');
    expect(before).toMatchObject({ blast_radius: 4, in_place: false });
    expect(await made.dryRun(before)).toMatchObject({ status: 'present' });
    expect(await made.look(before)).toMatchObject({ output: { state: 'before' } });
    expect(await made.change(before)).toMatchObject({ status: 'present' });
    expect(made.cluster.get(api).spec.template).toEqual(template('registry:5000/shop/api:v1.8.2'));
    expect(await made.look(before)).toMatchObject({ output: { state: 'after' } });
    expect(await made.verify(before)).toMatchObject({ output: { outcome: 'healed' } });
    expect(await made.undo(before)).toMatchObject({ status: 'present' });
    expect(made.cluster.get(api).spec).toEqual(old);
  });

  it('puts nothing back once the revision is kept no more, and promises nothing where none will be', async () => {
    const made = bench();
    const before = await made.seen();
    await made.change(before);
    made.cluster.remove(`${collections.ReplicaSet}/api-h3`);
    expect(await made.undo(before)).toMatchObject({
      status: 'unknown',
      reason: { kind: 'stale', message: expect.stringContaining('kept no more') },
    });
    const forgetful = bench();
    forgetful.cluster.get(api).spec.revisionHistoryLimit = 0;
    expect((await forgetful.seen()).undo).toBeNull();
  });

  it('takes what the server fills in for the template that was asked for', async () => {
    const made = bench();
    const before = await made.seen();
    await made.change(before);
    made.cluster.get(api).spec.template.spec.containers[0].imagePullPolicy = 'IfNotPresent';
    expect(await made.look(before)).toMatchObject({ output: { state: 'after' } });
    made.cluster.get(api).spec.template.metadata.annotations = { by: 'somebody else' };
    expect(await made.look(before)).toMatchObject({ output: { state: 'other' } });
    expect(await made.undo(before)).toMatchObject({ reason: { kind: 'stale' } });
  });

  it.each([
    [{ revision: 1 }, 'shop/api:1.8.1'],
    [{ version: '1.8.1' }, 'shop/api:1.8.1'],
    [{ version: 'v1.8.1' }, 'shop/api:1.8.1'],
    [{ version: '1.8.2' }, 'registry:5000/shop/api:v1.8.2'],
  ])('goes where %o says', async (input, image) => {
    const made = bench(input);
    await made.change(await made.seen());
    expect(imageOf(made)).toBe(image);
  });

  it('says which revisions there are', async () => {
    expect(await bench({ revision: 7 }).observe()).toMatchObject({
      status: 'unknown',
      reason: { kind: 'not-found', message: 'Deployment shop/api has no revision 7; kept: 3, 2, 1' },
    });
    expect(await bench({ version: '5000' }).observe()).toMatchObject({ reason: { kind: 'not-found' } });
  });

  it('has nothing to do where the revision is in force', async () => {
    expect(await bench({ revision: 3 }).seen()).toMatchObject({ in_place: true, blast_radius: 1 });
  });

  it('finds the one before while the present one has no ReplicaSet yet', async () => {
    const made = bench();
    made.cluster.remove(`${collections.ReplicaSet}/api-h3`);
    await made.change(await made.seen());
    expect(imageOf(made)).toBe('registry:5000/shop/api:v1.8.2');
  });

  it('does not take revisions of another workload with the same labels', async () => {
    const made = bench();
    for (const revision of [1, 2])
      made.cluster.get(`${collections.ReplicaSet}/api-h${revision}`).metadata.ownerReferences[0].uid = 'x';
    expect(await made.observe()).toMatchObject({ reason: { kind: 'not-found' } });
  });

  it('refuses a paused Deployment', async () => {
    const made = bench();
    made.cluster.get(api).spec.paused = true;
    expect(await made.observe()).toMatchObject({
      reason: { kind: 'invalid', needs: expect.stringContaining('resume') },
    });
  });

  it.each(['StatefulSet', 'DaemonSet'])('reads the revisions of a %s out of its ControllerRevisions', async (kind) => {
    const made = createChangeBench('rollback', { namespace: 'shop', workload: `${kind}/api` });
    putWorkload(made.cluster, kind, 'api', 2, { template: template('shop/api:2') });
    for (const number of [1, 2]) {
      made.cluster.put(collections.ControllerRevision ?? '', {
        metadata: { name: `api-${number}`, namespace: 'shop', labels: { app: 'api' }, ownerReferences: owner(kind) },
        revision: number,
        data: { spec: { template: { ...template(`shop/api:${number}`), $patch: 'replace' } } },
      });
    }
    obey(made.cluster);
    const before = await made.seen();
    expect(await made.change(before)).toMatchObject({ status: 'present' });
    expect(made.cluster.get(`${collections[kind]}/api`).spec.template).toEqual(template('shop/api:1'));
    expect(await made.verify(before)).toMatchObject({ output: { outcome: 'healed' } });
  });
});
