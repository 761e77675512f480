import type { Book, Item } from '../../evidence/book.ts';
import { compareText, numberAt, type PathPart, textAt, timeAt } from '../../evidence/read.ts';
import { controllerOf, createdAt, labelOf, type PodEntry } from './pod.ts';

/** One version of a workload's template: a ReplicaSet of a Deployment, a ControllerRevision of the others. */
export interface RevisionEntry {
  readonly item: Item;
  readonly name: string;
  readonly namespace: string;
  readonly revision: number;
  /** Path from the object to the template's containers. */
  readonly containers: readonly PathPart[];
  /** Path from the object to its number. */
  readonly number: readonly PathPart[];
  /** Whether environment names were read as well. */
  readonly hasEnvironment: boolean;
  /** Took up an old template again, so that its creation says nothing of the change. */
  readonly isReused: boolean;
}

const annotation = ['metadata', 'annotations', 'deployment.kubernetes.io/revision'] as const;

/** A ReplicaSet as a revision; null when its owner is no Deployment. */
export function replicaSetRevision(item: Item): RevisionEntry | null {
  const revision = Number(textAt(item.raw, ...annotation));
  if (textAt(controllerOf(item.raw), 'kind') !== 'Deployment' || !Number.isInteger(revision) || revision <= 0)
    return null;
  return {
    ...named(item),
    revision,
    containers: ['spec', 'template', 'spec', 'containers'],
    number: annotation,
    hasEnvironment: true,
    isReused: textAt(item.raw, 'metadata', 'annotations', 'deployment.kubernetes.io/revision-history') !== '',
  };
}

/** ControllerRevisions by owner (`Kind/namespace/name`), newest first. Source: Kubernetes, apps/v1 ControllerRevision. */
export function readControllerRevisions(book: Book): ReadonlyMap<string, readonly RevisionEntry[]> {
  const byOwner = Map.groupBy(book.items('controllerrevisions'), ({ raw }) => {
    const owner = controllerOf(raw);
    return `${textAt(owner, 'kind')}/${textAt(raw, 'metadata', 'namespace')}/${textAt(owner, 'name')}`;
  });
  // Other controllers keep what they like in theirs.
  const known = [...byOwner].filter(([owner]) => /^(StatefulSet|DaemonSet)\//.test(owner));
  return new Map(known.map(([owner, items]) => [owner, toRevisions(items)]));
}

function toRevisions(items: readonly Item[]): readonly RevisionEntry[] {
  const entries = items.flatMap((item): RevisionEntry[] => {
    const revision = numberAt(item.raw, 'revision');
    if (revision === null) return [];
    const containers = ['data', 'spec', 'template', 'spec', 'containers'];
    return [{ ...named(item), revision, containers, number: ['revision'], hasEnvironment: false, isReused: false }];
  });
  const [current, ...earlier] = entries.sort(newestFirst);
  if (current === undefined) return [];
  // A rollback gives the old object the next number and keeps its creation.
  const made = madeAt(current);
  const isReused = earlier.some((one) => (madeAt(one) ?? 0) > (made ?? 0));
  return [{ ...current, isReused }, ...earlier];
}

function named(item: Item): Pick<RevisionEntry, 'item' | 'name' | 'namespace'> {
  return {
    item,
    name: textAt(item.raw, 'metadata', 'name'),
    namespace: textAt(item.raw, 'metadata', 'namespace'),
  };
}

function madeAt({ item }: RevisionEntry): number | null {
  return timeAt(item.raw, 'metadata', 'creationTimestamp');
}

/** Orders revisions by number, the highest first. */
export function newestFirst(a: RevisionEntry, b: RevisionEntry): number {
  return b.revision - a.revision || compareText(a.name, b.name);
}

/** Name of a pod's revision: its ReplicaSet, or its ControllerRevision; empty for none. */
export function revisionOf(pod: PodEntry): string {
  const { madeBy } = pod;
  // A StatefulSet writes the whole name into the label, a DaemonSet only the hash behind its own name.
  const hash = labelOf(pod, 'controller-revision-hash');
  if (hash === '') return madeBy;
  return hash.startsWith(`${madeBy}-`) ? hash : `${madeBy}-${hash}`;
}

/** When a revision came to be, or, for one that is used again, its first pod; milliseconds. */
export function revisionTime(revision: RevisionEntry, pods: readonly PodEntry[]): number | null {
  if (!revision.isReused) return madeAt(revision);
  const births = pods.filter((pod) => revisionOf(pod) === revision.name).flatMap((pod) => createdAt(pod) ?? []);
  return births.length === 0 ? null : births.reduce((first, birth) => Math.min(first, birth));
}
