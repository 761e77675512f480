import type { Item } from '../../evidence/book.ts';
import { quantityOf } from '../../evidence/quantity.ts';
import { conditionOf, labelsAt, listAt, type PathPart, textAt, timeAt, valueAt } from '../../evidence/read.ts';
import type { PodUsage, Usage } from './usage.ts';

/** A container of a pod with what it asked for and what it uses. */
export interface ContainerEntry {
  readonly name: string;
  /** Path from the pod to the container's spec. */
  readonly path: readonly PathPart[];
  /** Cores; null when not stated. */
  readonly request: number | null;
  readonly limit: number | null;
  /** Bytes; null when not stated. */
  readonly memoryLimit: number | null;
  readonly usage: Usage | null;
}

/** A pod that still counts: not finished, not being deleted unless it still runs. */
export interface PodEntry {
  readonly item: Item;
  readonly namespace: string;
  readonly name: string;
  /** `namespace/name`. */
  readonly key: string;
  /** `Pod/namespace/name`. */
  readonly instance: string;
  /** Name of the object that made it, such as its ReplicaSet; empty for a bare pod. */
  readonly madeBy: string;
  /** Empty while not scheduled. */
  readonly node: string;
  readonly phase: string;
  readonly containers: readonly ContainerEntry[];
  /** Cores that the scheduler counts; 0 when none is asked for. */
  readonly request: number;
  /** Cores; null when a container has none. */
  readonly limit: number | null;
  readonly usage: PodUsage | null;
  readonly isTerminating: boolean;
}

/** @returns null for a pod that has ended: it uses nothing and reserves nothing. */
export function toPod(item: Item, usageOf: (key: string) => PodUsage | undefined): PodEntry | null {
  const { raw } = item;
  const phase = textAt(raw, 'status', 'phase');
  if (phase === 'Succeeded' || phase === 'Failed') return null;
  const namespace = textAt(raw, 'metadata', 'namespace');
  const name = textAt(raw, 'metadata', 'name');
  if (name === '') return null;
  const usage = usageOf(`${namespace}/${name}`) ?? null;
  const containers = listAt(raw, 'spec', 'containers').map((container, index) =>
    toContainer(container, ['spec', 'containers', index], usage),
  );
  return {
    item,
    namespace,
    name,
    key: `${namespace}/${name}`,
    instance: `Pod/${namespace}/${name}`,
    madeBy: textAt(controllerOf(raw), 'name'),
    node: textAt(raw, 'spec', 'nodeName'),
    phase,
    containers,
    request: requestOf(raw, containers),
    limit: limitOf(raw, containers),
    usage,
    isTerminating: textAt(raw, 'metadata', 'deletionTimestamp') !== '',
  };
}

/** The owner reference that is the controller. */
export function controllerOf(raw: unknown): unknown {
  return listAt(raw, 'metadata', 'ownerReferences').find((owner) => valueAt(owner, 'controller') === true);
}

function toContainer(raw: unknown, path: readonly PathPart[], usage: PodUsage | null): ContainerEntry {
  const name = textAt(raw, 'name');
  return {
    name,
    path,
    request: quantityOf(valueAt(raw, 'resources', 'requests', 'cpu')),
    limit: quantityOf(valueAt(raw, 'resources', 'limits', 'cpu')),
    memoryLimit: quantityOf(valueAt(raw, 'resources', 'limits', 'memory')),
    usage: usage?.containers.get(name) ?? null,
  };
}

/**
 * What the scheduler reserves: the larger of all containers together and any one start-up container, plus overhead;
 * a request on the pod itself replaces it. Source: Kubernetes, "Resource sharing within containers", "Pod-level resources".
 */
function requestOf(raw: unknown, containers: readonly ContainerEntry[]): number {
  const overhead = quantityOf(valueAt(raw, 'spec', 'overhead', 'cpu')) ?? 0;
  const whole = quantityOf(valueAt(raw, 'spec', 'resources', 'requests', 'cpu'));
  if (whole !== null) return whole + overhead;
  let running = 0;
  for (const container of containers) running += container.request ?? 0;
  let starting = 0;
  for (const init of listAt(raw, 'spec', 'initContainers')) {
    const request = quantityOf(valueAt(init, 'resources', 'requests', 'cpu')) ?? 0;
    if (textAt(init, 'restartPolicy') === 'Always') running += request;
    else starting = Math.max(starting, request);
  }
  return Math.max(running, starting) + overhead;
}

function limitOf(raw: unknown, containers: readonly ContainerEntry[]): number | null {
  const whole = quantityOf(valueAt(raw, 'spec', 'resources', 'limits', 'cpu'));
  if (whole !== null) return whole;
  let total = 0;
  for (const { limit } of containers) {
    if (limit === null) return null;
    total += limit;
  }
  return containers.length === 0 ? null : total;
}

/** Its labels, sorted by name. Read on demand: few of many pods are asked. */
export function labelsOf(pod: PodEntry): ReadonlyMap<string, string> {
  return labelsAt(pod.item.raw, 'metadata', 'labels');
}

/** The value of one label; empty without it. */
export function labelOf(pod: PodEntry, name: string): string {
  return textAt(pod.item.raw, 'metadata', 'labels', name);
}

/** Whether the kubelet runs it. */
export function isRunning(pod: PodEntry): boolean {
  return pod.phase === 'Running';
}

/** Whether the pod's Ready condition is True. */
export function isReady(pod: PodEntry): boolean {
  return textAt(conditionOf(pod.item.raw, 'Ready')?.raw, 'status') === 'True';
}

/** When the pod was made, milliseconds. Parsed on demand: few of many pods are asked. */
export function createdAt(pod: PodEntry): number | null {
  return timeAt(pod.item.raw, 'metadata', 'creationTimestamp');
}

/** When the kubelet took it on, milliseconds. */
export function startedAt(pod: PodEntry): number | null {
  return timeAt(pod.item.raw, 'status', 'startTime');
}
