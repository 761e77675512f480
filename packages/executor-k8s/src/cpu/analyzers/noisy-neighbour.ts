import { cores, percent, round, sum, times } from '../../evidence/words.ts';
import { basis } from '../basis.ts';
import { type CpuAnalyzer, type CpuFindingDefinition, type Draft, draft, draftKey } from '../draft.ts';
import type { Cluster } from '../model/cluster.ts';
import type { Culprit } from '../model/load.ts';
import type { PodEntry } from '../model/pod.ts';
import { setResources, toQuantity } from '../remediation.ts';
import { defaultThresholds } from '../thresholds.ts';
import { usageEvidence } from './hot-replica.ts';
import { evidenceOf, nodeSubject } from './node-saturated.ts';

const definition: CpuFindingDefinition = {
  code: 'CPU-105',
  title: 'Workload takes far more than it reserved on a full node',
  role: 'fault',
  severity: 'high',
  decided:
    'On a node at or above 80 % of its allocatable: the workload uses more than twice what it requested there and at least a tenth of the node beyond it; largest first, until the node without the excess would be below 80 %. At most three a node.',
  thresholds: { node_warn: defaultThresholds.node_warn, request_ratio: defaultThresholds.request_ratio },
  source: 'Decision tree steps 4 and 5; Popeye 503',
  remedy:
    'Request what it really uses, so that the scheduler gives it room, or limit it; the other pods on the node are its victims.',
};

/** Who fills a hot node. */
export const noisyNeighbour: CpuAnalyzer = {
  definitions: [definition],
  inspect(cluster) {
    const drafts = [...cluster.culpritsOf.values()].flatMap((culprits) => {
      const [first] = culprits;
      return first === undefined ? [] : [describe(cluster, first, culprits)];
    });
    return { drafts, ruledOut: [] };
  },
};

function describe(cluster: Cluster, worst: Culprit, culprits: readonly Culprit[]): Draft {
  const { workload, node } = worst;
  const pods = culprits.flatMap((culprit) => culprit.pods);
  const [largest] = [...worst.pods].sort((a, b) => (b.usage?.floor ?? 0) - (a.usage?.floor ?? 0));
  const factor =
    worst.requested > 0
      ? `${times(worst.used / worst.requested)} the ${cores(worst.requested)} it requested`
      : 'it requested nothing';
  const isUnlimited = pods.some((pod) => pod.limit === null);
  const nodes = culprits.map((culprit) => culprit.node);
  return draft({
    code: definition.code,
    role: 'fault',
    tier: 'figure',
    severity: 'high',
    subject: workload,
    instances: pods.map(({ instance }) => instance),
    title: `${workload.namespace}/${workload.name} fills node ${node.name} with far more CPU than it reserved`,
    detail: `It uses ${cores(worst.used)} of ${cores(node.allocatable ?? 0)} cores on node ${node.name}, ${factor}, ${basis(largest?.usage)}; ${isUnlimited ? 'it has no CPU limit' : 'it has a CPU limit'}. The node is at ${percent(node.share ?? 0)}.${culprits.length > 1 ? ` The same on ${culprits.length - 1} more of its nodes.` : ''}`,
    evidence: [...(largest === undefined ? [] : usageEvidence(cluster, largest)), ...evidenceOf(cluster, node)],
    explains: nodes.flatMap((hot) => [
      draftKey('CPU-101', nodeSubject(hot)),
      draftKey('CPU-109', nodeSubject(hot)),
      ...victims(cluster, hot),
    ]),
    touchesUsers: workload.touchesUsers,
    remediations: largest === undefined ? [] : resourceFixes(worst, largest),
    data: {
      node: node.name,
      usage_cores: round(worst.used),
      requested_cores: round(worst.requested),
      on_nodes: nodes.length,
    },
  });
}

function victims(cluster: Cluster, node: Culprit['node']): readonly string[] {
  return node.pods.flatMap((pod) => {
    const owner = cluster.ownerOf(pod);
    return owner === undefined ? [] : [draftKey('CPU-132', owner)];
  });
}

function resourceFixes({ workload, pods }: Culprit, largest: PodEntry): Draft['remediations'] {
  const [container] = [...largest.containers].sort((a, b) => (b.usage?.latest ?? 0) - (a.usage?.latest ?? 0));
  if (container === undefined || workload.kind === 'Pod') return [];
  const used = sum(pods.map((pod) => pod.usage?.floor ?? 0)) / pods.length;
  const saved = container.request === null ? null : plain(container.request);
  const request = setResources(workload, {
    container: container.name,
    field: 'requests.cpu',
    saved,
    proposed: container.limit === null ? toQuantity(used) : withinLimit(used, container.limit),
  });
  if (container.limit !== null) return [request];
  const limit = setResources(workload, {
    container: container.name,
    field: 'limits.cpu',
    saved: null,
    proposed: toQuantity(Math.max(used / 2, container.request ?? 0)),
  });
  return [request, limit];
}

/** Rounding up must not lead past the limit: such a request is refused. */
function withinLimit(used: number, limit: number): string {
  return Math.ceil(used * 20) / 20 > limit ? plain(limit) : toQuantity(used);
}

/** Cores as an exact quantity. */
export function plain(cores: number): string {
  return Number.isInteger(cores) ? String(cores) : `${Math.round(cores * 1000)}m`;
}
