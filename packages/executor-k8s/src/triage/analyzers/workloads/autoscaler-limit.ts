import { raiseMaximum } from '../../../cpu/remediation.ts';
import { isScalable } from '../../../evidence/feasible.ts';
import { conditionOf, textAt, timeAt } from '../../../evidence/read.ts';
import { type Analyzer, type Draft, draft, isoTime, type TriageFindingDefinition } from '../../draft.ts';
import { type Autoscaler, autoscalersOf, impedimentOf, type Metric } from '../../snapshot/autoscaler.ts';
import type { Snapshot } from '../../snapshot/snapshot.ts';

const atMaximum: TriageFindingDefinition = {
  code: 'HPA-104',
  title: 'Autoscaler at its maximum wants more',
  role: 'fault',
  severity: 'medium',
  decided:
    'Condition ScalingLimited is True with TooManyReplicas, the autoscaler runs its maximum, and a metric is more than 10 % above its target (the tolerance within which it would not act). At its minimum it is well.',
  thresholds: { tolerance: 0.1 },
  source: 'kube-controller-manager, podautoscaler/horizontal.go (TooManyReplicas), of Kubernetes 1.36',
  remedy: 'Raise maxReplicas, or make the pods do more each.',
};
const fight: TriageFindingDefinition = {
  code: 'HPA-105',
  title: 'Two autoscalers of one workload',
  role: 'fault',
  severity: 'medium',
  decided: 'Two autoscalers name the same scaleTargetRef: each takes back what the other did. The newer one is named.',
  thresholds: {},
  source: 'Kubernetes, "Horizontal Pod Autoscaling", AmbiguousSelector',
  remedy: 'Keep one, with all metrics in it.',
};

/** Autoscalers that may not do more, or do it against each other. */
export const autoscalerLimit: Analyzer = {
  name: 'autoscaler-limit',
  topic: 'health',
  definitions: [atMaximum, fight],
  inspect(snapshot) {
    const all = autoscalersOf(snapshot);
    const limited = all.flatMap((autoscaler) => {
      const metric = aboveTarget(autoscaler);
      return metric === null ? [] : [describeLimit(snapshot, autoscaler, metric)];
    });
    const twins = [...Map.groupBy(all, ({ targetKey }) => targetKey).values()].filter(({ length }) => length > 1);
    return { drafts: [...limited, ...twins.map((some) => describeFight(snapshot, some))] };
  },
};

function aboveTarget(autoscaler: Autoscaler): Metric | null {
  const { entity, metrics, current, maximum } = autoscaler;
  const limited = conditionOf(entity.raw, 'ScalingLimited')?.raw;
  if (textAt(limited, 'status') !== 'True' || textAt(limited, 'reason') !== 'TooManyReplicas') return null;
  if (impedimentOf(autoscaler) !== null || current < maximum) return null;
  return (
    metrics.filter(({ ratio }) => ratio !== null && ratio > 1.1).sort((a, b) => (b.ratio ?? 0) - (a.ratio ?? 0))[0] ??
    null
  );
}

function describeLimit(snapshot: Snapshot, autoscaler: Autoscaler, metric: Metric): Draft {
  const { entity, target, targetKind, targetName, maximum } = autoscaler;
  const index = conditionOf(entity.raw, 'ScalingLimited')?.index ?? 0;
  const wanted = Math.max(maximum + 1, Math.ceil(maximum * (metric.ratio ?? 1)));
  return draft({
    code: atMaximum.code,
    role: 'fault',
    tier: 'status',
    severity: atMaximum.severity,
    subject: entity,
    title: `HorizontalPodAutoscaler ${entity.namespace}/${entity.name} is at its maximum of ${maximum} with ${metric.text}`,
    detail: `${targetKind} ${targetName} would need about ${wanted} replicas to meet the target; maxReplicas allows ${maximum}.`,
    evidence: snapshot.cite(
      entity,
      ['spec', 'maxReplicas'],
      ['status', 'currentReplicas'],
      ['status', 'conditions', index, 'reason'],
      ['status', 'currentMetrics'],
    ),
    touchesUsers: target === undefined ? null : snapshot.touchesUsers(target),
    since: isoTime(timeAt(conditionOf(entity.raw, 'ScalingLimited')?.raw, 'lastTransitionTime')),
    remediations: isScalable(targetKind) ? [raiseMaximum(entity, maximum, wanted)] : [],
    data: { maximum, wanted },
  });
}

function describeFight(snapshot: Snapshot, some: readonly Autoscaler[]): Draft {
  const born = ({ entity }: Autoscaler): number => timeAt(entity.raw, 'metadata', 'creationTimestamp') ?? 0;
  const sorted = some.toSorted((a, b) => born(b) - born(a) || (a.entity.key < b.entity.key ? 1 : -1));
  const [newest, ...others] = sorted as [Autoscaler, ...Autoscaler[]];
  const { entity, targetKind, targetName } = newest;
  return draft({
    code: fight.code,
    role: 'fault',
    tier: 'contradiction',
    severity: fight.severity,
    subject: entity,
    instances: some.map((one) => one.entity.key).sort(),
    title: `HorizontalPodAutoscaler ${entity.namespace}/${entity.name} scales ${targetKind} ${targetName}, which ${others.map((one) => one.entity.name).join(', ')} scales too`,
    detail: 'Autoscalers of one workload refuse to act (AmbiguousSelector) or take back what the other did.',
    evidence: some.flatMap((one) => snapshot.cite(one.entity, ['spec', 'scaleTargetRef'])),
    explains: some.map((one) => ({ instance: one.entity.key, codes: ['HPA-001'], mechanism: 'shares its target' })),
  });
}
