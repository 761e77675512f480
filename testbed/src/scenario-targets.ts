import { TestbedError } from './errors.ts';
import type { KubernetesObject } from './kubernetes-object.ts';
import type { KindName } from './resources.ts';
import type { ScenarioTarget } from './scenario.ts';
import type { Testbed } from './testbed.ts';

const groups: Readonly<Record<string, string>> = {
  Pod: 'v1',
  Node: 'v1',
  Namespace: 'v1',
  Service: 'v1',
  ConfigMap: 'v1',
  Secret: 'v1',
  ServiceAccount: 'v1',
  PersistentVolume: 'v1',
  PersistentVolumeClaim: 'v1',
  ResourceQuota: 'v1',
  Deployment: 'apps/v1',
  ReplicaSet: 'apps/v1',
  StatefulSet: 'apps/v1',
  DaemonSet: 'apps/v1',
  Job: 'batch/v1',
  CronJob: 'batch/v1',
  HorizontalPodAutoscaler: 'autoscaling/v2',
  PodDisruptionBudget: 'policy/v1',
  Ingress: 'networking.k8s.io/v1',
  EndpointSlice: 'discovery.k8s.io/v1',
  Lease: 'coordination.k8s.io/v1',
  APIService: 'apiregistration.k8s.io/v1',
};

/** @throws TestbedError `SCENARIO_INVALID` for a kind that is not known and names no apiVersion. */
export function kindOf(target: ScenarioTarget): KindName {
  const apiVersion = target.apiVersion ?? groups[target.kind];
  if (apiVersion !== undefined) return { apiVersion, kind: target.kind };
  throw new TestbedError({
    code: 'SCENARIO_INVALID',
    message: `A target's kind ${target.kind} needs an apiVersion, since it is not one of ${Object.keys(groups).join(', ')}`,
  });
}

/** The objects that a target names, by name; none when they are not there. */
export async function findTargets(
  testbed: Testbed,
  target: ScenarioTarget,
  home: string,
): Promise<readonly KubernetesObject[]> {
  const kind = kindOf(target);
  const namespace = target.namespace ?? home;
  if (target.name !== undefined) {
    const object = await testbed.resources.get(kind, target.name, namespace);
    return object === null ? [] : [object];
  }
  const found = await testbed.resources.list(kind, namespace, target.labelSelector);
  const sorted = [...found].sort((a, b) => ((a.metadata.name ?? '') < (b.metadata.name ?? '') ? -1 : 1));
  return target.pick === 'first' ? sorted.slice(0, 1) : sorted;
}
