import { type Analyzer, type Draft, draft, isoTime, type TriageFindingDefinition } from '../../draft.ts';
import { type Autoscaler, autoscalersOf, type Impediment, impedimentOf } from '../../snapshot/autoscaler.ts';
import { likelyMeant } from '../../snapshot/near-name.ts';
import type { Snapshot } from '../../snapshot/snapshot.ts';

const definition: TriageFindingDefinition = {
  code: 'HPA-101',
  title: 'Autoscaler of something that does not exist',
  role: 'fault',
  severity: 'medium',
  decided:
    'Condition AbleToScale is False with reason FailedGetScale, and the target is not in the list of its kind, which was read whole, or its kind is none that can be scaled. A name or kind that is near is named.',
  thresholds: {},
  source: 'kube-controller-manager, podautoscaler/horizontal.go (FailedGetScale) of Kubernetes 1.36',
  remedy: 'Correct scaleTargetRef, or delete the autoscaler with what it scaled.',
};

const recordOf: ReadonlyMap<string, string> = new Map([
  ['Deployment', 'deployments'],
  ['StatefulSet', 'statefulsets'],
  ['ReplicaSet', 'replicasets'],
]);
const unscalable: ReadonlySet<string> = new Set(['DaemonSet', 'Pod', 'Job', 'CronJob', 'Service']);

/** Autoscalers whose target is not there. */
export const autoscalerTarget: Analyzer = {
  name: 'autoscaler-target',
  topic: 'health',
  definitions: [definition],
  inspect: (snapshot) => ({
    drafts: autoscalersOf(snapshot).flatMap((autoscaler) => {
      const impediment = impedimentOf(autoscaler);
      if (impediment?.reason !== 'FailedGetScale') return [];
      const why = whyMissing(snapshot, autoscaler);
      return why === null ? [] : [describe(snapshot, autoscaler, impediment, why)];
    }),
  }),
};

function whyMissing(snapshot: Snapshot, { entity, targetKind, targetName }: Autoscaler): string | null {
  const { namespace } = entity;
  if (unscalable.has(targetKind)) return `a ${targetKind} cannot be scaled`;
  const record = recordOf.get(targetKind);
  if (record === undefined) {
    const namesake = [...recordOf].find(([, name]) => snapshot.find(name, namespace, targetName));
    return namesake === undefined ? null : `there is ${namesake[0]} ${targetName}, not ${targetKind}`;
  }
  if (!snapshot.isComplete(record, namespace) || snapshot.find(record, namespace, targetName) !== undefined)
    return null;
  const others = ['deployments', 'statefulsets'].find((name) => snapshot.find(name, namespace, targetName));
  if (others !== undefined) return `${targetName} is in ${others}, not a ${targetKind}`;
  const names = snapshot
    .all(record)
    .filter((one) => one.namespace === namespace)
    .map((one) => one.name);
  const meant = likelyMeant(targetName, names);
  return meant === null ? 'it does not exist' : `it does not exist; ${targetKind} ${meant} does`;
}

function describe(snapshot: Snapshot, autoscaler: Autoscaler, impediment: Impediment, why: string): Draft {
  const { entity, targetKind, targetName } = autoscaler;
  return draft({
    code: definition.code,
    role: 'fault',
    tier: 'contradiction',
    severity: definition.severity,
    subject: entity,
    title: `HorizontalPodAutoscaler ${entity.namespace}/${entity.name} scales ${targetKind} ${targetName}: ${why}`,
    detail: `Its scaleTargetRef names ${targetKind} ${targetName}; ${why}. It scales nothing.`,
    evidence: snapshot.cite(
      entity,
      ['spec', 'scaleTargetRef', 'kind'],
      ['spec', 'scaleTargetRef', 'name'],
      ['status', 'conditions', impediment.index, 'message'],
    ),
    explains: [{ instance: entity.key, codes: ['HPA-001'], mechanism: 'its target is not there' }],
    since: isoTime(impediment.since),
  });
}
