import { quantityOf } from '../../../evidence/quantity.ts';
import { listAt, textAt, valueAt } from '../../../evidence/read.ts';
import { quote } from '../../../evidence/words.ts';
import type { Analyzer, Draft, TriageFindingDefinition } from '../../draft.ts';
import type { Entity } from '../../snapshot/entity.ts';
import type { Snapshot } from '../../snapshot/snapshot.ts';
import { type CreationFailure, creationFailures, describeRefused, lackText } from './creation-failure.ts';
import type { LimitViolation, Refusal } from './refusal.ts';

const common = { role: 'fault', severity: 'high', thresholds: {} } as const;

const limits: TriageFindingDefinition = {
  ...common,
  code: 'ADM-103',
  title: 'Requests or limits lie outside the LimitRange',
  decided:
    'The API server refuses objects since a container, pod or claim breaks a maximum, minimum or ratio, and a LimitRange of the namespace states that bound.',
  source: 'Kubernetes 1.36, limitranger/admission.go',
  remedy: 'Bring the workload within the bounds, or widen the LimitRange.',
};
const security: TriageFindingDefinition = {
  ...common,
  code: 'ADM-104',
  title: 'Pod security level of the namespace forbids the pods',
  decided: 'The API server refuses pods for "violates PodSecurity", with the fields that break the enforced level.',
  source: 'Kubernetes 1.36, PodSecurity admission; "Pod Security Standards"',
  remedy: 'Take the named fields out of the workload, or move it to a namespace with a level that allows them.',
};
const denied: TriageFindingDefinition = {
  ...common,
  code: 'ADM-109',
  title: 'A policy webhook refuses the pods',
  decided: 'The API server refuses objects since an admission webhook answered, and its answer was no.',
  source: 'Kubernetes 1.36, webhook/errors/statuserror.go',
  remedy: 'Do what the reason says, or ask the owner of the policy.',
};
const invalid: TriageFindingDefinition = {
  ...common,
  code: 'ADM-110',
  title: 'Pods are not valid',
  decided: 'The API server refuses pods of the template as invalid and names the field.',
  source: 'Kubernetes 1.36, apis/core/validation',
  remedy: 'Correct the named field of the template.',
};

/** Workloads whose template breaks a rule. */
export const podRules: Analyzer = {
  name: 'pod-rules',
  topic: 'health',
  definitions: [limits, security, denied, invalid],
  inspect: (snapshot) => ({
    drafts: creationFailures(snapshot).flatMap((failure) => {
      const { refusal } = failure;
      switch (refusal.kind) {
        case 'limit-range':
          return [describeLimits(snapshot, failure, refusal.violations)];
        case 'pod-security':
          return [describeSecurity(snapshot, failure, refusal)];
        case 'webhook-denied':
          return [describeDenied(snapshot, failure, refusal)];
        case 'invalid':
          return [describeInvalid(snapshot, failure, refusal.reason)];
        default:
          return [];
      }
    }),
  }),
};

function nameOf({ workload }: CreationFailure): string {
  return `${workload.namespace}/${workload.name}`;
}

function describeLimits(snapshot: Snapshot, failure: CreationFailure, violations: readonly LimitViolation[]): Draft {
  const found = violations.flatMap((violation) => {
    const range = rangeOf(snapshot, failure.owner.namespace, violation);
    return range === null ? [] : [range];
  });
  const [first] = violations;
  const [range] = found;
  const where = range === undefined ? 'the LimitRange' : `LimitRange ${range.entity.name}`;
  const title =
    first === undefined
      ? `${nameOf(failure)} breaks ${where}`
      : `${nameOf(failure)} breaks ${where}: ${violationText(first)}`;
  return describeRefused(snapshot, [failure], {
    code: limits.code,
    tier: range === undefined ? failure.tier : 'contradiction',
    subject: failure.workload,
    title,
    detail: `${violations.map(violationText).join('; ')}. ${lackText(failure)}.`,
    evidence: found.flatMap(({ entity, path }) => snapshot.cite(entity, path)),
    mechanism: 'breaks the bounds of the namespace',
  });
}

function violationText({ bound, resource, type, allowed, found }: LimitViolation): string {
  const has = found === '' ? 'states none' : `has ${quote(found)}`;
  if (bound === 'ratio')
    return `a ${type} may have ${quote(resource)} limit to request ${quote(allowed)} : 1 and ${has}`;
  const word = bound === 'maximum' ? 'at most' : 'at least';
  return `a ${type} may have ${word} ${quote(allowed)} of ${quote(resource)} and ${has}`;
}

/** Where a LimitRange states the bound. */
function rangeOf(
  snapshot: Snapshot,
  namespace: string,
  { bound, resource, type, allowed }: LimitViolation,
): { readonly entity: Entity; readonly path: readonly (string | number)[] } | null {
  const field = { maximum: 'max', minimum: 'min', ratio: 'maxLimitRequestRatio' }[bound];
  for (const entity of snapshot.all('limitranges')) {
    if (entity.namespace !== namespace) continue;
    const index = listAt(entity.raw, 'spec', 'limits').findIndex(
      (limit) => textAt(limit, 'type') === type && quantityOf(valueAt(limit, field, resource)) === quantityOf(allowed),
    );
    if (index >= 0) return { entity, path: ['spec', 'limits', index, field, resource] };
  }
  return null;
}

function describeSecurity(
  snapshot: Snapshot,
  failure: CreationFailure,
  { level, violations }: Extract<Refusal, { readonly kind: 'pod-security' }>,
): Draft {
  const namespace = snapshot.find('namespaces', '', failure.owner.namespace);
  return describeRefused(snapshot, [failure], {
    code: security.code,
    subject: failure.workload,
    title: `${nameOf(failure)} breaks the pod security level ${quote(level)} of its namespace`,
    detail: `Forbidden: ${quote(violations)}. ${lackText(failure)}.`,
    evidence:
      namespace === undefined
        ? []
        : snapshot.cite(namespace, ['metadata', 'labels', 'pod-security.kubernetes.io/enforce']),
    mechanism: 'breaks the pod security level',
    data: { level: quote(level) },
  });
}

function describeDenied(
  snapshot: Snapshot,
  failure: CreationFailure,
  { webhook, reason }: Extract<Refusal, { readonly kind: 'webhook-denied' }>,
): Draft {
  return describeRefused(snapshot, [failure], {
    code: denied.code,
    subject: failure.workload,
    title: `Policy webhook ${quote(webhook)} refuses the pods of ${nameOf(failure)}`,
    detail: `${quote(reason) || 'It gives no reason.'} ${lackText(failure)}.`,
    mechanism: 'is refused by a policy',
    data: { webhook: quote(webhook) },
  });
}

function describeInvalid(snapshot: Snapshot, failure: CreationFailure, reason: string): Draft {
  return describeRefused(snapshot, [failure], {
    code: invalid.code,
    subject: failure.workload,
    title: `The pods of ${nameOf(failure)} are not valid`,
    detail: `${quote(reason)}. ${lackText(failure)}.`,
    mechanism: 'its template is not valid',
  });
}
