import { compareText, labelsAt, type PathPart, textAt, valueAt } from '../../evidence/read.ts';
import { instanceOf, type Subject } from '../../evidence/subject.ts';
import type { Entity } from './entity.ts';
import { controllerOf, type Pod } from './pod.ts';

/** The top owner of pods, with all of them. */
export interface Workload extends Subject {
  readonly key: string;
  /** Null when its list was not read or does not hold it. */
  readonly entity: Entity | null;
  readonly pods: readonly Pod[];
  /** From the object to the pod specification it makes pods from. */
  readonly specPath: readonly PathPart[];
  /** That specification; undefined when it was not read. */
  readonly spec: unknown;
  /** Labels that its pods get. */
  readonly labels: ReadonlyMap<string, string>;
}

const templatePaths: ReadonlyMap<string, readonly PathPart[]> = new Map([
  ['Pod', []],
  ['CronJob', ['spec', 'jobTemplate', 'spec', 'template']],
]);

interface Growing extends Subject {
  entity: Entity | null;
  readonly pods: Pod[];
}

/** Lists that hold top owners or lead to them. */
export interface OwnerLists {
  readonly top: readonly (readonly Entity[])[];
  readonly replicaSets: readonly Entity[];
  readonly jobs: readonly Entity[];
}

/** Joins pods to their top owners; one pass over each list. Sorted by key. */
export function readWorkloads(lists: OwnerLists, pods: readonly Pod[]): ReadonlyMap<string, Workload> {
  const growing = new Map<string, Growing>();
  for (const list of lists.top) for (const entity of list) intern(growing, entity).entity = entity;
  const parents = new Map<string, { readonly kind: string; readonly name: string }>();
  for (const entity of [...lists.replicaSets, ...lists.jobs]) {
    const owner = controllerOf(entity.raw);
    // One without an owner is the top itself, though its pods still bear the hash of a Deployment that was deleted.
    parents.set(entity.key, owner ?? { kind: entity.kind, name: entity.name });
    if (owner === null) intern(growing, entity).entity = entity;
  }
  for (const pod of pods) {
    const direct = pod.owner ?? { kind: 'Pod', name: pod.name };
    const key = instanceOf({ ...direct, namespace: pod.namespace });
    const top = parents.get(key) ?? unlistedParent(direct, pod);
    const entry = intern(growing, { ...top, namespace: pod.namespace });
    if (top.kind === 'Pod') entry.entity = pod;
    entry.pods.push(pod);
  }
  const sorted = [...growing].sort(([a], [b]) => compareText(a, b));
  return new Map(sorted.map(([key, entry]) => [key, finish(key, entry)]));
}

function intern(growing: Map<string, Growing>, { kind, namespace, name }: Subject): Growing {
  const key = instanceOf({ kind, namespace, name });
  const known = growing.get(key);
  if (known !== undefined) return known;
  const fresh: Growing = { kind, namespace, name, entity: null, pods: [] };
  growing.set(key, fresh);
  return fresh;
}

/** The Deployment of a ReplicaSet that was not read: the controller names ReplicaSets `<deployment>-<template hash>`. */
function unlistedParent(owner: { readonly kind: string; readonly name: string }, pod: Pod): typeof owner {
  const hash = textAt(pod.raw, 'metadata', 'labels', 'pod-template-hash');
  if (owner.kind !== 'ReplicaSet' || hash === '' || !owner.name.endsWith(`-${hash}`)) return owner;
  return { kind: 'Deployment', name: owner.name.slice(0, -hash.length - 1) };
}

function finish(key: string, entry: Growing): Workload {
  const path = templatePaths.get(entry.kind) ?? ['spec', 'template'];
  const [first] = entry.pods;
  const raw = entry.entity?.raw;
  const labels =
    entry.kind === 'Pod' || raw === undefined
      ? (first?.labels ?? new Map())
      : labelsAt(raw, ...path, 'metadata', 'labels');
  return { ...entry, key, specPath: [...path, 'spec'], spec: valueAt(raw, ...path, 'spec'), labels };
}
