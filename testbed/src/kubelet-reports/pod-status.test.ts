import { describe, expect, it } from 'vitest';
import type { KubernetesObject } from '../kubernetes-object.ts';
import { toPodStatus } from './pod-status.ts';

const now = Date.parse('2026-03-01T12:00:00Z');
const pod: KubernetesObject = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'orders-1', namespace: 'shop', uid: '8c1f' },
  spec: {
    initContainers: [
      { name: 'migrate', image: 'registry.local/orders:1' },
      { name: 'mesh', image: 'registry.local/mesh:1', restartPolicy: 'Always' },
    ],
    containers: [
      { name: 'app', image: 'registry.local/orders:1' },
      { name: 'agent', image: 'registry.local/agent:1' },
    ],
  },
};

interface ContainerStatus {
  readonly name: string;
  readonly ready: boolean;
  readonly restartCount: number;
  readonly state: Readonly<Record<string, { readonly reason?: string; readonly message?: string }>>;
}

interface PodStatus {
  readonly phase: string;
  readonly podIP?: string;
  readonly conditions: readonly { readonly type: string; readonly status: string; readonly message?: string }[];
  readonly containerStatuses?: readonly ContainerStatus[];
  readonly initContainerStatuses?: readonly ContainerStatus[];
}

const statusOf = (report: Parameters<typeof toPodStatus>[1]): PodStatus =>
  toPodStatus(pod, report, now) as unknown as PodStatus;
const conditionOf = (status: PodStatus, type: string) => status.conditions.find((one) => one.type === type);

describe('toPodStatus', () => {
  it('lets containers that nothing is said of run', () => {
    const status = statusOf({ pod: 'orders-1' });
    expect(status.phase).toBe('Running');
    expect(status.containerStatuses?.map(({ name, ready }) => [name, ready])).toEqual([
      ['app', true],
      ['agent', true],
    ]);
    expect(conditionOf(status, 'Ready')?.status).toBe('True');
  });

  it('words a crash loop as a kubelet does, and leaves the other container alone', () => {
    const status = statusOf({ waiting: { reason: 'CrashLoopBackOff' }, last: { exitCode: 1 }, restarts: 7 });
    expect(status.containerStatuses?.[0]).toMatchObject({
      ready: false,
      restartCount: 7,
      state: { waiting: { message: 'back-off 5m0s restarting failed container=app pod=orders-1_shop(8c1f)' } },
      lastState: { terminated: { exitCode: 1, reason: 'Error', finishedAt: '2026-03-01T11:59:00Z' } },
    });
    expect(status.containerStatuses?.[1]?.ready).toBe(true);
    expect(conditionOf(status, 'Ready')?.message).toBe('containers with unready status: [app]');
  });

  it('keeps the containers from starting while an init container fails', () => {
    const status = statusOf({ container: 'migrate', waiting: { reason: 'CrashLoopBackOff' } });
    expect(status.phase).toBe('Pending');
    expect(status.containerStatuses?.map(({ state }) => state.waiting?.reason)).toEqual([
      'PodInitializing',
      'PodInitializing',
    ]);
    expect(conditionOf(status, 'Initialized')?.status).toBe('False');
  });

  it('says of an init container that runs that it is not ready', () => {
    const [init] = statusOf({ container: 'migrate' }).initContainerStatuses ?? [];
    expect(init).toMatchObject({ name: 'migrate', ready: false, state: { running: {} } });
  });

  it('counts a sidecar that is not ready, and starts the containers beside it', () => {
    const status = statusOf({ container: 'mesh', waiting: { reason: 'CrashLoopBackOff' } });
    expect(status.phase).toBe('Running');
    expect(status.containerStatuses?.every(({ ready }) => ready)).toBe(true);
    expect(conditionOf(status, 'Ready')?.message).toBe('containers with unready status: [mesh]');
  });

  it('lets all of it come about at the stated time', () => {
    const status = statusOf({ phase: 'Failed', reason: 'Evicted', since: '2026-02-28T10:00:00Z' });
    expect(conditionOf(status, 'Ready')).toMatchObject({
      lastTransitionTime: '2026-02-28T10:00:00Z',
      reason: 'PodFailed',
    });
    expect(status).toMatchObject({ startTime: '2026-02-28T09:59:00Z' });
  });

  it('gives no address to a pod without a sandbox, and no containers to an evicted one', () => {
    expect(statusOf({ waiting: { reason: 'ContainerCreating' } }).podIP).toBeUndefined();
    const evicted = statusOf({ phase: 'Failed', reason: 'Evicted', message: 'low on memory' });
    expect(evicted.containerStatuses).toBeUndefined();
    expect(evicted).toMatchObject({ phase: 'Failed', reason: 'Evicted' });
  });
});
