import { quote } from '../../../evidence/words.ts';
import { type Analyzer, type Draft, draft, isoTime, type TriageFindingDefinition } from '../../draft.ts';
import { type Autoscaler, autoscalersOf, type Impediment, impedimentOf } from '../../snapshot/autoscaler.ts';
import { graceMs } from '../../snapshot/pod-symptoms.ts';
import type { Snapshot } from '../../snapshot/snapshot.ts';

const definition: TriageFindingDefinition = {
  code: 'HPA-001',
  title: 'Autoscaler does not work',
  role: 'symptom',
  severity: 'medium',
  decided:
    'Condition AbleToScale or ScalingActive is False. ScalingDisabled, which means a target at zero replicas, is a decision. Missing resource metrics count only once all pods of the target are older than 2 minutes, unless a request is missing.',
  thresholds: { minutes: 2 },
  source: 'kube-controller-manager, podautoscaler/horizontal.go and replica_calculator.go of Kubernetes 1.36',
  remedy: 'See whether its target exists, its metrics are served and its containers state requests.',
};

/** Autoscalers that say of themselves that they cannot act. */
export const autoscalerTrouble: Analyzer = {
  name: 'autoscaler-trouble',
  topic: 'health',
  definitions: [definition],
  inspect: (snapshot) => ({
    drafts: autoscalersOf(snapshot).flatMap((autoscaler) => {
      const impediment = impedimentOf(autoscaler);
      if (impediment === null || isWarmingUp(snapshot, autoscaler, impediment)) return [];
      return [describe(snapshot, autoscaler, impediment)];
    }),
  }),
};

/** New pods have no metrics yet. */
function isWarmingUp({ now }: Snapshot, { target }: Autoscaler, { reason, message }: Impediment): boolean {
  if (!/^FailedGet(Container)?ResourceMetric$/.test(reason) || message.includes('missing request for')) return false;
  if (now === null || target === undefined) return false;
  return target.pods.some(({ createdAt }) => createdAt !== null && now - createdAt < 4 * graceMs);
}

function describe(
  snapshot: Snapshot,
  { entity, target, targetKind, targetName }: Autoscaler,
  found: Impediment,
): Draft {
  return draft({
    code: definition.code,
    role: 'symptom',
    tier: 'status',
    severity: definition.severity,
    subject: entity,
    title: `HorizontalPodAutoscaler ${entity.namespace}/${entity.name} scales nothing: ${quote(found.reason)}`,
    detail: `${targetKind} ${targetName} keeps its number of replicas whatever the load. ${quote(found.message)}`,
    evidence: snapshot.cite(
      entity,
      ['status', 'conditions', found.index, 'reason'],
      ['status', 'conditions', found.index, 'message'],
      ['spec', 'scaleTargetRef'],
    ),
    touchesUsers: target === undefined ? null : snapshot.touchesUsers(target),
    since: isoTime(found.since),
  });
}
