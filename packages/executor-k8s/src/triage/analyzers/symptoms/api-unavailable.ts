import { conditionOf, textAt, timeAt, valueAt } from '../../../evidence/read.ts';
import { quote } from '../../../evidence/words.ts';
import {
  type Analyzer,
  type Draft,
  draft,
  type Explanation,
  isoTime,
  type TriageFindingDefinition,
} from '../../draft.ts';
import { autoscalersOf, impedimentOf } from '../../snapshot/autoscaler.ts';
import type { Entity } from '../../snapshot/entity.ts';
import type { Snapshot } from '../../snapshot/snapshot.ts';

const definition: TriageFindingDefinition = {
  code: 'CTL-001',
  title: 'Aggregated API is not available',
  role: 'symptom',
  severity: 'high',
  decided:
    'An APIService that a Service serves has condition Available other than True. An API that the server itself serves has none.',
  thresholds: {},
  source: 'kube-aggregator, available_controller.go of Kubernetes 1.36',
  remedy: 'See to the Service and the pods behind it; delete the APIService when its program is gone for good.',
};

/** Aggregated APIs that do not answer. */
export const apiUnavailable: Analyzer = {
  name: 'api-unavailable',
  topic: 'health',
  definitions: [definition],
  inspect: (snapshot) => ({
    drafts: snapshot.all('apiservices').flatMap((api) => (isDown(api) ? [describe(snapshot, api)] : [])),
  }),
};

function isDown({ raw }: Entity): boolean {
  if (valueAt(raw, 'spec', 'service') === undefined || valueAt(raw, 'spec', 'service') === null) return false;
  const status = textAt(conditionOf(raw, 'Available')?.raw, 'status');
  return status === 'False' || status === 'Unknown';
}

function describe(snapshot: Snapshot, api: Entity): Draft {
  const condition = conditionOf(api.raw, 'Available');
  const reason = textAt(condition?.raw, 'reason');
  const service = [textAt(api.raw, 'spec', 'service', 'namespace'), textAt(api.raw, 'spec', 'service', 'name')].join(
    '/',
  );
  return draft({
    code: definition.code,
    role: 'symptom',
    tier: 'status',
    severity: definition.severity,
    subject: api,
    title: `API ${api.name} does not answer: ${quote(reason)}`,
    detail: `Service ${service} should serve it. ${quote(textAt(condition?.raw, 'message'))}`,
    evidence: snapshot.cite(
      api,
      ['status', 'conditions', condition?.index ?? 0, 'status'],
      ['status', 'conditions', condition?.index ?? 0, 'reason'],
      ['status', 'conditions', condition?.index ?? 0, 'message'],
      ['spec', 'service'],
    ),
    explains: [...autoscalersBlindBy(snapshot, textAt(api.raw, 'spec', 'group')), ...namespacesHeldBy(snapshot)],
    since: isoTime(timeAt(condition?.raw, 'lastTransitionTime')),
    data: { reason, service },
  });
}

const reasonsOf: ReadonlyMap<string, RegExp> = new Map([
  ['metrics.k8s.io', /^FailedGet(Container)?ResourceMetric$/],
  ['custom.metrics.k8s.io', /^FailedGet(Pods|Object)Metric$/],
  ['external.metrics.k8s.io', /^FailedGetExternalMetric$/],
]);

function autoscalersBlindBy(snapshot: Snapshot, group: string): readonly Explanation[] {
  const fitting = reasonsOf.get(group);
  if (fitting === undefined) return [];
  return autoscalersOf(snapshot)
    .filter((autoscaler) => fitting.test(impedimentOf(autoscaler)?.reason ?? ''))
    .map(({ entity }) => ({ instance: entity.key, codes: ['HPA-001'], mechanism: 'goes by its metrics' }));
}

/** A namespace is emptied kind by kind; an API that does not tell its kinds holds that up. */
function namespacesHeldBy(snapshot: Snapshot): readonly Explanation[] {
  return snapshot
    .all('namespaces')
    .filter(({ raw }) => textAt(conditionOf(raw, 'NamespaceDeletionDiscoveryFailure')?.raw, 'status') === 'True')
    .map(({ key }) => ({ instance: key, codes: ['CTL-002'], mechanism: 'cannot be emptied without it' }));
}
