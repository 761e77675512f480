import { setResources } from '../../../cpu/remediation.ts';
import { quantityOf } from '../../../evidence/quantity.ts';
import { conditionOf, type PathPart, textAt, valueAt } from '../../../evidence/read.ts';
import { nameOf } from '../../../evidence/subject.ts';
import { count, quote, span } from '../../../evidence/words.ts';
import { type Analyzer, type Draft, draft, type RuledOutDraft, type TriageFindingDefinition } from '../../draft.ts';
import type { Snapshot } from '../../snapshot/snapshot.ts';
import { bytes } from './bytes.ts';
import { type Crash, crashesOf } from './crash.ts';
import { citeState, faultOf } from './suffering.ts';

const source = 'kubelet and runtimes report OOMKilled when the cgroup or the node ran out; Kubernetes, "Assign Memory"';
const atLimit: TriageFindingDefinition = {
  code: 'POD-101',
  title: 'Container needs more memory than its limit',
  role: 'fault',
  severity: 'high',
  decided:
    'A container crashes, its last run ended with reason OOMKilled, and it, or its pod as a whole, has a memory limit: its own cgroup was full, whatever the node had left.',
  thresholds: {},
  source,
  remedy:
    'Raise the limit when the need is real; when use grows without end, find the leak: a higher limit only delays it. A managed runtime needs its heap set below the limit.',
};
const unlimited: TriageFindingDefinition = {
  code: 'POD-102',
  title: 'Container without a limit is killed when the node runs out of memory',
  role: 'fault',
  severity: 'high',
  decided:
    'A container ended with reason OOMKilled and neither it nor its pod has a memory limit: the node ran out. The kernel chooses what exceeds its request the most; where several workloads of one node were killed so, the node is what must change.',
  thresholds: { workloads: 2 },
  source: `${source}; kubelet, qos/policy.go (oom_score_adj)`,
  remedy: 'Give the container a request that matches its use, and a limit; see what else fills the node.',
};

/** Containers that are killed for memory. */
export const memoryKill: Analyzer = {
  name: 'memory-kill',
  topic: 'health',
  definitions: [atLimit, unlimited],
  inspect(snapshot) {
    const killed = crashesOf(snapshot).filter(({ ending }) => ending.kind === 'memory');
    const free = killed.filter((crash) => limitOf(crash) === null);
    const byNode = Map.groupBy(free, ({ one }) => one.pod.node);
    return {
      drafts: killed.map((crash) => {
        const limit = limitOf(crash);
        if (limit !== null) return atItsLimit(snapshot, crash, limit);
        const there = byNode.get(crash.one.pod.node) ?? [];
        return withoutLimit(snapshot, crash, new Set(there.map(({ one }) => one.workload.key)).size);
      }),
      ruledOut: ruleOut(snapshot, killed),
    };
  },
};

/** A node that has memory left did not kill what reached its own limit. */
function ruleOut(snapshot: Snapshot, killed: readonly Crash[]): readonly RuledOutDraft[] {
  const limited = killed.filter((crash) => limitOf(crash) !== null);
  const pairs = new Map(limited.map(({ one }) => [`${one.workload.key} ${one.pod.node}`, one]));
  return [...pairs.values()].flatMap(({ workload, pod }): RuledOutDraft[] => {
    const node = snapshot.find('nodes', '', pod.node);
    const pressure = conditionOf(node?.raw, 'MemoryPressure');
    if (node === undefined || pressure === null || textAt(pressure.raw, 'status') !== 'False') return [];
    return [
      {
        code: unlimited.code,
        subject: workload,
        why: `Node ${pod.node} did not run out of memory: ${nameOf(workload)} was killed at its own limit.`,
        evidence: snapshot.cite(node, ['status', 'conditions', pressure.index, 'status']),
      },
    ];
  });
}

interface Limit {
  readonly text: string;
  readonly path: readonly PathPart[];
  readonly isOfPod: boolean;
}

/** The container's limit, or that of the pod as a whole. */
function limitOf({ one: { pod, container } }: Crash): Limit | null {
  const path = ['resources', 'limits', 'memory'];
  const own = valueAt(container.spec, ...path);
  if (own !== undefined) return { text: String(own), path: [...container.specPath, ...path], isOfPod: false };
  const whole = valueAt(pod.raw, 'spec', ...path);
  return whole === undefined ? null : { text: String(whole), path: ['spec', ...path], isOfPod: true };
}

function atItsLimit(snapshot: Snapshot, crash: Crash, limit: Limit): Draft {
  const { one, ended } = crash;
  const { workload, container } = one;
  const size = quantityOf(limit.text);
  const ran = ended.startedAt === null || ended.finishedAt === null ? null : ended.finishedAt - ended.startedAt;
  return faultOf(snapshot, one, {
    code: atLimit.code,
    tier: 'status',
    severity: snapshot.touchesUsers(workload) === true ? 'critical' : 'high',
    title: `${nameOf(workload)}: container ${container.name} is killed at its memory limit of ${quote(limit.text)}`,
    detail: `OOMKilled${ended.exitCode === null ? '' : ` (exit code ${ended.exitCode})`}: it passed ${limit.isOfPod ? "the pod's" : 'its'} limit of ${quote(limit.text)}${ran === null || ran < 60_000 ? '' : `, last after ${span(ran)}`}. Its own cgroup was full; the node's memory has no part in it.`,
    evidence: [...citeState(snapshot, one), ...snapshot.cite(one.pod, limit.path)],
    mechanism: 'the kernel kills it at its limit',
    remediations:
      size === null || limit.isOfPod
        ? []
        : [
            setResources(workload, {
              container: container.name,
              field: 'limits.memory',
              saved: limit.text,
              proposed: doubled(size),
            }),
          ],
    data: { container: container.name, limit: limit.text, restarts: container.restarts },
  });
}

/** Twice as much, rounded up to whole Mi. */
function doubled(size: number): string {
  const mebibytes = Math.ceil((size * 2) / 1024 ** 2);
  return mebibytes % 1024 === 0 ? `${mebibytes / 1024}Gi` : `${mebibytes}Mi`;
}

function withoutLimit(snapshot: Snapshot, { one }: Crash, workloads: number): Draft {
  const { pod, workload, container } = one;
  const request = textAt(container.spec, 'resources', 'requests', 'memory');
  const node = snapshot.find('nodes', '', pod.node);
  const room = quantityOf(valueAt(node?.raw, 'status', 'allocatable', 'memory'));
  const size = room === null ? '' : ` with ${bytes(room)}`;
  const isNode = workloads > 1;
  const subject = isNode ? { kind: 'Node', namespace: '', name: pod.node } : workload;
  const base = faultOf(snapshot, one, {
    code: unlimited.code,
    tier: 'status',
    severity: 'high',
    title: isNode
      ? `Node ${pod.node} ran out of memory and killed containers of ${count(workloads, 'workload')}`
      : `${nameOf(workload)}: container ${container.name} has no memory limit and was killed when node ${pod.node} ran out`,
    detail: `OOMKilled without a limit: node ${pod.node}${size} had no memory left, and the kernel chose what exceeds its request the most (${request === '' ? 'none' : quote(request)} requested).`,
    evidence: [
      ...citeState(snapshot, one),
      ...snapshot.cite(pod, [...container.specPath, 'resources'], ['spec', 'nodeName']),
      ...(node === undefined ? [] : snapshot.cite(node, ['status', 'allocatable', 'memory'])),
    ],
    mechanism: 'the kernel kills it for the node',
    data: { container: container.name, node: pod.node },
  });
  return draft({ ...base, subject });
}
