import { listAt, textAt } from '../../../evidence/read.ts';
import { count, quote, round } from '../../../evidence/words.ts';
import type { Analyzer, Draft, TriageFindingDefinition } from '../../draft.ts';
import { requestsOf } from '../../snapshot/pod-requests.ts';
import type { Snapshot } from '../../snapshot/snapshot.ts';
import { amountOf } from './amount.ts';
import { citeNodes, describeWaiting, workloadName } from './describe.ts';
import { type Placement, placements } from './placement.ts';
import { lowerRequest } from './ways.ts';

const tooLarge: TriageFindingDefinition = {
  code: 'SCH-103',
  title: 'Pod requests more than any node has',
  role: 'fault',
  severity: 'high',
  decided:
    'The request of a pod (cpu, memory, ephemeral-storage or any other resource; containers, sidecars, start-up containers and overhead as the scheduler adds them) is larger than the allocatable amount of every node that its selector and volumes allow. An idle cluster would not help.',
  thresholds: {},
  source: 'kube-scheduler NodeResourcesFit; resource helpers `PodRequests`, Kubernetes 1.36',
  remedy: 'Lower the request of the workload, or add a node type that is large enough.',
};
const notOffered: TriageFindingDefinition = {
  code: 'SCH-104',
  title: 'No node offers a resource that pods request',
  role: 'fault',
  severity: 'high',
  decided: 'No node that the pods may use states an allocatable amount above 0 of an extended resource they request.',
  thresholds: {},
  source: 'kube-scheduler NodeResourcesFit; Kubernetes, "Device Plugins"',
  remedy:
    'Take the request out, or add nodes with the device. Where a node should have it, look at its device plug-in: it registers the resource.',
};

/** Pods that fit on no node, however empty. */
export const tooLargeForNodes: Analyzer = {
  name: 'too-large',
  topic: 'health',
  definitions: [tooLarge, notOffered],
  inspect: (snapshot) => ({
    drafts: placements(snapshot).flatMap((placement) =>
      placement.blame.kind === 'size' ? [describe(snapshot, placement, placement.blame)] : [],
    ),
  }),
};

function describe(
  snapshot: Snapshot,
  placement: Placement,
  blame: Extract<Placement['blame'], { readonly kind: 'size' }>,
): Draft {
  const { workload, pods, seeker, nodes } = placement;
  const { resource, wanted, largest, keptApart } = blame;
  const isOffered = largest > 0;
  const elsewhere = nodes.filter(({ room }) => (room.node.allocatable(resource) ?? 0) >= wanted);
  const apart = [
    ...(keptApart.length > 0 ? [`${count(keptApart.length, 'larger node')} is kept for others by a taint.`] : []),
    ...(keptApart.length === 0 && elsewhere.length > 0
      ? [`${count(elsewhere.length, 'node')} would be large enough, but the pods may not use it.`]
      : []),
  ];
  const name = workloadName(workload);
  return describeWaiting(snapshot, placement, {
    code: isOffered ? tooLarge.code : notOffered.code,
    title: isOffered
      ? `${name} requests ${amountOf(resource, wanted)}, more than any node has`
      : `No node offers ${quote(resource)}, of which ${name} requests ${wanted}`,
    detail: [
      isOffered
        ? `The largest node that it may use has ${amountOf(resource, largest)} for pods, so ${count(pods.length, 'pod')} can never be placed, however idle the cluster is.`
        : `${count(pods.length, 'pod')} can never be placed.`,
      ...apart,
    ].join(' '),
    evidence: [
      ...snapshot.cite(seeker.pod, ...largestHolder(seeker.pod.raw, resource).map(({ path }) => path)),
      ...citeNodes(
        snapshot,
        nodes
          .map(({ room }) => room)
          .toSorted((a, b) => (b.node.allocatable(resource) ?? 0) - (a.node.allocatable(resource) ?? 0)),
        isOffered ? ['status', 'allocatable', resource] : ['status', 'allocatable'],
      ),
    ],
    mechanism: `requests ${amountOf(resource, wanted)}`,
    remediations: largestHolder(seeker.pod.raw, resource).flatMap(({ container, own }) =>
      lowerRequest(workload, { container, resource, saved: own, largest }),
    ),
    data: { resource, requested: round(wanted), largest_allocatable: round(largest) },
  });
}

interface Holder {
  readonly container: string;
  readonly own: number;
  readonly path: readonly (string | number)[];
}

/** The container with the largest request. */
function largestHolder(pod: unknown, resource: string): readonly Holder[] {
  const all = ['containers', 'initContainers'].flatMap((list) =>
    listAt(pod, 'spec', list).map((container, index) => ({
      container: textAt(container, 'name'),
      path: ['spec', list, index, 'resources', 'requests', resource],
      own: requestsOf(container).get(resource) ?? 0,
    })),
  );
  return all.toSorted((a, b) => b.own - a.own).slice(0, 1);
}
