import { count } from '../../../evidence/words.ts';
import {
  type Analyzer,
  type Draft,
  draft,
  type Explanation,
  isoTime,
  type TriageFindingDefinition,
} from '../../draft.ts';
import { autoscalersOf } from '../../snapshot/autoscaler.ts';
import type { Snapshot } from '../../snapshot/snapshot.ts';
import { type CreationFailure, creationFailures } from '../admission/creation-failure.ts';

const definition: TriageFindingDefinition = {
  code: 'WRK-001',
  title: 'Pods cannot be created',
  role: 'symptom',
  severity: 'high',
  decided:
    'A ReplicaSet states ReplicaFailure (FailedCreate) and has fewer pods than it wants; or a StatefulSet, DaemonSet, Job or CronJob got FailedCreate within the hour, has made nothing since and still lacks what it should make.',
  thresholds: { minutes: 60 },
  source: 'Kubernetes 1.36, replica_set.go, stateful_pod_control.go, controller_utils.go',
  remedy: 'The message of the API server names the rule that refuses them.',
};

/** Workloads whose pods the API server refuses. */
export const createFailed: Analyzer = {
  name: 'create-failed',
  topic: 'health',
  definitions: [definition],
  inspect: (snapshot) => ({ drafts: creationFailures(snapshot).map((failure) => describe(snapshot, failure)) }),
};

function describe(snapshot: Snapshot, failure: CreationFailure): Draft {
  const { owner, workload, missing, message, since, tier, evidence } = failure;
  const what = owner.kind === 'CronJob' ? 'its Job' : count(missing, 'pod');
  return draft({
    code: definition.code,
    role: 'symptom',
    tier,
    severity: definition.severity,
    subject: workload,
    instances: [owner.key],
    title: `${workload.kind} ${workload.namespace}/${workload.name}: ${what} cannot be created`,
    detail: message,
    evidence,
    explains: onwardOf(snapshot, failure),
    touchesUsers: snapshot.touchesUsers(workload),
    since: isoTime(since),
    data: { missing },
  });
}

/** Its workload lacks replicas; without any, its Services lack endpoints and its autoscaler has nothing to measure. */
function onwardOf(snapshot: Snapshot, { owner, workload }: CreationFailure): readonly Explanation[] {
  const { key, namespace, labels } = workload;
  const mechanism = 'lacks the pods that cannot be created';
  return [
    ...[...new Set([key, owner.key])].map((instance) => ({ instance, codes: ['WRK-002', 'WRK-003'], mechanism })),
    ...snapshot
      .servicesOf(namespace, labels)
      .map((service) => ({ instance: service.key, codes: ['SVC-001', 'ADM-001'], mechanism: 'selects its pods' })),
    ...autoscalersOf(snapshot)
      .filter(({ targetKey }) => targetKey === key)
      .map(({ entity }) => ({ instance: entity.key, codes: ['HPA-001'], mechanism: 'scales it' })),
  ];
}
