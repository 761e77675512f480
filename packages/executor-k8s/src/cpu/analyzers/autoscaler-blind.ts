import { type CpuAnalyzer, type CpuFindingDefinition, type Draft, draft, draftKey } from '../draft.ts';
import type { Cluster } from '../model/cluster.ts';
import type { HpaEntry } from '../model/hpa.ts';
import { conditionOf, textAt, timeAt } from '../read.ts';
import { setResources } from '../remediation.ts';
import { quote } from '../words.ts';

const definition: CpuFindingDefinition = {
  code: 'CPU-111',
  title: 'Autoscaler cannot see CPU',
  role: 'fault',
  severity: 'high',
  decided:
    'Condition ScalingActive of an autoscaler that scales on CPU is False with a reason that begins FailedGet, for at least 2 minutes, and it holds now: a pod of its target has no CPU request, or the metrics API does not answer. It scales nothing meanwhile.',
  thresholds: { minutes: 2 },
  source: 'Decision tree step 8; Kubernetes, "Horizontal Pod Autoscaling"',
  remedy: 'Set CPU requests on every container of the target, or bring the metrics API back.',
};

const grace = 120_000;

/** Autoscalers without a metric. */
export const autoscalerBlind: CpuAnalyzer = {
  definitions: [definition],
  inspect(cluster) {
    return { drafts: cluster.hpas.flatMap((hpa) => describe(cluster, hpa)), ruledOut: [] };
  },
};

function describe(cluster: Cluster, hpa: HpaEntry): readonly Draft[] {
  const active = conditionOf(hpa.item.raw, 'ScalingActive');
  const reason = textAt(active?.raw, 'reason');
  if (
    active === null ||
    textAt(active.raw, 'status') !== 'False' ||
    !hpa.scalesOnCpu ||
    !reason.startsWith('FailedGet')
  )
    return [];
  const since = timeAt(active.raw, 'lastTransitionTime');
  if (since !== null && cluster.now !== null && cluster.now - since < grace) return [];
  const bare =
    hpa.workload?.pods.flatMap((pod) =>
      pod.containers.filter(({ request }) => request === null).map((container) => ({ pod, container })),
    ) ?? [];
  const [first] = bare;
  const isMeasured = hpa.workload?.pods.some((pod) => pod.usage !== null) ?? false;
  // The condition is history once requests are there and the metrics API answers for these pods.
  if (first === undefined && isMeasured) return [];
  const isMetricsDown = first === undefined;
  return [
    draft({
      code: definition.code,
      role: isMetricsDown ? 'hint' : 'fault',
      tier: isMetricsDown ? 'status' : 'contradiction',
      severity: isMetricsDown ? 'medium' : 'high',
      subject: isMetricsDown ? hpa : hpa.targetSubject,
      instances: [`HorizontalPodAutoscaler/${hpa.namespace}/${hpa.name}`],
      title: `Autoscaler ${hpa.namespace}/${hpa.name} cannot see CPU and scales nothing`,
      detail: `ScalingActive is False: ${quote(reason)}. ${first === undefined ? 'No CPU metric of its pods is there.' : `Container ${quote(first.container.name)} of its pods requests no CPU, so a utilisation cannot be computed.`}`,
      evidence: cluster.book.citeAll([
        [hpa.item.place, 'status', 'conditions', active.index, 'reason'],
        [hpa.item.place, 'status', 'conditions', active.index, 'message'],
        ...(first === undefined ? [] : [[first.pod.item.place, ...first.container.path, 'name'] as const]),
      ]),
      explains: [draftKey('CPU-112', hpa)],
      touchesUsers: hpa.workload?.touchesUsers ?? null,
      since: since === null ? null : new Date(since).toISOString(),
      remediations:
        first === undefined || hpa.workload === null
          ? []
          : [
              setResources(hpa.workload, {
                container: first.container.name,
                field: 'requests.cpu',
                saved: null,
                proposed: '100m',
              }),
            ],
    }),
  ];
}
