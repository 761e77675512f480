import { median, shareOf } from '../../evidence/words.ts';
import type { CpuThresholds } from '../thresholds.ts';
import type { NodeEntry } from './node.ts';
import { type ContainerEntry, isRunning, type PodEntry } from './pod.ts';
import { revisionOf } from './revision.ts';
import type { WorkloadEntry } from './workload.ts';

/** A container near its limit in every sample. */
export interface Saturated {
  readonly pod: PodEntry;
  readonly container: ContainerEntry;
  /** Usage that held in all samples against the limit. */
  readonly share: number;
}

/** A workload that takes much more of a hot node than it reserved there. */
export interface Culprit {
  readonly node: NodeEntry;
  readonly workload: WorkloadEntry;
  /** Its pods on that node. */
  readonly pods: readonly PodEntry[];
  /** Cores, as held in all samples. */
  readonly used: number;
  readonly requested: number;
}

/** The container of each pod that is closest to its limit, for pods at or above the threshold. Sorted by share. */
export function findSaturated(workload: WorkloadEntry, threshold: number): readonly Saturated[] {
  const found: Saturated[] = [];
  for (const pod of workload.pods) {
    const closest = closestToLimit(pod);
    if (isRunning(pod) && closest !== null && closest.share >= threshold) found.push(closest);
  }
  return found.sort((a, b) => b.share - a.share);
}

/** The container that uses most of its limit; null when none has a limit and a measurement. */
export function closestToLimit(pod: PodEntry): Saturated | null {
  let closest: Saturated | null = null;
  for (const container of pod.containers) {
    if (container.limit === null || container.limit <= 0 || container.usage === null) continue;
    const share = shareOf(container.usage.floor, container.limit);
    if (closest === null || share > closest.share) closest = { pod, container, share };
  }
  return closest;
}

/**
 * Who explains a hot node: workloads whose use is over twice what they reserved on it (Popeye's under-allocated rule) and
 * over by a tenth of the node, largest first, until the node without the excess would be fine. At most three.
 */
export function findCulprits(
  node: NodeEntry,
  ownerOf: (pod: PodEntry) => WorkloadEntry | undefined,
  thresholds: CpuThresholds,
): readonly Culprit[] {
  const { allocatable, usage } = node;
  if (allocatable === null || usage === null) return [];
  const candidates = groupByOwner(node, ownerOf)
    .filter(
      ({ used, requested }) => used > thresholds.request_ratio * requested && used - requested >= allocatable / 10,
    )
    .sort((a, b) => b.used - b.requested - (a.used - a.requested) || (a.workload.key < b.workload.key ? -1 : 1));
  const culprits: Culprit[] = [];
  let left = usage.floor;
  for (const candidate of candidates) {
    if (culprits.length === 3 || left < thresholds.node_warn * allocatable) break;
    culprits.push(candidate);
    left -= candidate.used - candidate.requested;
  }
  return culprits;
}

function groupByOwner(node: NodeEntry, ownerOf: (pod: PodEntry) => WorkloadEntry | undefined): Culprit[] {
  const groups = new Map<string, { workload: WorkloadEntry; pods: PodEntry[]; used: number; requested: number }>();
  for (const pod of node.pods) {
    const workload = ownerOf(pod);
    if (workload === undefined || pod.usage === null) continue;
    const group = groups.get(workload.key) ?? { workload, pods: [], used: 0, requested: 0 };
    group.pods.push(pod);
    group.used += pod.usage.floor;
    group.requested += pod.request;
    groups.set(workload.key, group);
  }
  return [...groups.values()].map((group) => ({ node, ...group }));
}

/** The replica that does several times what its peers do. */
export interface HotReplica {
  readonly pod: PodEntry;
  readonly used: number;
  /** Median of the other running, measured replicas, cores. */
  readonly peers: number;
  readonly peerCount: number;
}

/**
 * Replicas above `ratio` times the median of the others, in every sample. Peers are pods of the same revision: one that
 * starts up in a rollout is not compared with what it replaces.
 */
export function findHotReplicas(workload: WorkloadEntry, ratio: number): readonly HotReplica[] {
  const measured = workload.pods.filter((pod) => isRunning(pod) && !pod.isTerminating && pod.usage !== null);
  const hot = [...Map.groupBy(measured, revisionOf).values()].flatMap((peers) => hotAmong(peers, ratio));
  return hot.sort((a, b) => b.used - a.used);
}

function hotAmong(measured: readonly PodEntry[], ratio: number): readonly HotReplica[] {
  if (measured.length < 2) return [];
  const sorted = measured.map((pod) => pod.usage?.latest ?? 0).sort((a, b) => a - b);
  return measured.flatMap((pod) => {
    const used = pod.usage?.floor ?? 0;
    const peers = medianWithout(sorted, pod.usage?.latest ?? 0);
    return used > ratio * peers ? [{ pod, used, peers, peerCount: measured.length - 1 }] : [];
  });
}

/** The median of a sorted list without one of its values, without copying it for each of many replicas. */
function medianWithout(sorted: readonly number[], value: number): number {
  const gap = lowerBound(sorted, value);
  const at = (index: number): number => sorted[index < gap ? index : index + 1] ?? 0;
  const left = sorted.length - 1;
  return left % 2 === 1 ? at(left >> 1) : median([at((left >> 1) - 1), at(left >> 1)]);
}

function lowerBound(sorted: readonly number[], value: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? 0) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
