import { describe, expect, it } from 'vitest';
import { settled } from '../__fixtures__/workloads.ts';
import { describeTrouble } from './pod-trouble.ts';
import { rolloutProgress } from './rollout-progress.ts';

function workload(status: object, spec: object = {}): Readonly<Record<string, unknown>> {
  return { metadata: { generation: 1 }, spec: { replicas: 3, ...spec }, status: { ...settled(1, 3), ...status } };
}

describe('rolloutProgress', () => {
  it.each([
    ['Deployment', {}, {}, true],
    ['Deployment', { observedGeneration: 0 }, {}, false],
    ['Deployment', { updatedReplicas: 2 }, {}, false],
    ['Deployment', { replicas: 4 }, {}, false],
    ['Deployment', { availableReplicas: 2 }, {}, false],
    ['StatefulSet', {}, {}, true],
    ['StatefulSet', { availableReplicas: 2 }, {}, false],
    ['StatefulSet', { updateRevision: 'next', updatedReplicas: 2 }, {}, false],
    [
      'StatefulSet',
      { updateRevision: 'next', updatedReplicas: 1 },
      { updateStrategy: { rollingUpdate: { partition: 2 } } },
      true,
    ],
    ['DaemonSet', {}, {}, true],
    ['DaemonSet', { updatedNumberScheduled: 2 }, {}, false],
    ['DaemonSet', { numberAvailable: 2 }, {}, false],
  ] as const)('of a %s with %o and %o is done: %s', (kind, status, spec, isDone) => {
    expect(rolloutProgress(kind, workload(status, spec)).isDone).toBe(isDone);
  });

  it('says why no pod can be made, on one printable line', () => {
    const conditions = [{ type: 'ReplicaFailure', status: 'True', message: 'exceeded quota:\u001b[31m team' }];
    const { message } = rolloutProgress('Deployment', workload({ availableReplicas: 1, conditions }));
    expect(message).toBe('3 of 3 pods are updated, 1 available; no pod can be made: exceeded quota: [31m team');
  });
});

describe('describeTrouble', () => {
  const pod = (status: object, metadata: object = {}): Readonly<Record<string, unknown>> => ({ metadata, status });
  const waiting = (reason: string, lastState: object = {}): object => ({
    containerStatuses: [{ name: 'app', ready: false, state: { waiting: { reason } }, lastState }],
  });

  it('counts what is alike, the most frequent first', () => {
    const killed = { terminated: { reason: 'OOMKilled', exitCode: 137 } };
    expect(
      describeTrouble([
        pod(waiting('ImagePullBackOff')),
        pod(waiting('CrashLoopBackOff', killed)),
        pod(waiting('CrashLoopBackOff', killed)),
        pod({ conditions: [{ type: 'PodScheduled', status: 'False', message: 'no node' }] }),
      ]),
    ).toBe(
      '2 pods: container app waits: CrashLoopBackOff after OOMKilled (exit code 137); ' +
        '1 pod: container app waits: ImagePullBackOff; 1 pod: finds no node: no node',
    );
  });

  it('does not mind pods that are ready, ending or finished', () => {
    expect(
      describeTrouble([
        pod({ conditions: [{ type: 'Ready', status: 'True' }] }),
        pod(waiting('CrashLoopBackOff'), { deletionTimestamp: 'now' }),
        pod({ phase: 'Failed', reason: 'Evicted' }),
      ]),
    ).toBe('');
  });
});
