import { listAt, numberAt, textAt, valueAt } from '../../evidence/read.ts';
import { matches, readPlainSelector, type Selector } from '../../evidence/selector.ts';
import type { Entity } from './entity.ts';
import type { Pod } from './pod.ts';
import type { Snapshot } from './snapshot.ts';
import type { Workload } from './workload.ts';

/** One port of a Service. */
export interface ServicePort {
  /** Position in `spec.ports`. */
  readonly index: number;
  /** Empty for the only one. */
  readonly name: string;
  readonly number: number;
  /** A number, or the name of a container's port. */
  readonly target: number | string;
  readonly protocol: string;
}

/** Why a Service has no ready endpoint for a port, or for any. */
export type Lack =
  /** Its selector chooses no living pod. */
  | { readonly kind: 'no-pods'; readonly workloads: readonly Workload[] }
  /** It chooses pods, none of which is ready. */
  | { readonly kind: 'not-ready'; readonly pods: readonly Pod[] }
  /** Pods are ready, and none declares the named port. */
  | { readonly kind: 'port'; readonly port: ServicePort; readonly pods: readonly Pod[] }
  /** Pods are ready, and its EndpointSlices do not say so. */
  | { readonly kind: 'not-published'; readonly pods: readonly Pod[] }
  /** It has no selector, and nobody has given it an address. */
  | { readonly kind: 'no-addresses' };

/** Whether something answers behind a Service; `unknown` where the lists do not tell. */
export type Reachability =
  | { readonly kind: 'ready' }
  | { readonly kind: 'external' }
  | { readonly kind: 'unknown' }
  | { readonly kind: 'lacking'; readonly lack: Lack };

/** A Service's ports in their order. Source: Kubernetes, core/v1 ServicePort; the target is the port itself unless stated. */
export function readPorts(service: Entity): readonly ServicePort[] {
  return listAt(service.raw, 'spec', 'ports').map((port, index) => {
    const number = numberAt(port, 'port') ?? 0;
    const target = valueAt(port, 'targetPort');
    return {
      index,
      name: textAt(port, 'name'),
      number,
      target: typeof target === 'string' || (typeof target === 'number' && target > 0) ? target : number,
      protocol: textAt(port, 'protocol') || 'TCP',
    };
  });
}

/** Null where a Service has none, so that its endpoints are somebody else's to give. */
export function selectorOf(service: Entity): Selector | null {
  return readPlainSelector(valueAt(service.raw, 'spec', 'selector'));
}

/** Living pods that a Service chooses: not finished. */
export function livingPodsOf(snapshot: Snapshot, service: Entity): readonly Pod[] {
  const selector = selectorOf(service);
  if (selector === null) return [];
  return snapshot.podsSelectedBy(service.namespace, selector).filter(({ isFinished }) => !isFinished);
}

/** Workloads of a namespace whose template a Service's selector fits. */
export function workloadsBehind(snapshot: Snapshot, service: Entity): readonly Workload[] {
  const selector = selectorOf(service);
  if (selector === null) return [];
  return workloadsIn(snapshot, service.namespace).filter(
    ({ entity, labels }) => entity !== null && matches(selector, labels),
  );
}

const byNamespace = new WeakMap<Snapshot, ReadonlyMap<string, readonly Workload[]>>();

/** Workloads of a namespace, in the order of their keys. */
export function workloadsIn(snapshot: Snapshot, namespace: string): readonly Workload[] {
  const known = byNamespace.get(snapshot) ?? Map.groupBy(snapshot.workloads.values(), (one) => one.namespace);
  byNamespace.set(snapshot, known);
  return known.get(namespace) ?? [];
}

/** Whether a container of a pod, or of its template, declares a named port. Source: Kubernetes, pkg/api/v1/pod/util.go, FindPort. */
export function declaresPort(spec: unknown, name: string, protocol: string): boolean {
  return declaredPorts(spec).some((port) => port.name === name && port.protocol === protocol);
}

/** A port that a container declares: information, which nothing enforces. */
export interface DeclaredPort {
  readonly container: string;
  readonly name: string;
  readonly number: number;
  readonly protocol: string;
}

/** Ports of containers and of sidecars, in their order. */
export function declaredPorts(spec: unknown): readonly DeclaredPort[] {
  const sidecars = listAt(spec, 'initContainers').filter((one) => textAt(one, 'restartPolicy') === 'Always');
  return [...listAt(spec, 'containers'), ...sidecars].flatMap((container) =>
    listAt(container, 'ports').map((port) => ({
      container: textAt(container, 'name'),
      name: textAt(port, 'name'),
      number: numberAt(port, 'containerPort') ?? 0,
      protocol: textAt(port, 'protocol') || 'TCP',
    })),
  );
}
