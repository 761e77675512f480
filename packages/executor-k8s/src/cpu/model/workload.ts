import type { Book, Item } from '../../evidence/book.ts';
import { isPlatform } from '../../evidence/platform.ts';
import { compareText, labelsAt, textAt } from '../../evidence/read.ts';
import { sum } from '../../evidence/words.ts';
import { controllerOf, labelOf, labelsOf, type PodEntry } from './pod.ts';
import { newestFirst, type RevisionEntry, readControllerRevisions, replicaSetRevision } from './revision.ts';

/** The top owner of pods, with all of them. */
export interface WorkloadEntry {
  /** `Kind/namespace/name`. */
  readonly key: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  /** Null when its list was not read or does not hold it. */
  readonly item: Item | null;
  readonly pods: readonly PodEntry[];
  /** Newest first; empty for kinds without. */
  readonly revisions: readonly RevisionEntry[];
  /** Whether a Service selects its pods; null when Services could not be read. */
  readonly touchesUsers: boolean | null;
  /** Runs in a namespace that belongs to the platform. */
  readonly isPlatform: boolean;
}

const listSteps: readonly (readonly [string, string])[] = [
  ['Deployment', 'deployments'],
  ['StatefulSet', 'statefulsets'],
  ['DaemonSet', 'daemonsets'],
  ['CronJob', 'cronjobs'],
];

interface Growing {
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  item: Item | null;
  readonly pods: PodEntry[];
  readonly revisions: RevisionEntry[];
}

interface Owner {
  readonly kind: string;
  readonly name: string;
}

/** Joins pods to their top owners; one pass over each list. Sorted by key. */
export function readWorkloads(book: Book, pods: readonly PodEntry[]): ReadonlyMap<string, WorkloadEntry> {
  const growing = new Map<string, Growing>();
  for (const [kind, step] of listSteps) for (const item of book.items(step)) intern(growing, kind, item).item = item;
  const parents = new Map<string, Owner>();
  readReplicaSets(book, growing, parents);
  readJobs(book, growing, parents);
  for (const pod of pods) ownerEntry(growing, parents, pod).pods.push(pod);
  const isServed = readServices(book);
  const controllerRevisions = readControllerRevisions(book);
  const entries = [...growing].map(([key, entry]): [string, WorkloadEntry] => [
    key,
    {
      ...entry,
      key,
      revisions: controllerRevisions.get(key) ?? entry.revisions.sort(newestFirst),
      touchesUsers: isServed(entry.namespace, labelsOfOne(entry)),
      isPlatform: isPlatform(entry.namespace),
    },
  ]);
  return new Map(entries.sort(([a], [b]) => compareText(a, b)));
}

function intern(growing: Map<string, Growing>, kind: string, item: Item): Growing {
  return named(growing, kind, textAt(item.raw, 'metadata', 'namespace'), textAt(item.raw, 'metadata', 'name'));
}

function named(growing: Map<string, Growing>, kind: string, namespace: string, name: string): Growing {
  const key = `${kind}/${namespace}/${name}`;
  const known = growing.get(key);
  if (known !== undefined) return known;
  const fresh: Growing = { kind, namespace, name, item: null, pods: [], revisions: [] };
  growing.set(key, fresh);
  return fresh;
}

function readReplicaSets(book: Book, growing: Map<string, Growing>, parents: Map<string, Owner>): void {
  for (const item of book.items('replicasets')) {
    const namespace = textAt(item.raw, 'metadata', 'namespace');
    const name = textAt(item.raw, 'metadata', 'name');
    const owner = ownerIn(item.raw);
    if (owner === null) continue;
    parents.set(`ReplicaSet/${namespace}/${name}`, owner);
    const revision = replicaSetRevision(item);
    if (revision !== null) named(growing, owner.kind, namespace, owner.name).revisions.push(revision);
  }
}

function readJobs(book: Book, growing: Map<string, Growing>, parents: Map<string, Owner>): void {
  for (const item of book.items('jobs')) {
    const owner = ownerIn(item.raw);
    const key = `Job/${textAt(item.raw, 'metadata', 'namespace')}/${textAt(item.raw, 'metadata', 'name')}`;
    if (owner !== null) parents.set(key, owner);
    else intern(growing, 'Job', item).item = item;
  }
}

function ownerEntry(growing: Map<string, Growing>, parents: ReadonlyMap<string, Owner>, pod: PodEntry): Growing {
  const direct = ownerIn(pod.item.raw) ?? { kind: 'Pod', name: pod.name };
  const top = parents.get(`${direct.kind}/${pod.namespace}/${direct.name}`) ?? unlistedParent(direct, pod);
  const entry = named(growing, top.kind, pod.namespace, top.name);
  if (top.kind === 'Pod') entry.item = pod.item;
  return entry;
}

/** The Deployment of a ReplicaSet that was not read: the controller names ReplicaSets `<deployment>-<template hash>`. */
function unlistedParent(owner: Owner, pod: PodEntry): Owner {
  const suffix = `-${labelOf(pod, 'pod-template-hash')}`;
  if (owner.kind !== 'ReplicaSet' || suffix === '-' || !owner.name.endsWith(suffix)) return owner;
  return { kind: 'Deployment', name: owner.name.slice(0, -suffix.length) };
}

function ownerIn(raw: unknown): Owner | null {
  const owner = controllerOf(raw);
  const kind = textAt(owner, 'kind');
  const name = textAt(owner, 'name');
  return kind === '' || name === '' ? null : { kind, name };
}

/** The labels that a workload's pods have. */
function labelsOfOne({ pods: [first], item }: Growing): ReadonlyMap<string, string> {
  return first !== undefined ? labelsOf(first) : labelsAt(item?.raw, 'spec', 'template', 'metadata', 'labels');
}

/** Services by namespace and one label of their selector, so that a workload looks only at those that could fit. */
function readServices(book: Book): (namespace: string, labels: ReadonlyMap<string, string>) => boolean | null {
  const byLabel = new Map<string, ReadonlyMap<string, string>[]>();
  for (const { raw } of book.items('services')) {
    const selector = labelsAt(raw, 'spec', 'selector');
    const [first] = selector;
    if (first === undefined) continue;
    const key = `${textAt(raw, 'metadata', 'namespace')}\u0000${first[0]}\u0000${first[1]}`;
    const known = byLabel.get(key);
    if (known === undefined) byLabel.set(key, [selector]);
    else known.push(selector);
  }
  const isComplete = book.isComplete('services');
  return (namespace, labels) => {
    for (const [name, value] of labels) {
      const selectors = byLabel.get(`${namespace}\u0000${name}\u0000${value}`) ?? [];
      if (selectors.some((selector) => [...selector].every(([key, wanted]) => labels.get(key) === wanted))) return true;
    }
    return isComplete ? false : null;
  };
}

/** Cores that all its pods use in each sample, oldest first; only as many samples as all of them have. */
export function seriesOf(pods: readonly PodEntry[]): readonly number[] {
  const series = pods.flatMap((pod) => (pod.usage === null ? [] : [pod.usage.series]));
  if (series.length === 0) return [];
  const length = Math.min(...series.map((one) => one.length));
  return Array.from({ length }, (_, index) => sum(series.map((one) => one[one.length - length + index] ?? 0)));
}
