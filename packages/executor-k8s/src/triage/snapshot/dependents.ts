import { type Dependency, dependenciesOf } from './dependencies.ts';
import type { Pod } from './pod.ts';
import { graceMs, troublesOf } from './pod-symptoms.ts';
import type { Snapshot } from './snapshot.ts';
import type { Workload } from './workload.ts';

/** A workload whose settings name an address. */
export interface Dependent {
  readonly workload: Workload;
  readonly dependency: Dependency;
}

interface DependentIndex {
  readonly all: readonly Dependent[];
  readonly byService: ReadonlyMap<string, readonly Dependent[]>;
  /** By the workload's key. */
  readonly byWorkload: ReadonlyMap<string, readonly Dependent[]>;
}

const indexes = new WeakMap<Snapshot, DependentIndex>();

/** Every address that a workload's settings name, with the Service that it can only mean. */
export function dependentsOf(snapshot: Snapshot): DependentIndex {
  const known = indexes.get(snapshot);
  if (known !== undefined) return known;
  const all = [...snapshot.workloads.values()].flatMap((workload) =>
    dependenciesOf(snapshot, workload).map((dependency) => ({ workload, dependency: resolve(snapshot, dependency) })),
  );
  const index = {
    all,
    byService: Map.groupBy(all, ({ dependency }) => `${dependency.namespace}/${dependency.service}`),
    byWorkload: Map.groupBy(all, ({ workload }) => workload.key),
  };
  indexes.set(snapshot, index);
  return index;
}

/** Workloads whose settings name a Service. */
export function dependentsOn(snapshot: Snapshot, namespace: string, service: string): readonly Dependent[] {
  return dependentsOf(snapshot).byService.get(`${namespace}/${service}`) ?? [];
}

/** `db-0.db` in a workload's own namespace is a pod of the headless Service `db`, not Service `db-0` of namespace `db`. */
function resolve(snapshot: Snapshot, dependency: Dependency): Dependency {
  const { holder, namespace, service, isInside } = dependency;
  if (isInside || namespace === holder.namespace) return dependency;
  const isPod = service.startsWith(`${namespace}-`) || /-\d+$/.test(service);
  const own = holder.namespace;
  const isOwnService =
    snapshot.find('services', own, namespace) !== undefined ||
    snapshot.find('statefulsets', own, service.replace(/-\d+$/, '')) !== undefined;
  if (isPod && isOwnService) return { ...dependency, service: namespace, namespace: own, isInside: true };
  return snapshot.find('namespaces', '', namespace) === undefined ? dependency : { ...dependency, isInside: true };
}

/** Pods of a workload that do not work: in trouble, or not ready for longer than starting takes. */
export function sufferingPods(snapshot: Snapshot, workload: Workload): readonly Pod[] {
  return workload.pods.filter((pod) => isSuffering(snapshot, pod));
}

function isSuffering(snapshot: Snapshot, pod: Pod): boolean {
  if (pod.phase === 'Succeeded' || pod.isTerminating) return false;
  if (pod.phase === 'Failed' || troublesOf(snapshot, pod).length > 0) return true;
  if (pod.isReady || pod.node === '') return false;
  const { now } = snapshot;
  const isUnderWay = pod.phase === 'Running' || isInInit(pod);
  return isUnderWay && pod.createdAt !== null && now !== null && now - pod.createdAt > graceMs;
}

/** Whether an init container runs, for which the others wait. */
export function isInInit(pod: Pod): boolean {
  return (
    pod.phase === 'Pending' && pod.containers.some(({ role, state }) => role === 'init' && state.kind === 'running')
  );
}
