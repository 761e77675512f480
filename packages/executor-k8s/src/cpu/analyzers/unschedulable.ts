import { conditionOf, textAt } from '../../evidence/read.ts';
import { cores, count } from '../../evidence/words.ts';
import { type CpuAnalyzer, type CpuFindingDefinition, type Draft, draft, draftKey } from '../draft.ts';
import type { Cluster } from '../model/cluster.ts';
import { eligibleNodes, freeCores } from '../model/placement.ts';
import type { PodEntry } from '../model/pod.ts';
import type { WorkloadEntry } from '../model/workload.ts';
import { setResources, toQuantity } from '../remediation.ts';
import { plain } from './noisy-neighbour.ts';

const tooLarge: CpuFindingDefinition = {
  code: 'CPU-120',
  title: 'Pod requests more CPU than any node has',
  role: 'fault',
  severity: 'high',
  decided:
    'A pod is Pending with PodScheduled=False, Unschedulable, and its CPU request is larger than the allocatable CPU of every node that its selector, affinity and tolerations allow. Decided from the objects; the list of nodes must be complete.',
  thresholds: {},
  source: 'Decision tree step 9; kube-scheduler NodeResourcesFit',
  remedy: 'Lower the request, or add a node type that is large enough.',
};

const full: CpuFindingDefinition = {
  code: 'CPU-121',
  title: 'Pods wait for a node with free CPU',
  role: 'symptom',
  severity: 'high',
  decided:
    'A pod is Pending with PodScheduled=False, Unschedulable; nodes of its size exist, but none that it may run on has its CPU request left unreserved. Where not all pods could be listed, the scheduler\'s own message must count nodes with "Insufficient cpu" (kube-scheduler 1.12 to 1.36).',
  thresholds: {},
  source: 'Decision tree step 9; kube-scheduler NodeResourcesFit',
  remedy: 'Add nodes, or free reserved CPU: requests far above use are the first place to look.',
};

/** Pods that wait for CPU. */
export const unschedulable: CpuAnalyzer = {
  definitions: [tooLarge, full],
  inspect(cluster) {
    const waiting = new Map<WorkloadEntry, PodEntry[]>();
    for (const pod of cluster.pods) {
      const owner = isUnschedulable(pod) ? cluster.ownerOf(pod) : undefined;
      if (owner === undefined) continue;
      const known = waiting.get(owner);
      if (known === undefined) waiting.set(owner, [pod]);
      else known.push(pod);
    }
    const nodes = [...cluster.nodes.values()];
    const drafts = [...waiting].flatMap(([workload, pods]) => judge(cluster, { workload, pods, nodes }) ?? []);
    return {
      drafts: drafts.sort((a, b) => (a.subject.name < b.subject.name ? -1 : 1)),
      ruledOut: ruledOut(cluster, drafts, waiting.size),
    };
  },
};

interface Waiting {
  readonly workload: WorkloadEntry;
  readonly pods: readonly PodEntry[];
  readonly nodes: Cluster['nodes'] extends ReadonlyMap<string, infer Node> ? readonly Node[] : never;
}

function isUnschedulable(pod: PodEntry): boolean {
  if (pod.phase !== 'Pending' || pod.node !== '' || pod.isTerminating) return false;
  const condition = conditionOf(pod.item.raw, 'PodScheduled')?.raw;
  return textAt(condition, 'status') === 'False' && textAt(condition, 'reason') === 'Unschedulable';
}

function judge(cluster: Cluster, waiting: Waiting): Draft | null {
  const [pod] = waiting.pods;
  if (pod === undefined || pod.request === 0 || !cluster.book.isComplete('nodes')) return null;
  const eligible = eligibleNodes(pod, waiting.nodes);
  if (eligible.length === 0) return null;
  const largest = Math.max(...eligible.map(({ allocatable }) => allocatable ?? 0));
  if (pod.request > largest) return describeTooLarge(cluster, waiting, largest);
  if (!cluster.isWhole) return saysInsufficientCpu(pod) ? describeFull(cluster, waiting, null) : null;
  const free = Math.max(...eligible.map(freeCores));
  return free < pod.request - 1e-9 ? describeFull(cluster, waiting, free) : null;
}

/** Parses `0/3 nodes are available: 2 Insufficient cpu, 1 node(s) had …`. */
function saysInsufficientCpu(pod: PodEntry): boolean {
  const message = textAt(conditionOf(pod.item.raw, 'PodScheduled')?.raw, 'message').slice(0, 4000);
  const match = /^0\/\d+ nodes are available: (.*)$/s.exec(message);
  return match?.[1]?.split(/[,.] ?/).some((part) => /^\d+ Insufficient cpu$/.test(part.trim())) ?? false;
}

function describeTooLarge(cluster: Cluster, { workload, pods, nodes }: Waiting, largest: number): Draft {
  const [pod] = pods as readonly [PodEntry, ...PodEntry[]];
  const biggest = nodes.find(
    (node) => node.allocatable === Math.max(...nodes.map(({ allocatable }) => allocatable ?? 0)),
  );
  const [container] = [...pod.containers].sort((a, b) => (b.request ?? 0) - (a.request ?? 0));
  const saved = container?.request ?? null;
  return draft({
    code: tooLarge.code,
    role: 'fault',
    tier: 'contradiction',
    severity: 'high',
    subject: workload,
    instances: pods.map(({ instance }) => instance),
    title: `${workload.namespace}/${workload.name} requests ${cores(pod.request)} cores, more than any node has`,
    detail: `The largest node that it may run on has ${cores(largest)} cores allocatable, so ${count(pods.length, 'pod')} can never be placed, however idle the cluster is.`,
    evidence: waitingEvidence(
      cluster,
      pod,
      biggest === undefined ? [] : [[biggest.item.place, 'status', 'allocatable', 'cpu']],
    ),
    explains: [draftKey('CPU-112', hpaOf(cluster, workload))],
    touchesUsers: workload.touchesUsers,
    remediations:
      container === undefined || saved === null || workload.kind === 'Pod'
        ? []
        : [
            setResources(workload, {
              container: container.name,
              field: 'requests.cpu',
              saved: plain(saved),
              proposed: toQuantity(largest / 2),
            }),
          ],
    data: { request_cores: pod.request, largest_allocatable_cores: largest },
  });
}

function describeFull(cluster: Cluster, { workload, pods }: Waiting, free: number | null): Draft {
  const [pod] = pods as readonly [PodEntry, ...PodEntry[]];
  const proof =
    free === null
      ? 'The scheduler says so; not all pods could be read, so it was not counted again.'
      : `The freest node that it may run on has ${cores(Math.max(0, free))} cores unreserved.`;
  return draft({
    code: full.code,
    role: 'symptom',
    tier: free === null ? 'message' : 'contradiction',
    severity: 'high',
    subject: workload,
    instances: pods.map(({ instance }) => instance),
    title: `${count(pods.length, 'pod')} of ${workload.namespace}/${workload.name} wait for ${cores(pod.request)} cores`,
    detail: `${proof} Reserved CPU counts here, not used CPU. Look at requests far above use and at whether nodes can be added.`,
    evidence: waitingEvidence(cluster, pod, []),
    explains: [draftKey('CPU-112', hpaOf(cluster, workload))],
    touchesUsers: workload.touchesUsers,
    data: { request_cores: pod.request, free_cores: free },
  });
}

function waitingEvidence(
  { book }: Cluster,
  pod: PodEntry,
  more: Parameters<typeof book.citeAll>[0],
): Draft['evidence'] {
  const index = conditionOf(pod.item.raw, 'PodScheduled')?.index ?? 0;
  const [container] = [...pod.containers].sort((a, b) => (b.request ?? 0) - (a.request ?? 0));
  return book.citeAll([
    [pod.item.place, 'status', 'conditions', index, 'reason'],
    [pod.item.place, 'status', 'conditions', index, 'message'],
    ...(container === undefined ? [] : [[pod.item.place, ...container.path, 'resources', 'requests', 'cpu'] as const]),
    ...more,
  ]);
}

function hpaOf(cluster: Cluster, workload: WorkloadEntry): Draft['subject'] {
  const found = cluster.hpas.find((hpa) => hpa.workload === workload);
  return found ?? { kind: 'HorizontalPodAutoscaler', namespace: workload.namespace, name: '' };
}

function ruledOut(
  cluster: Cluster,
  drafts: readonly Draft[],
  waiting: number,
): { code: string; why: string; evidence: Draft['evidence'] }[] {
  if (drafts.length > 0 || !cluster.book.isComplete('pods')) return [];
  const why = waiting === 0 ? 'No pod is waiting for a node.' : 'Pods wait for a node, but not for lack of CPU.';
  return [{ code: full.code, why, evidence: cluster.book.citeAll([[{ step: 'pods', path: [] }, 'complete']]) }];
}
