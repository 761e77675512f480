import { describe, expect, it } from 'vitest';
import type { KubernetesObject } from '../kubernetes-object.ts';
import { toPodEvents } from './pod-events.ts';

const pod: KubernetesObject = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'orders-1', namespace: 'shop', uid: '8c1f' },
  spec: { containers: [{ name: 'app', image: 'registry.local/orders:1' }] },
};
const said = (report: Parameters<typeof toPodEvents>[1]): readonly string[] =>
  toPodEvents(pod, report).map(({ type, reason, message }) => `${type} ${reason}: ${message}`);

describe('toPodEvents', () => {
  it('writes what a kubelet writes while an image cannot be pulled', () => {
    expect(said({ waiting: { reason: 'ImagePullBackOff' }, pullError: 'not found' })).toEqual([
      'Normal Pulling: Pulling image "registry.local/orders:1"',
      'Warning Failed: Failed to pull image "registry.local/orders:1": not found',
      'Warning Failed: Error: ErrImagePull',
      'Normal BackOff: Back-off pulling image "registry.local/orders:1"',
      'Warning Failed: Error: ImagePullBackOff',
    ]);
  });

  it('repeats the message of a container that cannot be made', () => {
    const message = 'configmap "orders" not found';
    expect(said({ waiting: { reason: 'CreateContainerConfigError', message } })).toEqual([
      'Warning Failed: Error: configmap "orders" not found',
    ]);
  });

  it('kills for a failing liveness probe, and not for a failing readiness probe', () => {
    const output = 'HTTP probe failed with statuscode: 500';
    expect(said({ probe: { kind: 'Readiness', output } })).toEqual([
      `Warning Unhealthy: Readiness probe failed: ${output}`,
    ]);
    expect(said({ probe: { kind: 'Liveness', output } })).toEqual([
      `Warning Unhealthy: Liveness probe failed: ${output}`,
      'Normal Killing: Container app failed liveness probe, will be restarted',
    ]);
  });

  it('points to the container, or to the pod where the pod as a whole is meant', () => {
    const events = [
      { reason: 'FailedMount', message: 'no' },
      { reason: 'Started', message: 'yes' },
    ];
    const fields = toPodEvents(pod, { events }).map(
      ({ involvedObject }) => (involvedObject as { fieldPath?: string }).fieldPath,
    );
    expect(fields).toEqual([undefined, 'spec.containers{app}']);
  });

  it('says nothing of a pod that runs', () => {
    expect(said({})).toEqual([]);
  });
});
