import { quantityOf } from '../../../evidence/quantity.ts';
import { numberAt, textAt } from '../../../evidence/read.ts';
import { nameOf } from '../../../evidence/subject.ts';
import { count, percent, quote, someOf, sum } from '../../../evidence/words.ts';
import { type Analyzer, type Draft, draft, isoTime, type TriageFindingDefinition } from '../../draft.ts';
import type { Snapshot } from '../../snapshot/snapshot.ts';
import type { Workload } from '../../snapshot/workload.ts';
import { bytes } from './bytes.ts';
import { type Eviction, parseEviction } from './eviction-message.ts';
import { type Lost, lostPods } from './lost-pods.ts';

const source = 'kubelet, eviction_manager.go and helpers.go of Kubernetes 1.36';
const ownLimit: TriageFindingDefinition = {
  code: 'POD-150',
  title: 'Pods outgrow their own storage limit',
  role: 'fault',
  severity: 'high',
  decided:
    "The kubelet evicted a pod since an emptyDir passed its sizeLimit, a container its ephemeral-storage limit, or the pod the sum of them. The replacement does the same again; it is the workload's own limit, not the node.",
  thresholds: {},
  source,
  remedy: 'Raise the limit, clean up what is written, or write to a claim.',
};
const filler: TriageFindingDefinition = {
  code: 'POD-151',
  title: 'Workload fills its node',
  role: 'hint',
  severity: 'high',
  decided:
    "A node evicted pods since it was low on a resource, and the kubelet's messages show one workload that used more than its request and at least half of what the node has, or more than all other evicted pods of the node together. The others are its victims. While the node still says that it is under pressure, the node is the cause and this says who filled it.",
  thresholds: { share_of_node: 0.5 },
  source,
  remedy: 'Give it a request that fits and a limit, so that it ends itself before its neighbours.',
};
const low: TriageFindingDefinition = {
  code: 'POD-152',
  title: 'Node ran out of a resource',
  role: 'hint',
  severity: 'high',
  decided:
    'A node evicted pods since it was low on a resource, and no single workload stands out in what the kubelet says of their use. A cause only when nothing else explains the evictions.',
  thresholds: {},
  source,
  remedy: 'See what fills the node outside of pods, and give pods requests that match their use.',
};

/** Why pods were evicted: their own limit, or a neighbour that filled the node. */
export const evicted: Analyzer = {
  name: 'evicted',
  topic: 'health',
  definitions: [ownLimit, filler, low],
  inspect(snapshot) {
    const all = lostPods(snapshot).flatMap((lost) => {
      const eviction = parseEviction(textAt(lost.pod.raw, 'status', 'message'));
      return eviction === null ? [] : [{ lost, eviction }];
    });
    const own = all.flatMap(({ lost, eviction }) => ofOwnLimit(snapshot, lost, eviction));
    const pressed = all.flatMap(({ lost, eviction }) => (eviction.kind === 'node-low' ? [{ lost, eviction }] : []));
    const nodes = Map.groupBy(pressed, ({ lost, eviction }) => `${lost.pod.node}\n${eviction.resource}`);
    return { drafts: [...own, ...[...nodes.values()].map((some) => ofNode(snapshot, some))] };
  },
};

function ofOwnLimit(snapshot: Snapshot, { pod, workload, at, siblings }: Lost, eviction: Eviction): readonly Draft[] {
  if (eviction.kind === 'node-low') return [];
  const what =
    eviction.kind === 'empty-dir'
      ? `emptyDir ${quote(eviction.volume)}`
      : eviction.kind === 'container-storage'
        ? `the file system of container ${quote(eviction.container)}`
        : 'the ephemeral storage of their containers';
  return [
    draft({
      code: ownLimit.code,
      role: 'fault',
      tier: 'status',
      severity: 'high',
      subject: workload,
      instances: [pod.key],
      title: `${nameOf(workload)}: pods fill ${what} beyond ${quote(eviction.limit)} and are evicted`,
      detail: `${count(siblings, 'pod')} went this way within the hour; each replacement starts empty and fills up again. The node has no part in it.`,
      evidence: snapshot.cite(pod, ['status', 'reason'], ['status', 'message']),
      explains: [{ instance: pod.key, codes: ['POD-006'], mechanism: 'it passed its own limit' }],
      touchesUsers: snapshot.touchesUsers(workload),
      since: isoTime(at),
      data: { limit: eviction.limit },
    }),
  ];
}

interface Pressed {
  readonly lost: Lost;
  readonly eviction: Extract<Eviction, { kind: 'node-low' }>;
}

function ofNode(snapshot: Snapshot, some: readonly Pressed[]): Draft {
  const [first] = some as readonly [Pressed, ...Pressed[]];
  const { resource } = first.eviction;
  const { node } = first.lost.pod;
  const culprit = culpritOf(snapshot, some);
  const victims = [...new Set(some.map(({ lost }) => nameOf(lost.workload)))].sort();
  const common = {
    tier: 'status' as const,
    severity: 'high' as const,
    instances: some.map(({ lost }) => lost.pod.key),
    evidence: some
      .slice(0, 4)
      .flatMap(({ lost }) =>
        snapshot.cite(lost.pod, ['status', 'reason'], ['status', 'message'], ['spec', 'nodeName']),
      ),
    explains: some.map(({ lost }) => ({
      instance: lost.pod.key,
      codes: ['POD-006'],
      mechanism: `ran on node ${node}, which ran out of ${resource}`,
    })),
    since: isoTime(Math.min(...some.map(({ lost }) => lost.at))),
  };
  if (culprit === null) {
    return draft({
      ...common,
      code: low.code,
      role: 'hint',
      subject: { kind: 'Node', namespace: '', name: node },
      title: `Node ${node} ran out of ${quote(resource)} and evicted ${count(some.length, 'pod')}`,
      detail: `Evicted: ${someOf(victims)}. ${boundsOf(first.eviction)}No single one of them used more than the others together.`,
    });
  }
  const { workload, used, requested, share } = culprit;
  return draft({
    ...common,
    code: filler.code,
    role: 'hint',
    subject: workload,
    title: `${nameOf(workload)} used ${bytes(used)} of ${quote(resource)} on node ${node} and drove out ${count(some.length, 'pod')}`,
    detail:
      `It requested ${bytes(requested)}${share === null ? '' : ` and took ${percent(share)} of the node`}. Evicted: ${someOf(victims)}. ${boundsOf(first.eviction)}`.trim(),
    touchesUsers: snapshot.touchesUsers(workload),
    data: { node, resource, used_bytes: used, requested_bytes: requested },
  });
}

function boundsOf({ threshold, available }: Pressed['eviction']): string {
  return threshold === '' ? '' : `The kubelet acts below ${quote(threshold)}; ${quote(available)} was left. `;
}

interface Culprit {
  readonly workload: Workload;
  readonly used: number;
  readonly requested: number;
  readonly share: number | null;
}

/** Who used more than was asked for, and most of it. */
function culpritOf(snapshot: Snapshot, some: readonly Pressed[]): Culprit | null {
  const [first] = some as readonly [Pressed, ...Pressed[]];
  const used = new Map<string, Culprit>();
  for (const { lost, eviction } of some) {
    const known = used.get(lost.workload.key);
    used.set(lost.workload.key, {
      workload: lost.workload,
      used: (known?.used ?? 0) + sum(eviction.consumption.map((one) => one.used)),
      requested: (known?.requested ?? 0) + sum(eviction.consumption.map((one) => one.requested)),
      share: null,
    });
  }
  const sorted = [...used.values()].sort((a, b) => b.used - a.used);
  const [most] = sorted;
  if (most === undefined || most.used <= most.requested) return null;
  const room = roomOf(snapshot, first.lost.pod.node, first.eviction.resource);
  const share = room === null ? null : most.used / room;
  const others = sum(sorted.slice(1).map((one) => one.used));
  return (share !== null && share >= 0.5) || (sorted.length > 1 && most.used > others) ? { ...most, share } : null;
}

function roomOf(snapshot: Snapshot, node: string, resource: string): number | null {
  const raw = snapshot.find('nodes', '', node)?.raw;
  const text = textAt(raw, 'status', 'allocatable', resource);
  return text === '' ? numberAt(raw, 'status', 'allocatable', resource) : quantityOf(text);
}
