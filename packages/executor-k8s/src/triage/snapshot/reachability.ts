import { conditionOf, labelsAt, listAt, textAt, valueAt } from '../../evidence/read.ts';
import { matches } from '../../evidence/selector.ts';
import type { Entity } from './entity.ts';
import type { Pod } from './pod.ts';
import { graceMs, troublesOf } from './pod-symptoms.ts';
import {
  declaresPort,
  type Lack,
  livingPodsOf,
  type Reachability,
  readPorts,
  selectorOf,
  workloadsBehind,
} from './service.ts';
import type { Snapshot } from './snapshot.ts';
import { replicaCounts } from './workload-status.ts';

const answers = new WeakMap<Snapshot, Map<string, Reachability>>();
const slices = new WeakMap<Snapshot, ReadonlyMap<string, readonly Entity[]>>();

/** EndpointSlices of a Service by its name, whether or not the Service was read. */
function slicesOf(snapshot: Snapshot, namespace: string, name: string): readonly Entity[] {
  const known =
    slices.get(snapshot) ??
    Map.groupBy(
      snapshot.all('endpointslices'),
      (slice) => `${slice.namespace}/${textAt(slice.raw, 'metadata', 'labels', 'kubernetes.io/service-name')}`,
    );
  slices.set(snapshot, known);
  return known.get(`${namespace}/${name}`) ?? [];
}

/**
 * Whether a Service that something names is not there: its list was read whole, and no EndpointSlice, which goes with
 * its Service, speaks of it.
 */
export function isServiceMissing(snapshot: Snapshot, namespace: string, name: string): boolean {
  return (
    snapshot.isComplete('services', namespace) &&
    snapshot.find('services', namespace, name) === undefined &&
    slicesOf(snapshot, namespace, name).length === 0
  );
}

/** What stands behind a Service. Two sources must not contradict each other: where they do, it is unknown. */
export function reachabilityOf(snapshot: Snapshot, service: Entity): Reachability {
  const known = answers.get(snapshot) ?? new Map<string, Reachability>();
  answers.set(snapshot, known);
  const found = known.get(service.key) ?? judge(snapshot, service);
  known.set(service.key, found);
  return found;
}

function judge(snapshot: Snapshot, service: Entity): Reachability {
  if (textAt(service.raw, 'spec', 'type') === 'ExternalName') return { kind: 'external' };
  const published = publishedBy(snapshot, service);
  if (selectorOf(service) === null) {
    if (published === true) return { kind: 'ready' };
    return snapshot.isComplete('endpointslices', service.namespace)
      ? { kind: 'lacking', lack: { kind: 'no-addresses' } }
      : { kind: 'unknown' };
  }
  if (!snapshot.isComplete('pods', service.namespace)) return { kind: published === true ? 'ready' : 'unknown' };
  const pods = livingPodsOf(snapshot, service);
  const ready = pods.filter((pod) => counts(service, pod));
  if (ready.length > 0) return judgeReady(service, ready, published === false && isSettled(snapshot, ready));
  if (published === true) return { kind: 'ready' };
  if (isStillStarting(snapshot, pods)) return { kind: 'unknown' };
  const workloads = workloadsBehind(snapshot, service);
  // A workload that counts ready pods which the list of pods does not hold: one of both is out of date.
  if (pods.length === 0 && workloads.some((workload) => (replicaCounts(workload)?.ready ?? 0) > 0))
    return { kind: 'unknown' };
  if (pods.length === 0 && workloads.length === 0 && mayBeBehind(snapshot, service)) return { kind: 'unknown' };
  const lack: Lack = pods.length === 0 ? { kind: 'no-pods', workloads } : { kind: 'not-ready', pods };
  return { kind: 'lacking', lack };
}

/** Whether a workload at zero may stand behind a Service without showing: a list was not read, or its ReplicaSet is there without it. */
function mayBeBehind(snapshot: Snapshot, service: Entity): boolean {
  const { namespace } = service;
  if (!['deployments', 'statefulsets'].every((record) => snapshot.isComplete(record, namespace))) return true;
  const selector = selectorOf(service);
  return (
    selector !== null &&
    replicaSetsIn(snapshot, namespace).some((set) => matches(selector, labelsAt(set.raw, 'metadata', 'labels')))
  );
}

const sets = new WeakMap<Snapshot, ReadonlyMap<string, readonly Entity[]>>();

function replicaSetsIn(snapshot: Snapshot, namespace: string): readonly Entity[] {
  const groups = sets.get(snapshot) ?? Map.groupBy(snapshot.all('replicasets'), (set) => set.namespace);
  sets.set(snapshot, groups);
  return groups.get(namespace) ?? [];
}

function judgeReady(service: Entity, ready: readonly Pod[], isUnpublished: boolean): Reachability {
  for (const port of readPorts(service)) {
    const { target, protocol } = port;
    if (typeof target !== 'string') continue;
    if (ready.some(({ raw }) => declaresPort(valueAt(raw, 'spec'), target, protocol))) continue;
    return { kind: 'lacking', lack: { kind: 'port', port, pods: ready } };
  }
  return isUnpublished ? { kind: 'lacking', lack: { kind: 'not-published', pods: ready } } : { kind: 'ready' };
}

/** Source: Kubernetes, staging/src/k8s.io/endpointslice/utils.go: ready, or published before it is; not when it goes. */
function counts(service: Entity, pod: Pod): boolean {
  if (pod.isTerminating || pod.node === '') return false;
  return pod.isReady || valueAt(service.raw, 'spec', 'publishNotReadyAddresses') === true;
}

/** Null where there is no slice to tell. */
function publishedBy(snapshot: Snapshot, service: Entity): boolean | null {
  const own = slicesOf(snapshot, service.namespace, service.name);
  if (own.length === 0) return null;
  return own.some(({ raw }) =>
    listAt(raw, 'endpoints').some((endpoint) => valueAt(endpoint, 'conditions', 'ready') !== false),
  );
}

/** The controller that publishes pods may take a moment. */
function isSettled({ now }: Snapshot, pods: readonly Pod[]): boolean {
  return now !== null && pods.every(({ createdAt }) => createdAt !== null && now - createdAt > 4 * graceMs);
}

/** Nobody asks within half a minute. */
function isStillStarting(snapshot: Snapshot, pods: readonly Pod[]): boolean {
  const { now } = snapshot;
  if (now === null) return false;
  return pods.some(
    (pod) =>
      !pod.isTerminating &&
      pod.createdAt !== null &&
      now - pod.createdAt <= graceMs &&
      textAt(conditionOf(pod.raw, 'PodScheduled')?.raw, 'status') !== 'False' &&
      snapshot.eventsOf(pod.key).length === 0 &&
      troublesOf(snapshot, pod).length === 0,
  );
}
