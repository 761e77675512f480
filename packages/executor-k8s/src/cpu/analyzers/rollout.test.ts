import { describe, expect, it } from 'vitest';
import { look } from '../__fixtures__/look.ts';
import { ago, app, controllerRevision, node, pod, replicaSet, template } from '../__fixtures__/objects.ts';
import { each } from '../__fixtures__/world.ts';

function staged(minutes: number, used: number, env: readonly string[] = []) {
  const search = app('search', 3, { revision: 2, created: ago(minutes) });
  const replicasets = [
    replicaSet('search', 1),
    replicaSet('search', 2, { created: ago(minutes), template: template({ image: 'registry.local/app:1.1', env }) }),
  ];
  const lists = { deployments: [search.deployment], replicasets };
  return { nodes: [node('n-0')], pods: search.pods, usage: each(search.pods, used), lists };
}

describe('CPU-106 rollout', () => {
  it('names the difference, claims no onset, and proposes a rollback with its undo', () => {
    const finding = look(staged(4, 0.82, ['CACHE'])).find('CPU-106');
    expect(finding).toMatchObject({
      role: 'fault',
      tier: 'figure',
      severity: 'high',
      also: ['CPU-107', 'CPU-146'],
      since: ago(4),
    });
    expect(finding?.detail).toContain('image of app: registry.local/app:1.0 → registry.local/app:1.1');
    expect(finding?.detail).toContain('environment names of app:  → CACHE');
    expect(finding?.detail).toContain('the metrics API holds no history');
    expect(finding?.remediations[0]).toMatchObject({
      playbook: 'k8s-rollback',
      risk: 'write',
      undo: 'Roll forward to revision 2.',
      inputs: { to_revision: 1 },
    });
  });

  it.each([
    [30, 'fault'],
    [31, 'silent'],
  ])('that came %d minutes before is %s', (minutes, role) => {
    expect(look(staged(minutes, 0.82)).role('CPU-106')).toBe(role);
  });

  it('is ruled out for a workload below its limits, however recent', () => {
    const seen = look(staged(1, 0.79));
    expect(seen.causes).toEqual([]);
    expect(seen.ruledOut('CPU-106')).toContain('below its limits');
  });

  it('is silent without a revision before', () => {
    const first = app('search', 3, { created: ago(1) });
    const lists = { deployments: [first.deployment], replicasets: [replicaSet('search', 1, { created: ago(1) })] };
    expect(look({ nodes: [node('n-0')], pods: first.pods, usage: each(first.pods, 0.9), lists }).causes).toEqual([
      'CPU-107 Deployment/shop/search',
    ]);
  });

  it('is ruled out when the pods of the old revision use as much', () => {
    const base = staged(4, 0.85);
    const old = pod('search-r1-0', { owner: { kind: 'ReplicaSet', name: 'search-r1' } });
    const seen = look({ ...base, pods: [...base.pods, old], usage: { ...base.usage, 'search-r1-0': 0.85 } });
    expect(seen.find('CPU-106')).toBeUndefined();
    expect(seen.ruledOut('CPU-106')).toContain('old revision use as much');
  });

  it('takes the first pod of a ReplicaSet that is used again as the time of the change', () => {
    const base = staged(4, 0.82);
    const [one, two] = base.lists.replicasets;
    const again = {
      ...two,
      metadata: {
        ...(two?.metadata as object),
        creationTimestamp: ago(9000),
        annotations: { 'deployment.kubernetes.io/revision': '2', 'deployment.kubernetes.io/revision-history': '0' },
      },
    };
    expect(look({ ...base, lists: { ...base.lists, replicasets: [one ?? {}, again] } }).find('CPU-106')?.since).toBe(
      ago(4),
    );
  });

  const history = (rise: number) => {
    const values = Array.from({ length: 60 }, (_, index) => {
      const at = Date.parse(ago(60 - index)) / 1000;
      return [at, index < 60 - rise ? 0.1 : 0.82];
    });
    const series = ['search-r2-0'].map((name) => ({ labels: { namespace: 'shop', pod: name }, values }));
    return { history: { status: 'present', output: { series } } } as const;
  };

  it('states the onset when Prometheus shows it after the change', () => {
    const finding = look({ ...staged(10, 0.82), steps: history(9) }).find('CPU-106');
    expect(finding?.since).toBe(ago(9));
    expect(finding?.detail).toContain('Prometheus shows the rise after the change');
  });

  it('is ruled out when Prometheus shows the rise before the change', () => {
    const seen = look({ ...staged(10, 0.82), steps: history(40) });
    expect(seen.find('CPU-106')).toBeUndefined();
    expect(seen.ruledOut('CPU-106')).toContain('rose before revision 2');
  });
});

describe.each(['StatefulSet', 'DaemonSet'])('CPU-106 rollout of a %s', (kind) => {
  const owner = { kind, name: 'db' };
  const label = (hash: string) => (kind === 'StatefulSet' ? `db-${hash}` : hash);
  const one = (index: number, hash: string, minutes: number) =>
    pod(`db-${index}`, { owner, created: ago(minutes), labels: { 'controller-revision-hash': label(hash) } });
  const old = controllerRevision(owner, 1, { hash: 'aaa', created: ago(900) });
  const fresh = controllerRevision(owner, 2, { hash: 'bbb', created: ago(6), image: 'registry.local/app:1.1' });
  const staged = (pods: ReturnType<typeof one>[], used: number | Record<string, number>, revisions = [old, fresh]) =>
    look({
      nodes: [node('n-0')],
      pods,
      usage: typeof used === 'number' ? each(pods, used) : used,
      lists: { controllerrevisions: revisions },
    });
  const rolled = [one(0, 'bbb', 5), one(1, 'bbb', 5)];

  it('names both revisions and what differs', () => {
    const seen = staged(rolled, 0.9);
    expect(seen.causes).toEqual([`CPU-106 ${kind}/shop/db`]);
    expect(seen.find('CPU-106')?.detail).toContain('image of app: registry.local/app:1.0 → registry.local/app:1.1');
    expect(seen.find('CPU-106')?.since).toBe(ago(6));
    expect(seen.find('CPU-106')?.remediations[0]).toMatchObject({
      playbook: 'k8s-rollback',
      inputs: { workload: `${kind}/db`, to_revision: 1 },
    });
  });

  it('is ruled out while no pod runs the new revision: a partition or OnDelete holds it back', () => {
    const seen = staged([one(0, 'aaa', 900), one(1, 'aaa', 900)], 0.9);
    expect(seen.causes).toEqual([`CPU-107 ${kind}/shop/db`]);
    expect(seen.ruledOut('CPU-106')).toContain('no measured pod runs that revision');
  });

  it('compares pods of both revisions while both run', () => {
    const both = [one(0, 'aaa', 900), one(1, 'bbb', 5)];
    expect(staged(both, { 'db-0': 0.9, 'db-1': 0.9 }).ruledOut('CPU-106')).toContain('old revision use as much');
    expect(staged(both, { 'db-0': 0.2, 'db-1': 0.9 }).find('CPU-106')?.detail).toContain(
      'Pods of the old revision use 200m, of the new one 900m',
    );
  });

  it('takes the first pod as the time of a rollback, whose revision is an old object with a new number', () => {
    const again = controllerRevision(owner, 3, { hash: 'aaa', created: ago(900) });
    const seen = staged([one(0, 'aaa', 4), one(1, 'aaa', 3)], 0.9, [again, fresh]);
    expect(seen.find('CPU-106')).toMatchObject({ since: ago(4), data: { from_revision: 2, to_revision: 3 } });
  });

  it('is silent for a first revision', () => {
    expect(staged(rolled, 0.9, [fresh]).causes).toEqual([`CPU-107 ${kind}/shop/db`]);
  });

  it('is silent for what another controller keeps in its revisions', () => {
    const foreign = [old, fresh].map((raw) => ({
      ...raw,
      metadata: { ...(raw.metadata as object), ownerReferences: [{ kind: 'CloneSet', name: 'db', controller: true }] },
    }));
    expect(staged(rolled, 0.9, foreign).role('CPU-106')).toBe('silent');
  });
});
