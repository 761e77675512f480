import type { ProofTier } from '@cloudops/spec';
import { conditionOf, textAt } from '../../../evidence/read.ts';
import { quote, someOf } from '../../../evidence/words.ts';
import { type Analyzer, type Draft, draft, isoTime, type TriageFindingDefinition } from '../../draft.ts';
import { type Autoscaler, autoscalersOf, type Impediment, impedimentOf } from '../../snapshot/autoscaler.ts';
import type { Snapshot } from '../../snapshot/snapshot.ts';

const definition: TriageFindingDefinition = {
  code: 'HPA-103',
  title: 'Autoscaler by a metric that no API serves',
  role: 'fault',
  severity: 'medium',
  decided:
    'Condition ScalingActive is False with FailedGetExternalMetric, FailedGetPodsMetric or FailedGetObjectMetric, and the list of APIServices, read whole, holds none of that group; or the message says that the API knows no such metric.',
  thresholds: {},
  source: 'k8s.io/metrics, external_metrics and custom_metrics clients; podautoscaler/horizontal.go of Kubernetes 1.36',
  remedy: 'Install an adapter that serves the metric, or correct its name.',
};

const groupOf: ReadonlyMap<string, readonly [string, string]> = new Map([
  ['FailedGetExternalMetric', ['external.metrics.k8s.io', 'External']],
  ['FailedGetPodsMetric', ['custom.metrics.k8s.io', 'Pods']],
  ['FailedGetObjectMetric', ['custom.metrics.k8s.io', 'Object']],
]);

/** Autoscalers by metrics that are not there. */
export const autoscalerMetric: Analyzer = {
  name: 'autoscaler-metric',
  topic: 'health',
  definitions: [definition],
  inspect: (snapshot) => ({
    drafts: autoscalersOf(snapshot).flatMap((autoscaler) => {
      const impediment = impedimentOf(autoscaler);
      const [group, type] = groupOf.get(impediment?.reason ?? '') ?? [];
      if (impediment === null || group === undefined || type === undefined) return [];
      const why = whyNotServed(snapshot, group, impediment);
      return why === null ? [] : [describe(snapshot, autoscaler, impediment, { group, type, ...why })];
    }),
  }),
};

/** The absence of an API and the message together; or the message of an API that is there. */
function whyNotServed(
  snapshot: Snapshot,
  group: string,
  { message }: Impediment,
): Pick<NotServed, 'why' | 'tier'> | null {
  const serving = snapshot.all('apiservices').filter(({ raw }) => textAt(raw, 'spec', 'group') === group);
  // An API that is registered and does not answer is the cause itself.
  const isAnswered = serving.some(({ raw }) => textAt(conditionOf(raw, 'Available')?.raw, 'status') !== 'False');
  const saysMissing =
    /could not find the (?:requested resource|metric)|no known available metric versions|not registered|no custom metrics API|no metrics returned|not found/i;
  if (!saysMissing.test(message)) return null;
  if (serving.length > 0) return isAnswered ? { why: `${group} knows no such metric`, tier: 'message' } : null;
  return snapshot.isComplete('apiservices', null)
    ? { why: `nothing serves ${group} in this cluster`, tier: 'absence' }
    : null;
}

interface NotServed {
  readonly group: string;
  readonly type: string;
  readonly why: string;
  readonly tier: ProofTier;
}

function describe(
  snapshot: Snapshot,
  { entity, metrics, targetName }: Autoscaler,
  impediment: Impediment,
  { group, type, why, tier }: NotServed,
): Draft {
  const wanted = metrics.filter((metric) => metric.type === type);
  return draft({
    code: definition.code,
    role: 'fault',
    tier,
    severity: definition.severity,
    subject: entity,
    title: `HorizontalPodAutoscaler ${entity.namespace}/${entity.name} goes by ${type.toLowerCase()} metric ${someOf(wanted.map(({ name }) => name))}, and ${why}`,
    detail: `${targetName} is not scaled. ${quote(impediment.message)}`,
    evidence: snapshot.cite(
      entity,
      ...wanted.map(({ index }) => ['spec', 'metrics', index]),
      ['status', 'conditions', impediment.index, 'reason'],
      ['status', 'conditions', impediment.index, 'message'],
    ),
    explains: [{ instance: entity.key, codes: ['HPA-001'], mechanism: 'its metric is not served' }],
    since: isoTime(impediment.since),
    data: { group },
  });
}
