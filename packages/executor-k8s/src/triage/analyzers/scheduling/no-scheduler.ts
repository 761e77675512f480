import { conditionOf, listAt, numberAt, textAt, timeAt } from '../../../evidence/read.ts';
import { count, quote, someOf, span } from '../../../evidence/words.ts';
import { nearestNames } from '../../../nearest-names.ts';
import { type Analyzer, type Draft, draft, isoTime, type TriageFindingDefinition } from '../../draft.ts';
import type { Entity } from '../../snapshot/entity.ts';
import type { Pod } from '../../snapshot/pod.ts';
import type { Snapshot } from '../../snapshot/snapshot.ts';
import type { Workload } from '../../snapshot/workload.ts';
import { onward } from '../symptoms/onward.ts';

const gated: TriageFindingDefinition = {
  code: 'SCH-120',
  title: 'Pods wait for a scheduling gate',
  role: 'hint',
  severity: 'medium',
  decided:
    'Pods state spec.schedulingGates (PodScheduled=False, SchedulingGated): whoever made them wants them to wait. A cause where a workload that serves is to have these pods now; for Jobs and bare pods only where something suffers and nothing else explains it.',
  thresholds: {},
  source: 'Kubernetes, "Pod Scheduling Readiness"',
  remedy: 'See the controller that is to take the gate away: quota, queue or approval.',
};
const otherScheduler: TriageFindingDefinition = {
  code: 'SCH-121',
  title: 'Pods are left to a scheduler that does not run',
  role: 'fault',
  severity: 'high',
  decided:
    'Pods name a scheduler other than the default one, no scheduler has given an answer about them, and no pod that was read was ever placed by that name. Inferred from absence.',
  thresholds: {},
  source: 'Kubernetes, "Configure Multiple Schedulers"',
  remedy: 'Correct spec.schedulerName, or start the scheduler.',
};
const silent: TriageFindingDefinition = {
  code: 'SCH-122',
  title: 'The scheduler does not run',
  role: 'fault',
  severity: 'critical',
  decided:
    'Pods of the default scheduler have had no answer, and its Lease kube-system/kube-scheduler was not renewed for more than twice its duration. Without that Lease nothing is claimed.',
  thresholds: { lease_durations: 2 },
  source: 'k8s.io/client-go/tools/leaderelection; kube-scheduler, Kubernetes 1.36',
  remedy: 'Look at the kube-scheduler pods of the control plane; their log says why the Lease is not renewed.',
};

const defaultName = 'default-scheduler';

/** Pods that no scheduler takes up. */
export const noScheduler: Analyzer = {
  name: 'no-scheduler',
  topic: 'health',
  definitions: [gated, otherScheduler, silent],
  inspect(snapshot) {
    const waiting = snapshot.pods.filter(
      ({ node, isFinished, isTerminating }) => node === '' && !isFinished && !isTerminating,
    );
    const gatedPods = waiting.filter((pod) => reasonOf(pod) === 'SchedulingGated');
    const open = waiting.filter((pod) => reasonOf(pod) === '');
    const foreign = open.filter((pod) => schedulerOf(pod) !== defaultName);
    return {
      drafts: [
        ...byWorkload(snapshot, gatedPods).map(([workload, pods]) => describeGated(snapshot, workload, pods)),
        ...byWorkload(snapshot, foreign).flatMap(([workload, pods]) => describeForeign(snapshot, workload, pods)),
        ...describeSilent(
          snapshot,
          open.filter((pod) => schedulerOf(pod) === defaultName),
        ),
      ],
    };
  },
};

function reasonOf({ raw }: Pod): string {
  const condition = conditionOf(raw, 'PodScheduled')?.raw;
  return textAt(condition, 'reason') || textAt(condition, 'status');
}

function schedulerOf({ raw }: Pod): string {
  return textAt(raw, 'spec', 'schedulerName') || defaultName;
}

function byWorkload(snapshot: Snapshot, pods: readonly Pod[]): readonly (readonly [Workload, readonly Pod[]])[] {
  return [...Map.groupBy(pods, (pod) => snapshot.workloadOf(pod))];
}

/** The pods themselves, and what lacks them. */
function explainsAll(snapshot: Snapshot, pods: readonly Pod[], mechanism: string): Draft['explains'] {
  return pods.flatMap((pod) => [{ instance: pod.key, codes: ['SCH-001'], mechanism }, ...onward(snapshot, pod)]);
}

function describeGated(snapshot: Snapshot, workload: Workload, pods: readonly Pod[]): Draft {
  const gates = [
    ...new Set(pods.flatMap(({ raw }) => listAt(raw, 'spec', 'schedulingGates').map((gate) => textAt(gate, 'name')))),
  ].sort();
  const [first] = pods;
  // What runs to an end may queue; what serves was told to have these pods now.
  const isWanted = workload.kind !== 'Job' && workload.kind !== 'CronJob' && workload.kind !== 'Pod';
  return draft({
    code: gated.code,
    role: isWanted ? 'fault' : 'hint',
    tier: 'status',
    severity: 'medium',
    subject: workload,
    title: `${count(pods.length, 'pod')} of ${workload.namespace}/${workload.name} wait for the scheduling gate ${someOf(gates)}`,
    detail: `No scheduler looks at them before ${gates.length === 1 ? 'it is' : 'all gates are'} taken away; that is up to whoever set ${gates.length === 1 ? 'it' : 'them'}.`,
    evidence: first === undefined ? [] : snapshot.cite(first, ['spec', 'schedulingGates']),
    explains: explainsAll(snapshot, pods, 'has a scheduling gate'),
    touchesUsers: snapshot.touchesUsers(workload),
    data: { gates },
  });
}

function describeForeign(snapshot: Snapshot, workload: Workload, pods: readonly Pod[]): readonly Draft[] {
  const [first] = pods;
  const name = first === undefined ? '' : schedulerOf(first);
  if (first === undefined || snapshot.pods.some((pod) => pod.node !== '' && schedulerOf(pod) === name)) return [];
  const near = nearestNames(name, [defaultName], 1).length > 0 && name.length > 8;
  const oldest = Math.min(...pods.map(({ createdAt }) => createdAt ?? Number.POSITIVE_INFINITY));
  const age = snapshot.now === null || !Number.isFinite(oldest) ? '' : ` for ${span(snapshot.now - oldest)}`;
  return [
    draft({
      code: otherScheduler.code,
      role: 'fault',
      tier: 'absence',
      severity: 'high',
      subject: workload,
      title: `Pods of ${workload.namespace}/${workload.name} are left to ${quote(name)}, and nothing of that name has touched them`,
      detail: `${count(pods.length, 'pod')} without an answer${age}; no pod that was read was ever placed by ${quote(name)}. Inferred from absence.${near ? ` The scheduler of the cluster is called ${defaultName}.` : ''}`,
      evidence: snapshot.cite(first, ['spec', 'schedulerName'], ['metadata', 'creationTimestamp']),
      explains: explainsAll(snapshot, pods, `is left to ${name}`),
      touchesUsers: snapshot.touchesUsers(workload),
      since: isoTime(Number.isFinite(oldest) ? oldest : null),
      data: { scheduler: name },
    }),
  ];
}

function describeSilent(snapshot: Snapshot, pods: readonly Pod[]): readonly Draft[] {
  const lease = snapshot.find('leases', 'kube-system', 'kube-scheduler');
  const age = leaseAge(snapshot, lease);
  const [first] = pods;
  if (lease === undefined || age === null || first === undefined) return [];
  const names = byWorkload(snapshot, pods).map(([{ namespace, name }]) => `${namespace}/${name}`);
  return [
    draft({
      code: silent.code,
      role: 'fault',
      tier: 'status',
      severity: 'critical',
      subject: lease,
      title: `The scheduler does not run: its Lease was last renewed ${span(age)} ago`,
      detail: `${count(pods.length, 'pod')} of ${someOf(names)} have had no answer from it. No new pod will find a node.`,
      evidence: [
        ...snapshot.cite(lease, ['spec', 'renewTime'], ['spec', 'holderIdentity'], ['spec', 'leaseDurationSeconds']),
        ...snapshot.cite(first, ['metadata', 'creationTimestamp'], ['status', 'phase']),
      ],
      explains: explainsAll(snapshot, pods, 'waits for the scheduler'),
      since: isoTime(timeAt(lease.raw, 'spec', 'renewTime')),
    }),
  ];
}

/** How long a Lease is overdue, milliseconds since its renewal; null while it is fresh or nobody knows. */
function leaseAge({ now }: Snapshot, lease: Entity | undefined): number | null {
  const renewed = timeAt(lease?.raw, 'spec', 'renewTime');
  if (renewed === null || now === null) return null;
  const duration = (numberAt(lease?.raw, 'spec', 'leaseDurationSeconds') ?? 15) * 1000;
  return now - renewed > 2 * duration ? now - renewed : null;
}
