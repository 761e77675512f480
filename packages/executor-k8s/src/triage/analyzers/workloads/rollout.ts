import { rollBack } from '../../../cpu/remediation.ts';
import { listAt, textAt, timeAt, valueAt } from '../../../evidence/read.ts';
import { nameOf } from '../../../evidence/subject.ts';
import { count, quote, someOf } from '../../../evidence/words.ts';
import { type Analyzer, type Draft, draft, isoTime, type TriageFindingDefinition } from '../../draft.ts';
import { sufferingPods } from '../../snapshot/dependents.ts';
import type { Pod } from '../../snapshot/pod.ts';
import type { Snapshot } from '../../snapshot/snapshot.ts';
import type { Workload } from '../../snapshot/workload.ts';
import { podsOfRevision, type Revision, revisionsOf } from '../../snapshot/workload-status.ts';
import { isUnschedulable } from '../symptoms/pod-unschedulable.ts';

const broken: TriageFindingDefinition = {
  code: 'WRK-102',
  title: 'The new revision fails, the old one serves',
  role: 'hint',
  severity: 'high',
  decided:
    'Every pod of the newest revision of a Deployment or StatefulSet fails or finds no node, and pods of the revision before it are ready. A cause where nothing else explains what the new pods suffer from.',
  thresholds: {},
  source: 'Kubernetes, "Deployments", rollout; apps/v1 StatefulSetStatus',
  remedy: 'Roll back; the old revision works. Then see what the new one changed.',
};
const held: TriageFindingDefinition = {
  code: 'WRK-103',
  title: 'A change is held back while the old pods fail',
  role: 'hint',
  severity: 'medium',
  decided:
    'A paused Deployment whose template names other images than its newest ReplicaSet, or a StatefulSet or DaemonSet with strategy OnDelete or a partition whose newest revision runs in none of the failing pods, has pods that suffer. Paused with nothing amiss is a decision.',
  thresholds: {},
  source: 'Kubernetes, "Deployments", pausing; "StatefulSets", update strategies',
  remedy: 'Resume the rollout, or delete the old pods.',
};

/** Rollouts that fail or are held back. */
export const rollout: Analyzer = {
  name: 'rollout',
  topic: 'health',
  definitions: [broken, held],
  inspect: (snapshot) => ({
    drafts: [...snapshot.workloads.values()].flatMap((workload) => {
      if (workload.entity === null || !['Deployment', 'StatefulSet', 'DaemonSet'].includes(workload.kind)) return [];
      const failing = workload.pods.filter((pod) => isUnschedulable(snapshot, pod));
      const pods = [...new Set([...sufferingPods(snapshot, workload), ...failing])];
      if (pods.length === 0) return [];
      return [...inspectNew(snapshot, workload, pods), ...inspectHeld(snapshot, workload, pods)];
    }),
  }),
};

function inspectNew(snapshot: Snapshot, workload: Workload, failing: readonly Pod[]): readonly Draft[] {
  if (workload.kind === 'StatefulSet') return inspectNewOrdinals(snapshot, workload, failing);
  const [current, previous] = revisionsOf(snapshot, workload);
  if (current === undefined || previous === undefined || previous.ready === 0 || current.ready > 0) return [];
  const own = podsOfRevision(workload, current);
  if (own.length === 0 || !own.every((pod) => failing.includes(pod))) return [];
  const change = changeOf(previous, current);
  return [
    draft({
      ...partsOf(snapshot, workload, own, broken),
      title: `${nameOf(workload)}: pods of revision ${current.number} fail${change === '' ? '' : ` (${change})`}, revision ${previous.number} still serves`,
      detail: `${count(own.length, 'pod')} of revision ${current.number} fail; ${previous.ready} of revision ${previous.number} are ready.`,
      since: isoTime(timeAt(current.raw, 'metadata', 'creationTimestamp')),
      remediations: [rollBack(workload, current.number, previous.number)],
      data: { from_revision: previous.number, to_revision: current.number },
    }),
  ];
}

function changeOf(previous: Revision, current: Revision): string {
  const changes = current.images.flatMap((image, index) => {
    const before = previous.images[index];
    return before === undefined || before === image ? [] : [`${quote(before)} to ${quote(image)}`];
  });
  return someOf(changes, 2);
}

function inspectNewOrdinals(snapshot: Snapshot, workload: Workload, failing: readonly Pod[]): readonly Draft[] {
  const newest = textAt(workload.entity?.raw, 'status', 'updateRevision');
  const before = textAt(workload.entity?.raw, 'status', 'currentRevision');
  if (newest === '' || newest === before) return [];
  const own = workload.pods.filter(({ labels }) => labels.get('controller-revision-hash') === newest);
  const old = workload.pods.filter((pod) => !own.includes(pod));
  if (own.length === 0 || !own.every((pod) => failing.includes(pod)) || !old.some(({ isReady }) => isReady)) return [];
  return [
    draft({
      ...partsOf(snapshot, workload, own, broken),
      title: `${nameOf(workload)}: pods of the new revision fail, those of the old one serve`,
      detail: `${someOf(own.map(({ name }) => name))} run ${quote(newest)} and fail; ${count(old.filter(({ isReady }) => isReady).length, 'pod')} of ${quote(before)} are ready.`,
    }),
  ];
}

function inspectHeld(snapshot: Snapshot, workload: Workload, failing: readonly Pod[]): readonly Draft[] {
  const why = workload.kind === 'Deployment' ? pausedChange(snapshot, workload) : heldRevision(workload, failing);
  if (why === null) return [];
  return [
    draft({
      ...partsOf(snapshot, workload, failing, held),
      title: `${nameOf(workload)}: its pods fail, and ${why}`,
      detail: 'What the template says now does not reach the pods that fail.',
    }),
  ];
}

function pausedChange(snapshot: Snapshot, workload: Workload): string | null {
  if (valueAt(workload.entity?.raw, 'spec', 'paused') !== true) return null;
  const [current] = revisionsOf(snapshot, workload);
  const wanted = listAt(workload.spec, 'containers').map((container) => textAt(container, 'image'));
  if (current === undefined || wanted.every((image, index) => image === current.images[index])) return null;
  return `a change to ${someOf(wanted, 2)} waits because it is paused`;
}

function heldRevision({ entity, kind }: Workload, failing: readonly Pod[]): string | null {
  const newest = textAt(entity?.raw, 'status', 'updateRevision');
  const isOnDelete = textAt(entity?.raw, 'spec', 'updateStrategy', 'type') === 'OnDelete';
  const partition = Number(valueAt(entity?.raw, 'spec', 'updateStrategy', 'rollingUpdate', 'partition') ?? 0);
  if (kind !== 'StatefulSet' || newest === '' || (!isOnDelete && !(partition > 0))) return null;
  if (failing.some(({ labels }) => labels.get('controller-revision-hash') === newest)) return null;
  return isOnDelete
    ? 'with strategy OnDelete the new revision waits for their deletion'
    : `partition ${partition} keeps the new revision from them`;
}

function partsOf(
  snapshot: Snapshot,
  workload: Workload,
  pods: readonly Pod[],
  { code, severity }: TriageFindingDefinition,
): Pick<
  Draft,
  'code' | 'role' | 'tier' | 'severity' | 'subject' | 'instances' | 'evidence' | 'explains' | 'touchesUsers'
> {
  const codes = ['POD-001', 'POD-002', 'POD-003', 'POD-004', 'POD-005', 'SCH-001'];
  return {
    code,
    role: 'hint',
    tier: 'correlation',
    severity,
    subject: workload,
    instances: pods.map(({ key }) => key),
    evidence:
      workload.entity === null
        ? []
        : snapshot.cite(
            workload.entity,
            ['metadata', 'annotations'],
            ['spec', 'paused'],
            ['spec', 'updateStrategy', 'type'],
            ['status', 'updateRevision'],
            [...workload.specPath, 'containers', 0, 'image'],
          ),
    explains: pods.map(({ key }) => ({ instance: key, codes, mechanism: 'runs that revision' })),
    touchesUsers: snapshot.touchesUsers(workload),
  };
}
