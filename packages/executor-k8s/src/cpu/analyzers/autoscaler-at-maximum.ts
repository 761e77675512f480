import type { EvidenceRef, RuledOut } from '@cloudops/spec';
import { isScalable } from '../../evidence/feasible.ts';
import { count } from '../../evidence/words.ts';
import { type CpuAnalyzer, type CpuFindingDefinition, type Draft, draft, draftKey } from '../draft.ts';
import { type Cluster, isNamespaced } from '../model/cluster.ts';
import { type HpaEntry, ownUtilization } from '../model/hpa.ts';
import { raiseMaximum } from '../remediation.ts';

const definition: CpuFindingDefinition = {
  code: 'CPU-110',
  title: 'Autoscaler is at its maximum with CPU above target',
  role: 'fault',
  severity: 'high',
  decided:
    'A HorizontalPodAutoscaler has as many replicas as maxReplicas (and could have fewer), and its CPU metric is above its target, by more than the tolerance of 10 % unless condition ScalingLimited says TooManyReplicas. Our own samples must not say otherwise.',
  thresholds: { tolerance: 0.1 },
  source:
    'Decision tree step 8; kubernetes-mixin KubeHpaMaxedOut; Kubernetes, "Horizontal Pod Autoscaling" (algorithm details)',
  remedy: 'Raise maxReplicas, or make each replica cheaper.',
};

/** Autoscalers that would add replicas and may not. */
export const autoscalerAtMaximum: CpuAnalyzer = {
  definitions: [definition],
  inspect(cluster) {
    const hpas = cluster.hpas;
    const drafts: Draft[] = [];
    const ruledOut = [];
    for (const hpa of hpas) {
      if (hpa.metric === null || hpa.current < hpa.maximum || hpa.maximum === hpa.minimum) continue;
      const { current, target } = hpa.metric;
      const tolerated = hpa.limited?.reason === 'TooManyReplicas' ? target : target * 1.1;
      const own = ownUtilization(hpa);
      const isAbove = current > tolerated && (own === null || own > target);
      if (isAbove) drafts.push(describe(cluster, hpa, own));
      else
        ruledOut.push({
          code: definition.code,
          subject: hpa,
          why: `HorizontalPodAutoscaler ${hpa.namespace}/${hpa.name} is at its maximum of ${hpa.maximum}, but CPU is at ${current} % of a target of ${target} %${own === null ? '' : ` (${Math.round(own)} % in our samples)`}.`,
          evidence: evidenceOf(cluster, hpa),
        });
    }
    // One that is at its maximum without a metric may well be short of replicas.
    const isUnclear = hpas.some((hpa) => hpa.scalesOnCpu && hpa.metric === null && hpa.current >= hpa.maximum);
    if (drafts.length === 0 && ruledOut.length === 0 && !isUnclear && cluster.book.isComplete('hpas')) {
      ruledOut.push(noneAtMaximum(cluster));
    }
    return { drafts, ruledOut: ruledOut.slice(0, 5) };
  },
};

function noneAtMaximum({ book, hpas }: Cluster): RuledOut {
  const [closest] = [...hpas].sort((a, b) => a.maximum - a.current - (b.maximum - b.current));
  const whole = book.citeAll([[{ step: 'hpas', path: [] }, 'complete']]);
  if (closest === undefined) {
    const where = isNamespaced(book, 'hpas') ? ' in the namespace' : '';
    return { code: definition.code, why: `There is no HorizontalPodAutoscaler${where}.`, evidence: whole };
  }
  const { namespace, name, current, maximum } = closest;
  const nearest = `the closest is ${namespace}/${name} with ${current} of ${maximum} replicas`;
  return {
    code: definition.code,
    why: `None of ${count(hpas.length, 'HorizontalPodAutoscaler')} is at its maximum with CPU above target; ${nearest}.`,
    evidence: [
      ...book.citeAll([
        [closest.item.place, 'status', 'currentReplicas'],
        [closest.item.place, 'spec', 'maxReplicas'],
      ]),
      ...whole,
    ],
  };
}

function describe(cluster: Cluster, hpa: HpaEntry, own: number | null): Draft {
  const { current, target } = hpa.metric ?? { current: 0, target: 0 };
  const proposed = Math.max(hpa.maximum + 1, Math.ceil((hpa.maximum * current) / Math.max(1, target)));
  return draft({
    code: definition.code,
    role: 'fault',
    tier: 'status',
    severity: 'high',
    subject: hpa,
    title: `${hpa.namespace}/${hpa.name} is at its maximum of ${hpa.maximum} replicas with CPU above target`,
    detail: `CPU is at ${current} % of the requests, the target is ${target} %${own === null ? '' : `; our samples say ${Math.round(own)} %`}. ${hpa.limited === null ? '' : `The autoscaler says ScalingLimited: ${hpa.limited.reason}. `}It would need about ${proposed} replicas for ${hpa.targetKind} ${hpa.targetName}.`,
    evidence: evidenceOf(cluster, hpa),
    instances: [
      `${hpa.targetKind}/${hpa.namespace}/${hpa.targetName}`,
      `HorizontalPodAutoscaler/${hpa.namespace}/${hpa.name}`,
    ],
    explains: [draftKey('CPU-132', hpa.targetSubject), draftKey('CPU-112', hpa)],
    touchesUsers: hpa.workload?.touchesUsers ?? null,
    remediations: isScalable(hpa.targetKind) ? [raiseMaximum(hpa, hpa.maximum, proposed)] : [],
    data: { current_percent: current, target_percent: target, max_replicas: hpa.maximum },
  });
}

function evidenceOf({ book }: Cluster, hpa: HpaEntry): readonly EvidenceRef[] {
  const { place } = hpa.item;
  return book.citeAll([
    [place, 'status', 'currentReplicas'],
    [place, 'spec', 'maxReplicas'],
    ...(hpa.metric === null
      ? []
      : [[place, ...hpa.metric.currentPath] as const, [place, ...hpa.metric.targetPath] as const]),
    ...(hpa.limited === null ? [] : [[place, 'status', 'conditions', hpa.limited.index, 'reason'] as const]),
  ]);
}
