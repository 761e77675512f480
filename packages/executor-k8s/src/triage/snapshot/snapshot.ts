import type { EvidenceRef } from '@cloudops/spec';
import { type Book, createBook } from '../../evidence/book.ts';
import { listAt, type PathPart, textAt, valueAt } from '../../evidence/read.ts';
import type { StepEvidence } from '../../evidence/step-evidence.ts';
import { instanceOf } from '../../evidence/subject.ts';
import type { TriageInput, TriageScope } from '../input.ts';
import { recordKinds } from '../records/records.ts';
import type { Entity } from './entity.ts';
import { toEvent, type WarningEvent } from './event.ts';
import { type Lists, readLists } from './lists.ts';
import { type Pod, toPods } from './pod.ts';
import { createPodIndex, type PodIndex } from './pod-index.ts';
import { readWorkloads, type Workload } from './workload.ts';

/** The tail of a container's log. */
export interface LogTail {
  readonly previous: boolean;
  /** Oldest first: the process's own words, hostile text. */
  readonly lines: readonly string[];
  cite(line: number): EvidenceRef | null;
}

/** All that was read of a cluster, with its indexes. Immutable; built once; every list sorted. */
export interface Snapshot extends PodIndex {
  readonly book: Book;
  readonly scope: TriageScope;
  readonly options: NonNullable<TriageInput['options']>;
  /** The API server's clock, milliseconds; null when no step tells. */
  readonly now: number | null;
  /** Objects of a record by its name, such as `configmaps`. */
  all(record: string): readonly Entity[];
  /** By record name. */
  find(record: string, namespace: string, name: string): Entity | undefined;
  /** Whether absence from the list means something; null = for the whole cluster. */
  isComplete(record: string, namespace: string | null): boolean;
  readonly pods: readonly Pod[];
  /** By `Kind/namespace/name`. */
  readonly workloads: ReadonlyMap<string, Workload>;
  workloadOf(pod: Pod): Workload;
  /** Warning events about an object, by its key; newest first. */
  eventsOf(key: string): readonly WarningEvent[];
  /** What was read of a container's logs; the previous run's first. */
  logsOf(pod: Pod, container: string): readonly LogTail[];
  /** Whether a Service stands before a workload's pods; null when Services could not be read. */
  touchesUsers(workload: Workload): boolean | null;
  /** Citations of all paths of an object that exist. */
  cite(entity: Entity, ...paths: readonly (readonly PathPart[])[]): readonly EvidenceRef[];
}

/** Builds the snapshot from the evidence of steps: linear in the number of objects. */
export function createSnapshot(
  input: Pick<TriageInput, 'scope' | 'options'> & { readonly steps: Readonly<Record<string, StepEvidence>> },
): Snapshot {
  const book = createBook(input.steps);
  const lists = new Map<string, Lists>(recordKinds.map(({ name }) => [name, readLists(book, name)]));
  const all = (record: string): readonly Entity[] => lists.get(record)?.entities ?? [];
  const names = new Map<string, Map<string, Entity>>();
  const pods = toPods(all('pods'));
  const workloads = readWorkloads(
    {
      top: ['deployments', 'statefulsets', 'daemonsets', 'cronjobs'].map(all),
      replicaSets: all('replicasets'),
      jobs: all('jobs'),
    },
    pods,
  );
  const owners = new Map([...workloads.values()].flatMap((workload) => workload.pods.map((pod) => [pod, workload])));
  const events = groupEvents(all('events').map(toEvent));
  const logs = readLogs(book);
  const index = createPodIndex(pods, all('services'), lists.get('services'));
  return {
    ...index,
    book,
    scope: input.scope,
    options: input.options ?? {},
    now: book.now,
    all,
    find(record, namespace, name) {
      let known = names.get(record);
      if (known === undefined) {
        known = new Map(all(record).map((entity) => [`${entity.namespace}/${entity.name}`, entity]));
        names.set(record, known);
      }
      return known.get(`${namespace}/${name}`);
    },
    isComplete: (record, namespace) => lists.get(record)?.isComplete(namespace) ?? false,
    pods,
    workloads,
    workloadOf: (pod) => owners.get(pod) ?? bareWorkload(pod),
    eventsOf: (key) => events.get(key) ?? [],
    logsOf: (pod, container) => logs.get(`${pod.namespace}/${pod.name}/${container}`) ?? [],
    touchesUsers: ({ namespace, labels }) => index.isServed(namespace, labels),
    cite: ({ item }, ...paths) => paths.flatMap((path) => book.cite(item.place, ...path) ?? []),
  };
}

function bareWorkload(pod: Pod): Workload {
  return {
    ...{ kind: 'Pod', namespace: pod.namespace, name: pod.name },
    key: pod.key,
    entity: pod,
    pods: [pod],
    specPath: ['spec'],
    spec: valueAt(pod.raw, 'spec'),
    labels: pod.labels,
  };
}

function groupEvents(events: readonly WarningEvent[]): ReadonlyMap<string, readonly WarningEvent[]> {
  const groups = new Map<string, WarningEvent[]>();
  for (const event of events) {
    const group = groups.get(event.about);
    if (group === undefined) groups.set(event.about, [event]);
    else group.push(event);
  }
  for (const group of groups.values())
    group.sort((a, b) => (b.lastAt ?? 0) - (a.lastAt ?? 0) || (a.name < b.name ? -1 : 1));
  return groups;
}

/** The `logs` step: a `foreach` of `kubernetes.logs`. */
function readLogs(book: Book): ReadonlyMap<string, readonly LogTail[]> {
  const tails = new Map<string, LogTail[]>();
  for (const [index, part] of listAt(book.evidence('logs').output, 'items').entries()) {
    const output = valueAt(part, 'output');
    if (textAt(part, 'status') !== 'present' || output === undefined) continue;
    const key = [textAt(output, 'namespace'), textAt(output, 'pod'), textAt(output, 'container')].join('/');
    const lines = listAt(output, 'lines').filter((line): line is string => typeof line === 'string');
    const path = ['items', index, 'output', 'lines'];
    const tail: LogTail = {
      previous: valueAt(output, 'previous') === true,
      lines,
      cite: (line) => book.cite({ step: 'logs', path }, line),
    };
    tails.set(
      key,
      [...(tails.get(key) ?? []), tail].sort((a, b) => Number(b.previous) - Number(a.previous)),
    );
  }
  return tails;
}

/** `Kind/namespace/name` of an object by the parts of a reference. */
export function keyOf(kind: string, namespace: string, name: string): string {
  return instanceOf({ kind, namespace, name });
}
