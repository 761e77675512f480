import { type Book, createBook } from '../../evidence/book.ts';
import { compareText, listAt, valueAt } from '../../evidence/read.ts';
import type { CpuInput, CpuScope } from '../input.ts';
import { type CpuThresholds, defaultThresholds } from '../thresholds.ts';
import { type HpaEntry, readHpas } from './hpa.ts';
import { type Culprit, findCulprits, findSaturated, type Saturated } from './load.ts';
import { type NodeEntry, readNodes } from './node.ts';
import { isRunning, type PodEntry, toPod } from './pod.ts';
import { type NodePressure, readPressures, readThrottles, type Throttle } from './throttle.ts';
import { type Measurements, readMeasurements } from './usage.ts';
import { readWorkloads, type WorkloadEntry } from './workload.ts';

/** All that analyzers look at: the evidence, joined once. */
export interface Cluster {
  readonly book: Book;
  readonly scope: CpuScope;
  readonly thresholds: CpuThresholds;
  /** The cluster's time, milliseconds; null when nothing in the evidence tells. */
  readonly now: number | null;
  readonly measurements: Measurements;
  readonly nodes: ReadonlyMap<string, NodeEntry>;
  readonly pods: readonly PodEntry[];
  readonly workloads: ReadonlyMap<string, WorkloadEntry>;
  readonly hpas: readonly HpaEntry[];
  ownerOf(pod: PodEntry): WorkloadEntry | undefined;
  /** Whether every pod of the cluster was listed, so that sums per node mean something. */
  readonly isWhole: boolean;
  /** Nodes at or above the threshold in all samples, hottest first. */
  readonly hotNodes: readonly NodeEntry[];
  readonly culprits: readonly Culprit[];
  /** The same by workload key. */
  readonly culpritsOf: ReadonlyMap<string, readonly Culprit[]>;
  /** By workload key; only those with a container near its limit. */
  readonly saturated: ReadonlyMap<string, readonly Saturated[]>;
  /** By `namespace/pod`; null when it was not read. */
  readonly throttles: ReadonlyMap<string, readonly Throttle[]> | null;
  readonly pressures: ReadonlyMap<string, NodePressure>;
}

/** Joins the evidence; linear in the number of objects. */
export function readCluster(input: CpuInput): Cluster {
  const book = createBook(input.steps);
  const thresholds = { ...defaultThresholds, ...input.thresholds };
  const measurements = readMeasurements(book);
  const pods = readPods(book, measurements);
  const workloads = readWorkloads(book, pods);
  const owners = new Map<PodEntry, WorkloadEntry>();
  for (const workload of workloads.values()) for (const pod of workload.pods) owners.set(pod, workload);
  const nodes = readNodes(book, pods, (name) => measurements.nodes.get(name));
  const hotNodes = [...nodes.values()]
    .filter(({ share }) => share !== null && share >= thresholds.node_warn)
    .sort((a, b) => (b.share ?? 0) - (a.share ?? 0) || compareText(a.name, b.name));
  const ownerOf = (pod: PodEntry): WorkloadEntry | undefined => owners.get(pod);
  const culprits = hotNodes.flatMap((node) => findCulprits(node, ownerOf, thresholds));
  return {
    book,
    scope: input.scope,
    thresholds,
    now: book.now,
    measurements,
    nodes,
    pods,
    workloads,
    hpas: readHpas(book, workloads),
    ownerOf,
    isWhole: book.isComplete('pods') && !isNamespaced(book, 'pods'),
    hotNodes,
    culprits,
    culpritsOf: Map.groupBy(culprits, ({ workload }) => workload.key),
    saturated: saturatedByWorkload(workloads, thresholds),
    throttles: readThrottles(book),
    pressures: readPressures(book),
  };
}

/** Whether a list step was limited to one namespace. */
export function isNamespaced(book: Book, step: string): boolean {
  const namespace = valueAt(book.evidence(step).output, 'namespace');
  return typeof namespace === 'string' && namespace !== '';
}

/** Whether something is wrong with a workload's CPU: without this, whatever else it did is no cause. */
export function isTroubled(cluster: Cluster, workload: WorkloadEntry): boolean {
  return (
    cluster.saturated.has(workload.key) ||
    cluster.culpritsOf.has(workload.key) ||
    throttledOf(cluster, workload).length > 0
  );
}

/** The throttled containers of a workload above the threshold, worst first. */
export function throttledOf(
  cluster: Cluster,
  workload: WorkloadEntry,
): readonly { readonly pod: PodEntry; readonly throttle: Throttle }[] {
  if (cluster.throttles === null || cluster.throttles.size === 0) return [];
  const found = [];
  for (const pod of workload.pods) {
    for (const throttle of cluster.throttles.get(pod.key) ?? []) {
      if (throttle.ratio > cluster.thresholds.throttled) found.push({ pod, throttle });
    }
  }
  return found.sort((a, b) => b.throttle.ratio - a.throttle.ratio || compareText(a.pod.key, b.pod.key));
}

function readPods(book: Book, measurements: Measurements): readonly PodEntry[] {
  const usageOf = (key: string): ReturnType<typeof measurements.pods.get> => measurements.pods.get(key);
  const pods = new Map<string, PodEntry>();
  for (const item of book.items('pods')) {
    const pod = toPod(item, usageOf);
    if (pod !== null) pods.set(pod.key, pod);
  }
  for (const [index, one] of listAt(book.evidence('neighbour_pods').output, 'items').entries()) {
    for (const [position, raw] of listAt(one, 'output', 'items').entries()) {
      const path = ['items', index, 'output', 'items', position];
      const pod = toPod({ place: { step: 'neighbour_pods', path }, raw }, usageOf);
      if (pod !== null && !pods.has(pod.key)) pods.set(pod.key, pod);
    }
  }
  return [...pods.values()].sort((a, b) => compareText(a.key, b.key));
}

function saturatedByWorkload(
  workloads: ReadonlyMap<string, WorkloadEntry>,
  thresholds: CpuThresholds,
): ReadonlyMap<string, readonly Saturated[]> {
  const saturated = new Map<string, readonly Saturated[]>();
  for (const workload of workloads.values()) {
    const found = findSaturated(workload, thresholds.limit_warn);
    if (found.length > 0) saturated.set(workload.key, found);
  }
  return saturated;
}

/** Running pods that a workload has measurements for. */
export function measuredPods(workload: WorkloadEntry): readonly PodEntry[] {
  return workload.pods.filter((pod) => isRunning(pod) && pod.usage !== null);
}
