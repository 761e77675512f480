import type { Remediation } from '@cloudops/spec';
import { conditionOf, textAt, timeAt, valueAt } from '../../../evidence/read.ts';
import { count, quote, span } from '../../../evidence/words.ts';
import { type Analyzer, type Draft, draft, isoTime, type TriageFindingDefinition } from '../../draft.ts';
import { type ClusterNode, toNode } from '../../snapshot/node.ts';
import type { Pod } from '../../snapshot/pod.ts';
import { graceMs } from '../../snapshot/pod-symptoms.ts';
import type { Snapshot } from '../../snapshot/snapshot.ts';
import { onward } from '../symptoms/onward.ts';
import { isNetworkAgent } from './network-agent.ts';
import { explainsWaiting, placementsWaitingOn, waitingText } from './waiting-on.ts';

const source =
  'node lifecycle controller and kubelet, pkg/kubelet/nodestatus/setters.go, runtime.go, pleg of Kubernetes 1.36';
const common = { role: 'fault', severity: 'high', thresholds: { seconds: 30 }, source } as const;

const silent: TriageFindingDefinition = {
  ...common,
  code: 'NOD-101',
  title: 'Node sends no heartbeat',
  decided:
    "The node's Ready condition is Unknown: its kubelet renewed neither status nor Lease for the monitor's grace period (40 to 50 seconds). A hint only, where the node is cordoned and runs nothing but DaemonSets.",
  remedy:
    'Look at the machine: is it up, reachable, is the kubelet running? Drain it when it will not come back soon; pods with a node that is gone for good must be deleted with grace period 0.',
};
const runtime: TriageFindingDefinition = {
  ...common,
  code: 'NOD-102',
  title: 'Container runtime of a node does not answer',
  decided:
    "Ready is False for 30 seconds or more, and the kubelet's message names the container runtime or the PLEG, which lists containers through it.",
  remedy: 'Restart the container runtime of the node; look at its disk and at processes in uninterruptible sleep.',
};
const network: TriageFindingDefinition = {
  ...common,
  code: 'NOD-103',
  title: 'Network plug-in of a node is not ready',
  decided:
    "Ready is False for 30 seconds or more, and the kubelet's message says NetworkReady=false. Where a DaemonSet's pod with host network fails on that node, the node is its victim.",
  remedy:
    "See whether the network plug-in's DaemonSet runs on the node, and whether its configuration is in /etc/cni/net.d.",
};
const notReady: TriageFindingDefinition = {
  ...common,
  code: 'NOD-104',
  title: 'Node is not ready',
  decided: 'Ready is False for 30 seconds or more, for another reason, which the message states.',
  remedy: 'See the message, then the log of the kubelet.',
};

const messages: readonly (readonly [RegExp, TriageFindingDefinition])[] = [
  [/container runtime network not ready|NetworkReady=false|NetworkPluginNotReady/, network],
  [/PLEG is not healthy|container runtime is down|container runtime status check|RuntimeReady=false/, runtime],
];

/** Nodes out of service. */
export const nodeNotReady: Analyzer = {
  name: 'not-ready',
  topic: 'health',
  definitions: [silent, runtime, network, notReady],
  inspect(snapshot) {
    const nodes = snapshot.all('nodes').map(toNode);
    const drafts = nodes.filter((node) => isOut(snapshot, node)).map((node) => describe(snapshot, node));
    if (drafts.length > 0 || nodes.length === 0 || !snapshot.isComplete('nodes', null)) return { drafts };
    const [first] = nodes;
    const evidence =
      first === undefined ? [] : snapshot.cite(first, ['status', 'conditions', readyIndex(first), 'status']);
    return {
      drafts,
      ruledOut: [{ code: silent.code, why: `${count(nodes.length, 'node')} looked at: each is ready.`, evidence }],
    };
  },
};

function readyIndex({ raw }: ClusterNode): number {
  return conditionOf(raw, 'Ready')?.index ?? 0;
}

function readySince({ raw }: ClusterNode): number | null {
  return timeAt(conditionOf(raw, 'Ready')?.raw, 'lastTransitionTime');
}

/** A new node may take half a minute to become ready. */
function isOut({ now }: Snapshot, node: ClusterNode): boolean {
  if (node.ready === 'Unknown') return true;
  if (node.ready !== 'False') return false;
  const since = readySince(node);
  return since === null || now === null || now - since >= graceMs;
}

function describe(snapshot: Snapshot, node: ClusterNode): Draft {
  const condition = conditionOf(node.raw, 'Ready')?.raw;
  const message = textAt(condition, 'message');
  const definition =
    node.ready === 'Unknown'
      ? silent
      : (messages.find(([pattern]) => pattern.test(message.slice(0, 4000)))?.[1] ?? notReady);
  const pods = snapshot.podsOn(node.name).filter(({ isFinished }) => !isFinished);
  const own = pods.filter((pod) => snapshot.workloadOf(pod).kind !== 'DaemonSet');
  const waiting = placementsWaitingOn(snapshot, node.name);
  const since = readySince(node);
  const lease = snapshot.find('leases', 'kube-node-lease', node.name);
  const renewed = timeAt(lease?.raw, 'spec', 'renewTime');
  const isSparse = node.isCordoned && own.length === 0;
  const suffering = pods.filter((pod) => !pod.isReady);
  return draft({
    code: definition.code,
    role: isSparse ? 'hint' : isVictim(definition, pods) ? 'symptom' : 'fault',
    tier: 'status',
    severity: own.length > 0 || waiting.length > 0 ? 'high' : 'medium',
    subject: node,
    title: `Node ${node.name} ${titles[definition.code] ?? 'is not ready'}`,
    detail: [
      `Ready is ${node.ready}${since === null || snapshot.now === null ? '' : ` for ${span(snapshot.now - since)}`}: ${quote(message).replace(/\.$/, '') || textAt(condition, 'reason')}.`,
      renewed === null || snapshot.now === null
        ? ''
        : `Its Lease was renewed ${Math.round((snapshot.now - renewed) / 1000)} s ago.`,
      `${count(own.length, 'pod')} on it${own.length === pods.length ? '' : ' besides DaemonSets'}.${waitingText(waiting)}`,
    ]
      .filter((text) => text !== '')
      .join(' '),
    evidence: [
      ...snapshot.cite(
        node,
        ...['status', 'reason', 'message', 'lastHeartbeatTime'].map((field) => [
          'status',
          'conditions',
          readyIndex(node),
          field,
        ]),
      ),
      ...(lease === undefined ? [] : snapshot.cite(lease, ['spec', 'renewTime'])),
    ],
    explains: [
      ...suffering.flatMap((pod) => explainsPod(snapshot, pod, definition)),
      ...explainsWaiting(waiting, 'is out of service'),
    ],
    touchesUsers: own.some((pod) => snapshot.touchesUsers(snapshot.workloadOf(pod)) === true) ? true : null,
    since: isoTime(since),
    remediations: own.length > 0 ? [drain(node.name)] : [],
    data: { pods: own.length },
  });
}

function drain(node: string): Remediation {
  return {
    title: `Drain node ${node}, so that its pods are made anew elsewhere`,
    playbook: 'k8s-drain',
    inputs: { node },
    risk: 'write',
    undo: `Uncordon node ${node}; pods do not move back.`,
  };
}

const titles: Readonly<Record<string, string>> = {
  'NOD-101': 'sends no heartbeat: its kubelet or the machine is down',
  'NOD-102': 'is not ready: its container runtime does not answer',
  'NOD-103': 'is not ready: its network plug-in is not ready',
};

/** A node waits for the agent that sets up its network; that the agent fails is the cause then. */
function isVictim({ code }: TriageFindingDefinition, pods: readonly Pod[]): boolean {
  return code === network.code && pods.some((pod) => isNetworkAgent(pod) && !pod.isReady);
}

function explainsPod(snapshot: Snapshot, pod: Pod, { code }: TriageFindingDefinition): Draft['explains'] {
  if (code === network.code && valueAt(pod.raw, 'spec', 'hostNetwork') === true) return [];
  const codes = ['POD-004', 'POD-005', 'POD-006', 'POD-007'];
  const own = { instance: pod.key, codes, mechanism: 'runs on the node' };
  return pod.isTerminating ? [own] : [own, ...onward(snapshot, pod)];
}
