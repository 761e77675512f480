import { conditionOf, textAt, timeAt } from '../../../evidence/read.ts';
import { count, quote, someOf, span } from '../../../evidence/words.ts';
import { type Analyzer, type Draft, draft, isoTime, type TriageFindingDefinition } from '../../draft.ts';
import { type ClusterNode, toNode } from '../../snapshot/node.ts';
import type { Pod } from '../../snapshot/pod.ts';
import type { Snapshot } from '../../snapshot/snapshot.ts';
import { explainsWaiting, placementsWaitingOn, waitingText } from './waiting-on.ts';

const source = 'kubelet, eviction and nodestatus of Kubernetes 1.36; Kubernetes, "Node-pressure Eviction"';
const common = { role: 'fault', severity: 'high', thresholds: {}, source } as const;

const memory: TriageFindingDefinition = {
  ...common,
  code: 'NOD-110',
  title: 'Node is short of memory',
  decided:
    "The node's condition MemoryPressure is True now: the kubelet evicts pods and a taint keeps new ones away. An old event is nothing.",
  remedy: 'See which pods use more than they request; give them requests and limits that fit, or move them.',
};
const disk: TriageFindingDefinition = {
  ...common,
  code: 'NOD-111',
  title: 'Node is short of disk space',
  decided:
    "The node's condition DiskPressure is True now: the kubelet deletes images and evicts pods, and a taint keeps new ones away.",
  remedy:
    'Free space: logs, unused images, emptyDir volumes; then give the disk more room or pods an ephemeral-storage limit.',
};
const processes: TriageFindingDefinition = {
  ...common,
  code: 'NOD-112',
  title: 'Node is short of process ids',
  decided: "The node's condition PIDPressure is True now: a taint keeps new pods away.",
  remedy: 'Find the pod that makes processes without end, and limit processes per pod (kubelet podPidsLimit).',
};
const route: TriageFindingDefinition = {
  ...common,
  code: 'NOD-113',
  title: 'Network of a node is not set up',
  decided:
    "The node's condition NetworkUnavailable is True now: no route leads to its pods, and a taint keeps new ones away.",
  remedy: 'Look at the cloud controller manager or the network plug-in: it sets the route and clears the condition.',
};
const problem: TriageFindingDefinition = {
  ...common,
  code: 'NOD-114',
  title: 'Node problem detector reports a problem',
  role: 'hint',
  severity: 'medium',
  decided:
    'A condition that the node problem detector defines (KernelDeadlock, ReadonlyFilesystem, CorruptDockerOverlay2, Frequent…Restart, …) is True now. A cause only with pods on the node that suffer and nothing else explains. Conditions of unknown types are never faults.',
  source: 'kubernetes/node-problem-detector, config folder',
  remedy: 'See the message; reboot or replace the node.',
};

const conditions: Readonly<Record<string, TriageFindingDefinition>> = {
  MemoryPressure: memory,
  DiskPressure: disk,
  PIDPressure: processes,
  NetworkUnavailable: route,
  KernelDeadlock: problem,
  ReadonlyFilesystem: problem,
  CorruptDockerOverlay2: problem,
  FrequentKubeletRestart: problem,
  FrequentDockerRestart: problem,
  FrequentContainerdRestart: problem,
  FrequentUnregisterNetDevice: problem,
  ContainerRuntimeUnhealthy: problem,
  KubeletUnhealthy: problem,
};

/** Nodes that say what they lack. */
export const nodePressure: Analyzer = {
  name: 'pressure',
  topic: 'health',
  definitions: [memory, disk, processes, route, problem],
  inspect(snapshot) {
    const nodes = snapshot.all('nodes').map(toNode);
    const drafts = nodes.flatMap((node) =>
      Object.keys(conditions).flatMap((type) => {
        const condition = conditionOf(node.raw, type);
        return textAt(condition?.raw, 'status') === 'True' ? [describe(snapshot, node, type)] : [];
      }),
    );
    if (drafts.length > 0 || nodes.length === 0 || !snapshot.isComplete('nodes', null)) return { drafts };
    const [first] = nodes;
    const evidence = first === undefined ? [] : snapshot.cite(first, ['status', 'conditions']);
    return {
      drafts,
      ruledOut: [
        { code: memory.code, why: `${count(nodes.length, 'node')} looked at: none states a pressure.`, evidence },
      ],
    };
  },
};

const lacks: Readonly<Record<string, string>> = {
  MemoryPressure: 'is short of memory',
  DiskPressure: 'is short of disk space',
  PIDPressure: 'is short of process ids',
  NetworkUnavailable: 'has no network route',
};

/** What the kubelet says when it finds nothing to delete; the condition tells whether it still holds. */
const tellingEvents: ReadonlySet<string> = new Set(['FreeDiskSpaceFailed', 'ImageGCFailed', 'EvictionThresholdMet']);

function describe(snapshot: Snapshot, node: ClusterNode, type: string): Draft {
  const definition = conditions[type] ?? problem;
  const found = conditionOf(node.raw, type);
  const index = found?.index ?? 0;
  const since = timeAt(found?.raw, 'lastTransitionTime');
  const pods = snapshot.podsOn(node.name);
  const lost = pods.filter(isEvicted);
  const waiting = placementsWaitingOn(snapshot, node.name);
  const events = snapshot.eventsOf(`Node/${node.name}`).filter(({ reason }) => tellingEvents.has(reason));
  const unlimited = type === 'MemoryPressure' ? unlimitedOn(snapshot, pods) : [];
  return draft({
    code: definition.code,
    role: definition.role,
    tier: 'status',
    severity: definition.severity,
    subject: node,
    title: `Node ${node.name} ${lacks[type] ?? `reports ${type}`}`,
    detail: [
      `${type} is True${since === null || snapshot.now === null ? '' : ` for ${span(snapshot.now - since)}`}: ${quote(textAt(found?.raw, 'message')).replace(/\.$/, '') || 'no message'}.`,
      lost.length > 0 ? `${count(lost.length, 'pod')} evicted from it.` : '',
      ...events.slice(0, 1).map(({ reason, message }) => `${reason}: ${quote(message)}`),
      unlimited.length > 0 ? `Without a memory limit there: ${someOf(unlimited, 3)}.` : '',
    ]
      .filter((text) => text !== '')
      .join(' ')
      .concat(waitingText(waiting)),
    evidence: [
      ...snapshot.cite(
        node,
        ...['status', 'reason', 'message', 'lastTransitionTime'].map((field) => ['status', 'conditions', index, field]),
      ),
      ...events.slice(0, 1).flatMap((event) => snapshot.cite(event, ['message'])),
      ...lost.slice(0, 2).flatMap((pod) => snapshot.cite(pod, ['status', 'message'])),
    ],
    explains: [...explainsPods(definition, pods), ...explainsWaiting(waiting, `is kept off by ${type}`)],
    touchesUsers: null,
    since: isoTime(since),
    data: { condition: type, evicted: lost.length },
  });
}

function isEvicted({ phase, raw }: Pod): boolean {
  return phase === 'Failed' && textAt(raw, 'status', 'reason') === 'Evicted';
}

function explainsPods({ code }: TriageFindingDefinition, pods: readonly Pod[]): Draft['explains'] {
  if (code === problem.code) return pods.map(({ key }) => ({ instance: key, mechanism: 'runs on the node' }));
  if (code === route.code) {
    return pods.map(({ key }) => ({ instance: key, codes: ['POD-004', 'POD-005'], mechanism: 'has no route to it' }));
  }
  return pods
    .filter(isEvicted)
    .map(({ key }) => ({ instance: key, codes: ['POD-006'], mechanism: 'was evicted to relieve the node' }));
}

/** Workloads that could use all of the node. */
function unlimitedOn(snapshot: Snapshot, pods: readonly Pod[]): readonly string[] {
  const found = pods
    .filter((pod) => !pod.isFinished && pod.containers.some(({ spec }) => !hasMemoryLimit(spec)))
    .map((pod) => snapshot.workloadOf(pod))
    .filter(({ kind }) => kind !== 'DaemonSet')
    .map(({ namespace, name }) => `${namespace}/${name}`);
  return [...new Set(found)].sort();
}

function hasMemoryLimit(container: unknown): boolean {
  const { resources } = container as { readonly resources?: { readonly limits?: { readonly memory?: unknown } } };
  return resources?.limits?.memory !== undefined;
}
