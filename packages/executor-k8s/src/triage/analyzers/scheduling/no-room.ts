import type { RuledOut } from '@cloudops/spec';
import { numberAt } from '../../../evidence/read.ts';
import { count, percent, quote, round } from '../../../evidence/words.ts';
import type { Analyzer, Draft, TriageFindingDefinition } from '../../draft.ts';
import type { Pod } from '../../snapshot/pod.ts';
import type { Snapshot } from '../../snapshot/snapshot.ts';
import type { Workload } from '../../snapshot/workload.ts';
import { isUnschedulable } from '../symptoms/pod-unschedulable.ts';
import { amount, amountOf } from './amount.ts';
import { citeNodes, describeWaiting, workloadName } from './describe.ts';
import { type Placement, placements } from './placement.ts';
import { type RoomOnNode, requestsOfPod } from './room.ts';
import { scaleTo } from './ways.ts';

const full: TriageFindingDefinition = {
  code: 'SCH-107',
  title: 'No node has room left',
  role: 'fault',
  severity: 'high',
  decided:
    'Nodes that would take the pods if they were empty have less unreserved than the pods request: cpu, memory, ephemeral-storage, an extended resource, or places for pods. Counted from the requests of all pods that are not finished; where only some pods could be read, the scheduler says so. Reserved counts, not used. Where several workloads wait for the same and one holds or asks for at least half of it, that one is named.',
  thresholds: { share: 0.5 },
  source: 'kube-scheduler NodeResourcesFit, Kubernetes 1.36',
  remedy:
    'Add nodes, scale down what is not needed, or lower requests that lie far above use (see the largest requesters).',
};
const displaced: TriageFindingDefinition = {
  code: 'SCH-108',
  title: 'A workload of higher priority took the room',
  role: 'fault',
  severity: 'high',
  decided:
    'As SCH-107, and pods of higher priority, which could not both fit, were made at most 60 seconds before the waiting pods replaced older ones of their ReplicaSet or StatefulSet. The preemption itself leaves no lasting trace, so this is inferred from time.',
  thresholds: { seconds: 60 },
  source: 'Kubernetes, "Pod Priority and Preemption"',
  remedy: 'Add room for both, or lower the replicas or the priority of the one that displaced the other.',
};

/** Pods that fit an empty node and find only full ones. */
export const noRoom: Analyzer = {
  name: 'no-room',
  topic: 'health',
  definitions: [full, displaced],
  inspect(snapshot) {
    const waiting = placements(snapshot).flatMap((placement): Full[] =>
      placement.blame.kind === 'room' ? [{ placement, ...placement.blame }] : [],
    );
    const byResource = Map.groupBy(waiting, ({ resource }) => resource);
    const shares = new Map<string, readonly Share[]>();
    return {
      drafts: [...byResource.values()].flatMap((all) => all.map((one) => describe(snapshot, one, all, shares))),
      ruledOut: ruledOut(snapshot),
    };
  },
};

function ruledOut(snapshot: Snapshot): readonly RuledOut[] {
  const { namespace = null } = snapshot.scope;
  const pods = namespace === null ? snapshot.pods : snapshot.podsIn(namespace);
  const [first] = pods;
  if (first === undefined || !snapshot.isComplete('pods', namespace)) return [];
  if (pods.some((pod) => pod.node === '' && isUnschedulable(snapshot, pod))) return [];
  const why = `${count(pods.length, 'pod')} looked at: none waits for a node.`;
  return [{ code: full.code, why, evidence: snapshot.cite(first, ['spec', 'nodeName']) }];
}

interface Full {
  readonly placement: Placement;
  readonly resource: string;
  readonly nodes: readonly RoomOnNode[];
}

function describe(snapshot: Snapshot, one: Full, all: readonly Full[], known: Map<string, readonly Share[]>): Draft {
  const { placement } = one;
  const preemptor = placement.tier === 'message' ? null : preemptorOf(snapshot, one);
  if (preemptor !== null) return describeDisplaced(snapshot, one, preemptor);
  const owners = new Set(all.map(({ placement: { workload } }) => workload.key));
  // Workloads that wait for the same mostly wait for the same nodes.
  const key = [one.resource, ...one.nodes.map(({ node }) => node.name)].join('\n');
  const shares = known.get(key) ?? sharesOf(snapshot, one);
  known.set(key, shares);
  const [largest] = shares;
  const hog = owners.size > 1 && largest !== undefined && largest.share >= 0.5 ? largest.workload : null;
  return describeFull(snapshot, one, { subject: hog ?? placement.workload, shares });
}

interface Share {
  readonly workload: Workload;
  /** Of all that is reserved of the resource on these nodes. */
  readonly share: number;
  readonly held: number;
}

/** Who holds the resource on the nodes in question, most first. */
function sharesOf(snapshot: Snapshot, { nodes, resource }: Full): readonly Share[] {
  const held = new Map<Workload, number>();
  let total = 0;
  for (const room of nodes) {
    for (const pod of room.pods) {
      const own = heldBy(pod, resource);
      const workload = snapshot.workloadOf(pod);
      total += own;
      held.set(workload, (held.get(workload) ?? 0) + own);
    }
  }
  if (total === 0) return [];
  return [...held]
    .map(([workload, own]) => ({ workload, held: own, share: own / total }))
    .sort((a, b) => b.held - a.held || (a.workload.key < b.workload.key ? -1 : 1));
}

function heldBy(pod: Pod, resource: string): number {
  return resource === 'pods' ? 1 : (requestsOfPod(pod).get(resource) ?? 0);
}

function freeOn({ node, reserved, pods }: RoomOnNode, resource: string): number {
  const used = resource === 'pods' ? pods.length : reserved(resource);
  return Math.max(0, (node.allocatable(resource) ?? 0) - used);
}

function describeFull(
  snapshot: Snapshot,
  { placement, resource, nodes }: Full,
  { subject, shares }: { readonly subject: Workload; readonly shares: readonly Share[] },
): Draft {
  const { workload, pods, seeker } = placement;
  const wanted = resource === 'pods' ? 1 : (seeker.requests.get(resource) ?? 0);
  const free = Math.max(0, ...nodes.map((room) => freeOn(room, resource)));
  const name = workloadName(workload);
  const title =
    subject === workload
      ? `No room for ${count(pods.length, 'pod')} of ${name}: ${resource === 'pods' ? 'nodes take no more pods' : `${amountOf(resource, wanted)} each`}`
      : `${workloadName(subject)} holds most of the ${quote(resource)}, and others find no room`;
  return describeWaiting(snapshot, placement, {
    code: full.code,
    // One of higher priority may have taken the room; that it did leaves no trace.
    tier: hasBetters(snapshot, placement, resource) ? 'figure' : placement.tier,
    subject,
    title,
    detail: [
      nodes.length === 0
        ? `${name} finds no ${quote(resource)}: the scheduler says so. Not all pods or nodes could be read, so it was not counted again.`
        : roomDetail({ resource, wanted, free, nodes }),
      ...shares
        .slice(0, 3)
        .map(
          ({ workload: one, share, held }) =>
            `${workloadName(one)} holds ${amount(resource, held)} (${percent(share)}).`,
        ),
    ].join(' '),
    evidence: [
      ...citeNodes(snapshot, nodes, ['status', 'allocatable', resource]),
      ...snapshot.cite(seeker.pod, ['spec', 'containers', 0, 'resources', 'requests', resource]),
    ],
    mechanism: `needs ${amountOf(resource, wanted)}`,
    remediations: scaleTo(snapshot, workload),
    data: { resource, requested: round(wanted), ...(nodes.length === 0 ? {} : { free: round(free) }) },
  });
}

function roomDetail(figures: {
  readonly resource: string;
  readonly wanted: number;
  readonly free: number;
  readonly nodes: readonly RoomOnNode[];
}): string {
  const { resource, wanted, free, nodes } = figures;
  const [first] = nodes;
  const looked = nodes.length === 1 && first !== undefined ? `Node ${first.node.name}` : `${nodes.length} nodes`;
  if (resource === 'pods') {
    const most = Math.max(...nodes.map(({ node }) => node.allocatable('pods') ?? 0));
    return `${looked}: each takes ${most} pods at most and has them.`;
  }
  const all = Math.max(...nodes.map(({ node }) => node.allocatable(resource) ?? 0));
  return `${looked} of up to ${amount(resource, all)}: the freest has ${amount(resource, free)} unreserved, a pod requests ${amount(resource, wanted)}. Reserved counts, not used.`;
}

interface Preemptor {
  readonly workload: Workload;
  readonly pods: readonly Pod[];
}

function priorityOf(pod: Pod): number {
  return numberAt(pod.raw, 'spec', 'priority') ?? 0;
}

const ranked = new WeakMap<Snapshot, readonly Pod[]>();

/** Placed pods with a priority of their own: few, and the only ones that can displace others. */
function rankedPods(snapshot: Snapshot): readonly Pod[] {
  const known = ranked.get(snapshot);
  if (known !== undefined) return known;
  const found = snapshot.pods.filter((pod) => pod.node !== '' && !pod.isFinished && priorityOf(pod) !== 0);
  ranked.set(snapshot, found);
  return found;
}

/** Whether a pod of higher priority, as large as the waiting one, holds the resource anywhere. */
function hasBetters(snapshot: Snapshot, { pods, seeker, workload }: Placement, resource: string): boolean {
  const priority = Math.min(...pods.map(priorityOf));
  const wanted = resource === 'pods' ? 1 : (seeker.requests.get(resource) ?? 0);
  const better = (priority < 0 ? snapshot.pods : rankedPods(snapshot)).filter((other) => priorityOf(other) > priority);
  return better.some(
    (other) =>
      other.node !== '' &&
      !other.isFinished &&
      heldBy(other, resource) >= wanted &&
      snapshot.workloadOf(other) !== workload,
  );
}

/** Pods of higher priority that came just before older pods of the waiting one's owner were replaced. */
function preemptorOf(snapshot: Snapshot, { placement: { workload, pods }, nodes, resource }: Full): Preemptor | null {
  const priority = Math.min(...pods.map(priorityOf));
  const since = Math.min(...pods.map(({ createdAt }) => createdAt ?? Number.POSITIVE_INFINITY));
  const [pod] = pods;
  const owner =
    pod?.owner?.kind === 'ReplicaSet' ? snapshot.find('replicasets', pod.namespace, pod.owner.name) : workload.entity;
  const ownerSince = Date.parse(
    (owner?.raw as { metadata?: { creationTimestamp?: string } } | undefined)?.metadata?.creationTimestamp ?? '',
  );
  // Pods that came with their owner displaced nobody: they were simply behind in the queue.
  if (!Number.isFinite(since) || !(since - ownerSince >= 1000)) return null;
  const found = new Map<Workload, Pod[]>();
  const names = new Set(nodes.map(({ node }) => node.name));
  for (const other of rankedPods(snapshot)) {
    const created = other.createdAt;
    if (priorityOf(other) <= priority || created === null || !names.has(other.node)) continue;
    if (created > since + 1000 || since - created > 60_000 || created < ownerSince) continue;
    if (heldBy(other, resource) === 0) continue;
    const one = snapshot.workloadOf(other);
    found.set(one, [...(found.get(one) ?? []), other]);
  }
  const sorted = [...found].sort(([a, some], [b, others]) => others.length - some.length || (a.key < b.key ? -1 : 1));
  const [best] = sorted;
  return best === undefined ? null : { workload: best[0], pods: best[1] };
}

function describeDisplaced(snapshot: Snapshot, { placement, resource }: Full, preemptor: Preemptor): Draft {
  const { workload, pods, seeker } = placement;
  const [first] = preemptor.pods;
  const above = first === undefined ? 0 : priorityOf(first);
  const name = workloadName(preemptor.workload);
  return describeWaiting(snapshot, placement, {
    code: displaced.code,
    tier: 'figure',
    subject: preemptor.workload,
    title: `${name} displaced ${count(pods.length, 'pod')} of ${workloadName(workload)}`,
    detail: `Priority ${above} against ${priorityOf(seeker.pod)}: the scheduler makes room for the higher one, and there is not ${quote(resource)} enough for both. Inferred from time: pods of ${name} came just before those of ${workloadName(workload)} had to be made anew.`,
    evidence: [
      ...(first === undefined ? [] : snapshot.cite(first, ['spec', 'priority'], ['metadata', 'creationTimestamp'])),
      ...snapshot.cite(seeker.pod, ['spec', 'priority'], ['metadata', 'creationTimestamp']),
    ],
    mechanism: 'had to give way to a higher priority',
    data: { priority: above, displaced_priority: priorityOf(seeker.pod) },
  });
}
