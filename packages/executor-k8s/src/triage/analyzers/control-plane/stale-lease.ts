import { conditionOf, numberAt, timeAt } from '../../../evidence/read.ts';
import { span } from '../../../evidence/words.ts';
import {
  type Analyzer,
  type Draft,
  draft,
  type Explanation,
  isoTime,
  type TriageFindingDefinition,
} from '../../draft.ts';
import type { Entity } from '../../snapshot/entity.ts';
import { reachabilityOf } from '../../snapshot/reachability.ts';
import type { Snapshot } from '../../snapshot/snapshot.ts';
import { isObserved } from '../../snapshot/workload-status.ts';

const decided =
  'Its Lease in kube-system was last renewed more than 60 seconds, and 4 times its duration, before the API server’s clock: it renews every 2 seconds. A Lease that is not there says nothing: a managed control plane may keep none.';
const source = 'k8s.io/client-go/tools/leaderelection; component-base leaderElection defaults of Kubernetes 1.36';
const scheduler: TriageFindingDefinition = {
  code: 'CTL-101',
  title: 'Scheduler is not running',
  role: 'fault',
  severity: 'critical',
  decided,
  thresholds: { seconds: 60, lease_durations: 4 },
  source,
  remedy: 'Bring kube-scheduler back; see its log on the control plane.',
};
const manager: TriageFindingDefinition = {
  code: 'CTL-102',
  title: 'Controller manager is not running',
  role: 'fault',
  severity: 'critical',
  decided,
  thresholds: { seconds: 60, lease_durations: 4 },
  source,
  remedy: 'Bring kube-controller-manager back; see its log on the control plane.',
};
const least = 60_000;

/** Parts of the control plane that no longer hold their lease. */
export const staleLease: Analyzer = {
  name: 'stale-lease',
  topic: 'health',
  definitions: [scheduler, manager],
  inspect: (snapshot) => ({
    drafts: [
      // Where pods wait for it, SCH-122 says so at the same Lease.
      ...(hasUntouchedPods(snapshot) ? [] : inspectOne(snapshot, 'kube-scheduler', scheduler, () => [])),
      ...inspectOne(snapshot, 'kube-controller-manager', manager, unmanaged),
    ],
  }),
};

function inspectOne(
  snapshot: Snapshot,
  name: string,
  definition: TriageFindingDefinition,
  explains: (snapshot: Snapshot, since: number) => readonly Explanation[],
): readonly Draft[] {
  const lease = snapshot.find('leases', 'kube-system', name);
  const renewed = timeAt(lease?.raw, 'spec', 'renewTime');
  if (lease === undefined || renewed === null || snapshot.now === null) return [];
  const duration = (numberAt(lease.raw, 'spec', 'leaseDurationSeconds') ?? 15) * 1000;
  const age = snapshot.now - renewed;
  return age <= Math.max(least, 4 * duration)
    ? []
    : [describe(snapshot, { lease, definition, age, renewed, explains: explains(snapshot, renewed) })];
}

interface Stale {
  readonly lease: Entity;
  readonly definition: TriageFindingDefinition;
  readonly age: number;
  readonly renewed: number;
  readonly explains: readonly Explanation[];
}

function describe(snapshot: Snapshot, { lease, definition, age, renewed, explains }: Stale): Draft {
  return draft({
    code: definition.code,
    role: 'fault',
    tier: 'figure',
    severity: definition.severity,
    subject: lease,
    title: `${lease.name} has not renewed its lease for ${span(age)}`,
    detail: `It renews every few seconds while it runs; ${lease.name === 'kube-scheduler' ? 'no pod gets a node' : 'no replica, endpoint or job is made'} meanwhile.`,
    evidence: snapshot.cite(lease, ['spec', 'renewTime'], ['spec', 'holderIdentity'], ['spec', 'leaseDurationSeconds']),
    explains,
    since: isoTime(renewed),
  });
}

/** Whether a pod waits that no scheduler has looked at. */
function hasUntouchedPods({ pods }: Snapshot): boolean {
  return pods.some((pod) => pod.node === '' && !pod.isFinished && conditionOf(pod.raw, 'PodScheduled') === null);
}

/** What only a controller would have done since. */
function unmanaged(snapshot: Snapshot, since: number): readonly Explanation[] {
  const services = snapshot.all('services').filter((service) => {
    const reach = reachabilityOf(snapshot, service);
    return reach.kind === 'lacking' && reach.lack.kind === 'not-published';
  });
  const workloads = [...snapshot.workloads.values()].filter(({ entity, pods }) => {
    const createdAt = timeAt(entity?.raw, 'metadata', 'creationTimestamp');
    return pods.length === 0 && createdAt !== null && createdAt >= since - least;
  });
  const lagging = [...snapshot.workloads.values()].filter((workload) => !isObserved(workload));
  const namespaces = snapshot
    .all('namespaces')
    .filter(({ raw }) => timeAt(raw, 'metadata', 'deletionTimestamp') !== null);
  return [
    ...services.map(({ key }) => ({ instance: key, codes: ['SVC-001'], mechanism: 'its endpoints are not written' })),
    ...[...workloads, ...lagging].map(({ key }) => ({
      instance: key,
      codes: ['WRK-002', 'WRK-003'],
      mechanism: 'nobody makes its pods',
    })),
    ...namespaces.map(({ key }) => ({ instance: key, codes: ['CTL-002'], mechanism: 'nobody empties it' })),
  ];
}
