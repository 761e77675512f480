import { conditionOf, textAt } from '../../../evidence/read.ts';
import { someOf } from '../../../evidence/words.ts';
import { type Analyzer, type Draft, draft, isoTime, type TriageFindingDefinition } from '../../draft.ts';
import { type ClusterNode, isStateTaint, taintText, toNode } from '../../snapshot/node.ts';
import type { Snapshot } from '../../snapshot/snapshot.ts';
import { answerEvidence, severityOf, waitingSince } from '../scheduling/describe.ts';
import type { Placement } from '../scheduling/placement.ts';
import { explainsWaiting, placementsWaitingOn, waitingText } from './waiting-on.ts';

const cordoned: TriageFindingDefinition = {
  code: 'NOD-120',
  title: 'Pods wait for a cordoned node',
  role: 'fault',
  severity: 'high',
  decided:
    'A node is cordoned (spec.unschedulable), and pods wait that would have room there and nowhere else. A cordon that nobody waits for was declared and is nothing.',
  thresholds: {},
  source: 'kube-scheduler NodeUnschedulable, Kubernetes 1.36',
  remedy: 'Uncordon the node when its maintenance is over, or add another that the pods may use.',
};
const closed: TriageFindingDefinition = {
  code: 'NOD-121',
  title: 'Pods wait for a node that a controller has closed',
  role: 'fault',
  severity: 'high',
  decided:
    'A ready node carries a taint that states a condition of it (such as uninitialized, out-of-service, shutdown), and pods wait that would have room there and nowhere else.',
  thresholds: {},
  source: 'Kubernetes, "Taints and Tolerations", taint based evictions',
  remedy: 'See the controller that placed the taint, such as the cloud controller manager.',
};

/** Nodes that are kept out of service and are missed. */
export const closedNodes: Analyzer = {
  name: 'closed',
  topic: 'health',
  definitions: [cordoned, closed],
  inspect(snapshot) {
    const missed = snapshot.all('nodes').flatMap((entity): Missed[] => {
      const waiting = placementsWaitingOn(snapshot, entity.name);
      if (waiting.length === 0) return [];
      const node = toNode(entity);
      if (node.isCordoned) return [{ node, waiting, definition: cordoned }];
      return isSaidOtherwise(node) ? [] : [{ node, waiting, definition: closed }];
    });
    // Any one of the nodes that the same pods wait for would do: that is one cause, not many.
    const groups = Map.groupBy(missed, ({ definition, waiting }) =>
      [definition.code, ...waiting.map(({ pods }) => pods[0]?.key ?? '')].join('\n'),
    );
    return { drafts: [...groups.values()].flatMap((group) => describe(snapshot, group)) };
  },
};

interface Missed {
  readonly node: ClusterNode;
  readonly waiting: readonly Placement[];
  readonly definition: TriageFindingDefinition;
}

/** Not ready, or under pressure: analyzers of their own say so. */
function isSaidOtherwise({ ready, raw }: ClusterNode): boolean {
  if (ready !== 'True') return true;
  return ['MemoryPressure', 'DiskPressure', 'PIDPressure', 'NetworkUnavailable'].some(
    (type) => textAt(conditionOf(raw, type)?.raw, 'status') === 'True',
  );
}

function describe(snapshot: Snapshot, group: readonly Missed[]): readonly Draft[] {
  const [first] = group;
  if (first === undefined) return [];
  const { node, waiting, definition } = first;
  const isCordon = definition === cordoned;
  const names = group.map((one) => one.node.name);
  const who = names.length === 1 ? `Node ${node.name} is` : `${names.length} nodes (${someOf(names, 3)}) are`;
  const state = isCordon ? 'cordoned' : `closed by ${someOf(node.taints.filter(isStateTaint).map(taintText))}`;
  const pods = waiting.flatMap(({ pods: some }) => some);
  return [
    draft({
      code: definition.code,
      role: 'fault',
      tier: 'contradiction',
      severity: waiting.some(({ workload }) => severityOf(snapshot, workload) === 'critical') ? 'critical' : 'high',
      subject: node,
      instances: group.map((one) => one.node.key),
      title: `${who} ${state}, and pods wait for ${names.length === 1 ? 'it' : 'one of them'}`,
      detail: `Nothing else keeps them away.${waitingText(waiting)}`,
      evidence: [
        ...group.slice(0, 3).flatMap((one) => snapshot.cite(one.node, ['spec', 'unschedulable'], ['spec', 'taints'])),
        ...answerEvidence(snapshot, pods),
      ],
      explains: explainsWaiting(waiting, isCordon ? 'is cordoned' : 'is closed'),
      touchesUsers: waiting.some(({ workload }) => snapshot.touchesUsers(workload) === true) ? true : null,
      since: isoTime(waitingSince(pods)),
    }),
  ];
}
