import { isTolerated } from '../../../evidence/placement.ts';
import { listAt } from '../../../evidence/read.ts';
import { count, someOf } from '../../../evidence/words.ts';
import { type Analyzer, type Draft, draft, isoTime, type TriageFindingDefinition } from '../../draft.ts';
import { isStateTaint, taintText } from '../../snapshot/node.ts';
import type { Snapshot } from '../../snapshot/snapshot.ts';
import { toleratesChosen } from './blame.ts';
import {
  answerEvidence,
  citeNodes,
  describeWaiting,
  severityOf,
  waitingFor,
  waitingSince,
  workloadName,
} from './describe.ts';
import { type Placement, placements } from './placement.ts';
import type { RoomOnNode } from './room.ts';

const untolerated: TriageFindingDefinition = {
  code: 'SCH-105',
  title: 'Pods do not tolerate the taint of the nodes they need',
  role: 'fault',
  severity: 'high',
  decided:
    'Every node that the selector, volumes and size of the pods leave carries a taint (NoSchedule or NoExecute) that somebody chose and the pods do not tolerate. Taints that state a condition of a node, and tainted nodes beside open ones, are nothing here.',
  thresholds: {},
  source: 'kube-scheduler TaintToleration, Kubernetes 1.36',
  remedy: 'Give the workload the toleration, or take the taint off the nodes.',
};
const tainted: TriageFindingDefinition = {
  code: 'SCH-106',
  title: 'A taint keeps pods from nodes that were open to them',
  role: 'fault',
  severity: 'high',
  decided:
    'As SCH-105, and the taint is newer than what runs there: pods without the toleration stand on the node; or all nodes of the cluster carry such a taint.',
  thresholds: {},
  source: 'kube-scheduler TaintToleration, Kubernetes 1.36',
  remedy: 'Take the taint off the node when its purpose is over, or add nodes without it.',
};

/** Pods that taints keep from every node they could use. */
export const taints: Analyzer = {
  name: 'taints',
  topic: 'health',
  definitions: [untolerated, tainted],
  inspect: (snapshot) => ({
    drafts: placements(snapshot).flatMap((placement) => {
      const { blame } = placement;
      if (blame.kind !== 'taint') return [];
      const later = blame.nodes.filter((room) => isLater(snapshot, room));
      const changed = blame.isEverywhere ? blame.nodes : later;
      const [first] = changed;
      return first !== undefined
        ? [describeNodes(snapshot, placement, first, changed)]
        : [describeWorkload(snapshot, placement, blame.nodes)];
    }),
  }),
};

/** Whether pods that do not tolerate the node's taints stand there: they came before. */
function isLater(snapshot: Snapshot, room: RoomOnNode): boolean {
  return room.pods.some((pod) => {
    const { kind, spec } = snapshot.workloadOf(pod);
    // DaemonSets and pods that the kubelet makes itself tolerate what their specification does not show.
    if (spec === undefined || kind === 'DaemonSet' || kind === 'Node' || pod.isTerminating) return false;
    return !toleratesChosen(listAt(spec, 'tolerations'), room);
  });
}

function textsOf({ tolerations }: Placement['seeker'], { node }: RoomOnNode): readonly string[] {
  return node.taints.filter((taint) => !isStateTaint(taint) && !isTolerated(tolerations, taint)).map(taintText);
}

function describeWorkload(snapshot: Snapshot, placement: Placement, nodes: readonly RoomOnNode[]): Draft {
  const { workload, pods, seeker } = placement;
  const texts = [...new Set(nodes.flatMap((room) => textsOf(seeker, room)))].sort();
  return describeWaiting(snapshot, placement, {
    code: untolerated.code,
    title: `${workloadName(workload)} does not tolerate the taint ${someOf(texts)} of the nodes it needs`,
    detail: `${count(nodes.length, 'node')} would do for ${count(pods.length, 'pod')}: ${someOf(nodes.map(({ node }) => node.name))}, but for the taint ${someOf(texts)}. None of the tolerations that the pods state fits.`,
    evidence: [
      ...citeNodes(snapshot, nodes, ['spec', 'taints']),
      ...snapshot.cite(seeker.pod, ['spec', 'tolerations'], ['spec', 'nodeSelector']),
    ],
    mechanism: 'lacks the toleration',
    data: { taints: texts },
  });
}

/** Any one of the nodes would do: one cause, at the first. */
function describeNodes(
  snapshot: Snapshot,
  { workload, pods, seeker, tier }: Placement,
  first: RoomOnNode,
  nodes: readonly RoomOnNode[],
): Draft {
  const texts = [...new Set(nodes.flatMap((room) => textsOf(seeker, room)))].sort();
  const names = nodes.map(({ node }) => node.name);
  const who = names.length === 1 ? `Node ${first.node.name} has` : `${names.length} nodes (${someOf(names, 3)}) have`;
  return draft({
    code: tainted.code,
    role: 'fault',
    tier,
    severity: severityOf(snapshot, workload),
    subject: first.node,
    instances: nodes.map(({ node }) => node.key),
    title: `${who} the taint ${someOf(texts)}, which keeps waiting pods away`,
    detail: `${count(pods.length, 'pod')} of ${workloadName(workload)} could run there. Pods without the toleration came before the taint, or every node has one.`,
    evidence: [...citeNodes(snapshot, nodes, ['spec', 'taints']), ...answerEvidence(snapshot, pods)],
    explains: waitingFor(pods, 'does not tolerate its taint'),
    touchesUsers: snapshot.touchesUsers(workload),
    since: isoTime(waitingSince(pods)),
    data: { taints: texts },
  });
}
