import { timeAt } from '../../evidence/read.ts';
import { span } from '../../evidence/words.ts';
import { type CpuAnalyzer, type CpuFindingDefinition, draft } from '../draft.ts';
import { isReady } from '../model/pod.ts';

const definition: CpuFindingDefinition = {
  code: 'CPU-112',
  title: 'Autoscaler does not reach the replicas it wants',
  role: 'symptom',
  severity: 'medium',
  decided:
    'An autoscaler that scales on CPU wants more replicas than there are, within its bounds, has wanted so for 15 minutes (its last scaling is older), and pods of its target are pending or missing.',
  thresholds: { minutes: 15 },
  source: 'Decision tree step 8; kubernetes-mixin KubeHpaReplicasMismatch',
  remedy: 'Look at capacity: pending pods, quotas, the cluster autoscaler.',
};

const patience = 15 * 60_000;

/** Autoscalers whose target does not follow. */
export const autoscalerNotConverging: CpuAnalyzer = {
  definitions: [definition],
  inspect(cluster) {
    const drafts = [];
    for (const hpa of cluster.hpas) {
      const last = timeAt(hpa.item.raw, 'status', 'lastScaleTime');
      if (!hpa.scalesOnCpu || hpa.desired <= hpa.current || hpa.desired > hpa.maximum) continue;
      if (hpa.workload === null || hpa.workload.pods.filter(isReady).length >= hpa.desired) continue;
      if (last === null || cluster.now === null || cluster.now - last < patience) continue;
      drafts.push(
        draft({
          code: definition.code,
          role: 'symptom',
          tier: 'status',
          severity: 'medium',
          subject: hpa,
          title: `Autoscaler ${hpa.namespace}/${hpa.name} wants ${hpa.desired} replicas and has ${hpa.current}`,
          detail: `It last scaled ${span(cluster.now - last)} ago. Cause not visible from here unless a quota or pending pods are named beside it; look at events of ${hpa.targetKind} ${hpa.targetName}.`,
          evidence: cluster.book.citeAll([
            [hpa.item.place, 'status', 'desiredReplicas'],
            [hpa.item.place, 'status', 'currentReplicas'],
            [hpa.item.place, 'status', 'lastScaleTime'],
          ]),
          touchesUsers: hpa.workload?.touchesUsers ?? null,
          data: { desired: hpa.desired, current: hpa.current },
        }),
      );
    }
    return { drafts, ruledOut: [] };
  },
};
