import { conditionOf, listAt, textAt, timeAt } from '../../../evidence/read.ts';
import { quote, span } from '../../../evidence/words.ts';
import { type Analyzer, type Draft, draft, isoTime, type TriageFindingDefinition } from '../../draft.ts';
import type { Entity } from '../../snapshot/entity.ts';
import type { Snapshot } from '../../snapshot/snapshot.ts';

const definition: TriageFindingDefinition = {
  code: 'CTL-002',
  title: 'Namespace does not finish terminating',
  role: 'symptom',
  severity: 'medium',
  decided:
    'A namespace is being deleted and its conditions name finalizers other than those of Kubernetes itself, which only their own program takes away; or it was deleted more than 2 minutes ago and a condition says what is left: kinds that cannot be listed, content, or a deletion that failed.',
  thresholds: { minutes: 2 },
  source: 'kube-controller-manager, namespace/deletion/status_condition_utils.go of Kubernetes 1.36',
  remedy: 'Remove what the condition names: bring the API back, or let the program that owns the finalizer finish.',
};

const telling = [
  'NamespaceDeletionDiscoveryFailure',
  'NamespaceDeletionGroupVersionParsingFailure',
  'NamespaceDeletionContentFailure',
  'NamespaceFinalizersRemaining',
  'NamespaceContentRemaining',
] as const;
const grace = 120_000;

/** Namespaces that stay. */
export const namespaceTerminating: Analyzer = {
  name: 'namespace-terminating',
  topic: 'health',
  definitions: [definition],
  inspect: (snapshot) => ({
    drafts: snapshot.all('namespaces').flatMap((namespace) => inspectOne(snapshot, namespace) ?? []),
  }),
};

function inspectOne(snapshot: Snapshot, namespace: Entity): Draft | null {
  const deletedAt = timeAt(namespace.raw, 'metadata', 'deletionTimestamp');
  if (deletedAt === null || snapshot.now === null) return null;
  if (snapshot.now - deletedAt <= grace && foreignFinalizers(namespace) === '') return null;
  const said = telling.flatMap((type) => {
    const condition = conditionOf(namespace.raw, type);
    return condition !== null && textAt(condition.raw, 'status') === 'True' ? [condition] : [];
  });
  const [first] = said;
  const kept = listAt(namespace.raw, 'spec', 'finalizers').filter(
    (one) => typeof one === 'string' && one !== 'kubernetes',
  );
  if (first === undefined && kept.length === 0) return null;
  const why =
    first === undefined
      ? `Its finalizers ${kept.join(', ')} remain.`
      : said.map(({ raw }) => quote(textAt(raw, 'message'))).join(' ');
  return draft({
    code: definition.code,
    role: 'symptom',
    tier: 'status',
    severity: definition.severity,
    subject: namespace,
    title: `Namespace ${namespace.name} does not finish terminating${foreignFinalizers(namespace) === '' ? ` for ${span(snapshot.now - deletedAt)}` : `: ${quote(foreignFinalizers(namespace))}`}`,
    detail: why,
    evidence: [
      ...snapshot.cite(namespace, ['metadata', 'deletionTimestamp'], ['spec', 'finalizers']),
      ...said.flatMap(({ index }) => snapshot.cite(namespace, ['status', 'conditions', index, 'message'])),
    ],
    since: isoTime(deletedAt),
  });
}

/** Source: status_condition_utils.go: `... finalizers remaining: NAME in N resource instances, NAME in ...`. */
function foreignFinalizers({ raw }: Entity): string {
  const condition = conditionOf(raw, 'NamespaceFinalizersRemaining')?.raw;
  if (textAt(condition, 'status') !== 'True') return '';
  const [, list = ''] = textAt(condition, 'message').split('finalizers remaining: ');
  const own = /^(?:kubernetes\.io\/|[\w.-]+\.kubernetes\.io\/|foregroundDeletion|orphan)/;
  return list
    .split(', ')
    .filter((one) => one !== '' && !own.test(one))
    .join(', ');
}
