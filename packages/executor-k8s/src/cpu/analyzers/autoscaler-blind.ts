import { conditionOf, textAt, timeAt } from '../../evidence/read.ts';
import { quote } from '../../evidence/words.ts';
import { type CpuAnalyzer, type CpuFindingDefinition, type Draft, draft, draftKey } from '../draft.ts';
import { type BareContainer, findBare } from '../model/bare-container.ts';
import type { Cluster } from '../model/cluster.ts';
import type { HpaEntry } from '../model/hpa.ts';
import { setResources } from '../remediation.ts';

const definition: CpuFindingDefinition = {
  code: 'CPU-111',
  title: 'Autoscaler cannot see CPU',
  role: 'fault',
  severity: 'high',
  decided:
    'Condition ScalingActive of an autoscaler that scales on CPU is False with a reason that begins FailedGet. At once a fault of the target when a container of its pods has no CPU request, also not in the template, and the target is a utilisation: that never works. A hint after 2 minutes when no metric of its pods is there. It scales nothing meanwhile.',
  thresholds: { minutes: 2 },
  source:
    'Decision tree step 8; Kubernetes, "Horizontal Pod Autoscaling"; kube-controller-manager, replica_calculator.go (calculatePodRequests)',
  remedy: 'Set CPU requests on every container of the target, or bring the metrics API back.',
};

/** Metrics of new pods take some scrapes to appear. */
const grace = 120_000;

/** Autoscalers without a metric. */
export const autoscalerBlind: CpuAnalyzer = {
  definitions: [definition],
  inspect(cluster) {
    return { drafts: cluster.hpas.flatMap((hpa) => inspectOne(cluster, hpa) ?? []), ruledOut: [] };
  },
};

/** An autoscaler that says of itself that it has no metric. */
interface Blind {
  readonly hpa: HpaEntry;
  /** Index of condition ScalingActive. */
  readonly index: number;
  readonly reason: string;
  readonly since: number | null;
}

function inspectOne(cluster: Cluster, hpa: HpaEntry): Draft | null {
  const active = conditionOf(hpa.item.raw, 'ScalingActive');
  const reason = textAt(active?.raw, 'reason');
  if (active === null || textAt(active.raw, 'status') !== 'False') return null;
  if (!hpa.scalesOnCpu || !reason.startsWith('FailedGet')) return null;
  const since = timeAt(active.raw, 'lastTransitionTime');
  const blind = { hpa, index: active.index, reason, since };
  const bare = findBare(hpa);
  if (bare !== null) return describeBare(cluster, blind, bare);
  // The condition is history once requests are there and the metrics API answers for these pods.
  const isMeasured = hpa.workload?.pods.some((pod) => pod.usage !== null) ?? false;
  const isYoung = since !== null && cluster.now !== null && cluster.now - since < grace;
  return isMeasured || isYoung ? null : describeUnmeasured(cluster, blind);
}

function describeBare(cluster: Cluster, blind: Blind, { pod, name, path }: BareContainer): Draft {
  const { hpa } = blind;
  return draft({
    ...partsOf(cluster, blind, [[pod.item.place, ...path, 'name']]),
    role: 'fault',
    tier: 'contradiction',
    severity: 'high',
    subject: hpa.targetSubject,
    detail: `ScalingActive is False: ${quote(blind.reason)}. Container ${quote(name)} of its pods requests no CPU, so a utilisation cannot be computed.`,
    remediations:
      hpa.workload === null
        ? []
        : [
            setResources(hpa.workload, {
              container: name,
              field: 'requests.cpu',
              saved: null,
              proposed: '100m',
            }),
          ],
  });
}

function describeUnmeasured(cluster: Cluster, blind: Blind): Draft {
  return draft({
    ...partsOf(cluster, blind, []),
    role: 'hint',
    tier: 'status',
    severity: 'medium',
    subject: blind.hpa,
    detail: `ScalingActive is False: ${quote(blind.reason)}. No CPU metric of its pods is there.`,
  });
}

function partsOf(
  { book }: Cluster,
  { hpa, index, since }: Blind,
  more: Parameters<typeof book.citeAll>[0],
): Pick<Draft, 'code' | 'title' | 'instances' | 'evidence' | 'explains' | 'touchesUsers' | 'since'> {
  return {
    code: definition.code,
    title: `Autoscaler ${hpa.namespace}/${hpa.name} cannot see CPU and scales nothing`,
    instances: [`HorizontalPodAutoscaler/${hpa.namespace}/${hpa.name}`],
    evidence: book.citeAll([
      [hpa.item.place, 'status', 'conditions', index, 'reason'],
      [hpa.item.place, 'status', 'conditions', index, 'message'],
      ...more,
    ]),
    explains: [draftKey('CPU-112', hpa)],
    touchesUsers: hpa.workload?.touchesUsers ?? null,
    since: since === null ? null : new Date(since).toISOString(),
  };
}
