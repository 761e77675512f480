import { describe, expect, it } from 'vitest';
import { ago, look } from '../../__fixtures__/look.ts';
import { app, apps, node, type Raw } from '../../__fixtures__/objects.ts';
import { parseEviction } from './eviction-message.ts';

function lost(name: string, message: string, seconds: number, reason = 'Evicted', on = 'node-1'): Raw {
  const { pods } = app(name, { replicas: 1, node: on });
  const [pod] = pods as [{ metadata: Raw; spec: Raw }];
  return {
    metadata: { ...pod.metadata, name: `${name}-lost-${seconds}`, creationTimestamp: ago(seconds + 60) },
    spec: pod.spec,
    status: {
      phase: 'Failed',
      reason,
      message,
      conditions: [{ type: 'DisruptionTarget', status: 'True', lastTransitionTime: ago(seconds) }],
    },
  };
}

const memory = (container: string, used: string, request: string): string =>
  `The node was low on resource: memory. Threshold quantity: 100Mi, available: 80Mi. Container ${container} was using ${used}, request is ${request}, has larger consumption of memory. `;

describe('evicted pods', () => {
  it.each([
    'Usage of EmptyDir volume "scratch" exceeds the limit "64Mi". ',
    'Container app exceeded its local ephemeral storage limit "1Gi". ',
    'Pod ephemeral local storage usage exceeds the total limit of containers 2Gi. ',
  ])('outgrew their own limit: %s', (message) => {
    const all = apps(app('web'));
    const seen = look({ ...all, pods: [...(all.pods ?? []), lost('web', message, 300)] });
    expect(seen.causes).toEqual(['POD-150 Deployment/shop/web']);
  });

  it('are litter after a while, and told when it happens again and again', () => {
    const message = 'Usage of EmptyDir volume "scratch" exceeds the limit "64Mi". ';
    const all = apps(app('web'));
    const once = [...(all.pods ?? []), lost('web', message, 2000)];
    expect(look({ ...all, pods: once }).analysis.findings).toEqual([]);
    expect(look({ ...all, pods: [...once, lost('web', message, 3000)] }).causes).toEqual([
      'POD-150 Deployment/shop/web',
    ]);
    expect(look({ ...all, pods: [...once, lost('web', message, 90_000)] }).causes).toEqual([]);
  });

  it('are victims of the workload that filled their node', () => {
    const all = apps(app('web'), app('hog'));
    const pods = [
      ...(all.pods ?? []),
      lost('web', memory('app', '300Mi', '64Mi'), 300),
      lost('hog', memory('app', '12Gi', '64Mi'), 310),
    ];
    const seen = look({ ...all, pods });
    expect(seen.causes).toEqual(['POD-151 Deployment/shop/hog']);
    expect(seen.find('POD-151')?.title).toContain('drove out 2 pods');
  });

  it('point to the node when nobody stands out', () => {
    const all = apps(app('a'), app('b'));
    const pods = [
      ...(all.pods ?? []),
      lost('a', memory('app', '300Mi', '64Mi'), 300),
      lost('b', memory('app', '300Mi', '64Mi'), 310),
    ];
    expect(look({ ...all, pods }).causes).toEqual(['POD-152 Node/node-1']);
  });

  it('are told without a cause when the kubelet rejects them for another reason', () => {
    const all = apps(app('web'));
    const pods = [...(all.pods ?? []), lost('web', 'Pod was rejected', 100, 'UnexpectedAdmissionError')];
    expect(look({ ...all, pods }).causes).toEqual(['POD-006 Deployment/shop/web']);
  });

  it('of a message that is not the eviction manager are not guessed at', () => {
    expect(parseEviction('Pod was terminated in response to imminent node shutdown.')).toBeNull();
  });
});

describe('a pod in deletion', () => {
  function deleted(change: {
    readonly finalizers?: readonly string[];
    readonly due: string;
    readonly grace?: number;
    readonly on?: string;
    readonly ended?: boolean;
  }): Record<string, readonly Raw[]> {
    const all = apps(app('db', { replicas: 1, node: change.on ?? 'node-1' }));
    const [pod] = all.pods as [{ metadata: Raw; status: { containerStatuses: Raw[] } }];
    const state = change.ended
      ? { terminated: { exitCode: 0, reason: 'Completed', finishedAt: ago(20) } }
      : { running: {} };
    return {
      ...all,
      pods: [
        {
          ...pod,
          metadata: {
            ...pod.metadata,
            deletionTimestamp: change.due,
            deletionGracePeriodSeconds: change.grace ?? 30,
            ...(change.finalizers === undefined ? {} : { finalizers: change.finalizers }),
          },
          status: {
            ...pod.status,
            phase: change.ended ? 'Succeeded' : 'Running',
            containerStatuses: [{ name: 'app', ready: false, state }],
          },
        } as Raw,
      ],
    };
  }

  it.each([
    ['all containers ended', { ended: true, due: ago(-20) }],
    ['the kubelet confirmed', { grace: 0, due: ago(5) }],
    ['5 seconds passed since the request, though it still runs', { due: ago(-25) }],
  ])('is held by a finalizer once %s', (_, change) => {
    const seen = look(deleted({ ...change, finalizers: ['example.com/seal'] }));
    expect(seen.causes).toEqual(['POD-170 Pod/shop/db-6f7c9-0']);
  });

  it.each([
    ['is within its grace period', { due: ago(-10) }],
    ['was asked to go 4 seconds ago, and has a finalizer', { due: ago(-26), finalizers: ['example.com/seal'] }],
    [
      "has only Kubernetes's own finalizer",
      { due: ago(5), ended: true, finalizers: ['batch.kubernetes.io/job-tracking'] },
    ],
  ])('is only ending when it %s', (_, change) => {
    expect(look(deleted(change)).role('POD-007')).toBe('silent');
  });

  it('is stuck when its kubelet does not finish', () => {
    expect(look(deleted({ due: ago(300) })).causes).toEqual(['POD-007 Pod/shop/db-6f7c9-0']);
  });

  it('waits for a kubelet that is not there any more', () => {
    const staged = { ...deleted({ due: ago(300), on: 'gone' }), nodes: [node('node-1')] };
    expect(look(staged).causes).toContain('POD-171 Node/gone');
    expect(look(staged, { steps: { nodes: { status: 'unknown' } } }).role('POD-171')).toBe('silent');
  });
});
