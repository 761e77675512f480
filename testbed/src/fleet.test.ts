import { describe, expect, it } from 'vitest';
import { planFleet } from './fleet.ts';
import { fleetEvents } from './fleet-events.ts';
import { fleetPod, fleetPodStatus } from './fleet-workload.ts';

describe('planFleet', () => {
  it('holds exactly the pods asked for', () => {
    const workloads = planFleet(1234);
    expect(workloads.reduce((sum, { replicas }) => sum + replicas, 0)).toBe(1234);
    expect(new Set(workloads.map(({ namespace, name }) => `${namespace}/${name}`)).size).toBe(workloads.length);
  });
});

describe('a pod of the fleet', () => {
  const [workload] = planFleet(10);
  if (workload === undefined) throw new TypeError('no workload');

  it('is named after its ReplicaSet and sits on its node', () => {
    const pod = fleetPod(workload, { replicaSetUid: 'u', index: 7, node: 'fleet-0001' });
    expect(pod).toMatchObject({
      metadata: { name: 'service-0000-6d4f8b7c59-00007' },
      spec: { nodeName: 'fleet-0001' },
    });
  });

  it('has an address of its own', () => {
    const addresses = Array.from({ length: 70_000 }, (_, serial) =>
      JSON.stringify((fleetPodStatus(workload, serial, 't') as { podIP: string }).podIP),
    );
    expect(new Set(addresses).size).toBe(addresses.length);
  });
});

describe('events of the fleet', () => {
  it('have names of their own and are about pods that are there', () => {
    const workloads = planFleet(40);
    const events = workloads.flatMap((workload, index) =>
      fleetEvents(workload, index * 20, 20, '2026-01-01T00:00:00Z'),
    );
    expect(new Set(events.map(({ metadata }) => metadata.name)).size).toBe(80);
    const pods = new Set(
      workloads.flatMap((workload) =>
        [0, 1, 2, 3, 4, 5, 6, 7, 8, 9].map(
          (index) => fleetPod(workload, { replicaSetUid: 'u', index, node: 'n' }).metadata.name,
        ),
      ),
    );
    expect(events.every(({ involvedObject }) => pods.has((involvedObject as { name: string }).name))).toBe(true);
  });
});
