import { quantityOf } from '../../../evidence/quantity.ts';
import { textAt, valueAt } from '../../../evidence/read.ts';
import { quote, someOf } from '../../../evidence/words.ts';
import type { Analyzer, Draft, TriageFindingDefinition } from '../../draft.ts';
import { keyOf, type Snapshot } from '../../snapshot/snapshot.ts';
import { type CreationFailure, creationFailures, describeRefused, lackText } from './creation-failure.ts';
import type { Refusal } from './refusal.ts';

const exceeded: TriageFindingDefinition = {
  code: 'ADM-101',
  title: 'Quota is used up',
  role: 'fault',
  severity: 'high',
  decided:
    'The API server refuses an object for "exceeded quota", and by its status the named ResourceQuota still has less left than one more asks for, of any resource that a quota can count (cpu, memory, storage, pods, claims, services, count/…, scoped ones). A quota that is exactly used and refuses nothing is nothing.',
  thresholds: {},
  source: 'Kubernetes 1.36, resourcequota/controller.go; "Resource Quotas"',
  remedy: 'Raise the quota, or lower requests, replicas or what else counts in the namespace.',
};
const demands: TriageFindingDefinition = {
  code: 'ADM-102',
  title: 'Quota demands requests or limits that pods do not state',
  role: 'fault',
  severity: 'high',
  decided:
    'The API server refuses pods for "failed quota: must specify": a quota on cpu or memory makes stating them mandatory, the workload does not, and no LimitRange fills them in.',
  thresholds: {},
  source: 'Kubernetes 1.36, quota evaluator core/pods.go',
  remedy: 'State the requests and limits in the workload, or give the namespace a LimitRange with defaults.',
};

/** Quotas in the way of new objects. */
export const quota: Analyzer = {
  name: 'quota',
  topic: 'health',
  definitions: [exceeded, demands],
  inspect(snapshot) {
    const failures = creationFailures(snapshot);
    const full = failures.flatMap((failure) => {
      const { refusal } = failure;
      return refusal.kind === 'quota-exceeded' ? [{ failure, refusal }] : [];
    });
    const byQuota = Map.groupBy(full, ({ failure, refusal }) =>
      keyOf('ResourceQuota', failure.owner.namespace, refusal.quota),
    );
    return {
      drafts: [
        ...[...byQuota.values()].flatMap((some) => describeExceeded(snapshot, some) ?? []),
        ...failures.flatMap((failure) => {
          const { refusal } = failure;
          return refusal.kind === 'quota-demands' ? [describeDemands(snapshot, failure, refusal)] : [];
        }),
      ],
    };
  },
};

interface Exceeded {
  readonly failure: CreationFailure;
  readonly refusal: Extract<Refusal, { readonly kind: 'quota-exceeded' }>;
}

/** Null when the quota has room by now: the next try succeeds. */
function describeExceeded(snapshot: Snapshot, some: readonly Exceeded[]): Draft | null {
  const [first] = some;
  if (first === undefined) return null;
  const { namespace } = first.failure.owner;
  const subject = { kind: 'ResourceQuota', namespace, name: first.refusal.quota };
  const entity = snapshot.find('quotas', namespace, subject.name);
  const short = [...first.refusal.requested].filter(([resource, amount]) => {
    const hard = quantityOf(valueAt(entity?.raw, 'status', 'hard', resource));
    const used = quantityOf(valueAt(entity?.raw, 'status', 'used', resource));
    return hard === null || used === null || used + (quantityOf(amount) ?? 0) > hard + 1e-9;
  });
  if (entity !== undefined && short.length === 0) return null;
  const failures = some.map(({ failure }) => failure);
  const words = short.map(([resource, amount]) => {
    const hard = textAt(entity?.raw, 'status', 'hard', resource);
    const used = textAt(entity?.raw, 'status', 'used', resource);
    return hard === ''
      ? `${quote(resource)}`
      : `${quote(resource)} ${quote(used)} of ${quote(hard)} used, one more asks for ${quote(amount)}`;
  });
  const names = [...new Set(failures.map(({ workload }) => workload.name))].sort();
  return describeRefused(snapshot, failures, {
    code: exceeded.code,
    tier: entity === undefined ? 'message' : 'contradiction',
    subject,
    title: `Quota ${namespace}/${subject.name} is used up, so ${someOf(names)} cannot get ${names.length === 1 ? 'its' : 'their'} pods`,
    detail: `${words.join('; ')}. ${failures.map(lackText).slice(0, 5).join(', ')}.`,
    evidence:
      entity === undefined
        ? []
        : short.flatMap(([resource]) =>
            snapshot.cite(entity, ['status', 'hard', resource], ['status', 'used', resource]),
          ),
    mechanism: `has no ${short.map(([resource]) => resource).join(', ')} left`,
    data: { resources: short.map(([resource]) => resource) },
  });
}

function describeDemands(
  snapshot: Snapshot,
  failure: CreationFailure,
  refusal: Extract<Refusal, { readonly kind: 'quota-demands' }>,
): Draft {
  const { workload, owner } = failure;
  const entity = snapshot.find('quotas', owner.namespace, refusal.quota);
  const ranges = snapshot.all('limitranges').filter(({ namespace }) => namespace === owner.namespace);
  const defaults =
    ranges.length === 0 ? 'No LimitRange gives defaults.' : 'The LimitRange of the namespace gives no default for it.';
  return describeRefused(snapshot, [failure], {
    code: demands.code,
    subject: workload,
    title: `${workload.namespace}/${workload.name} does not state ${quote(refusal.demands)}, which quota ${quote(refusal.quota)} demands`,
    detail: `A quota on a resource makes every pod of the namespace state it.${snapshot.isComplete('limitranges', owner.namespace) ? ` ${defaults}` : ''} ${lackText(failure)}.`,
    evidence: [
      ...(entity === undefined ? [] : snapshot.cite(entity, ['spec', 'hard'])),
      ...(workload.entity === null
        ? []
        : snapshot.cite(workload.entity, [...workload.specPath, 'containers', 0, 'resources'])),
    ],
    mechanism: 'does not state what the quota demands',
  });
}
