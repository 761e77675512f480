/** Why the API server did not make an object, as its message says. Names and texts in it are hostile. */
export type Refusal =
  | {
      readonly kind: 'quota-exceeded';
      readonly quota: string;
      /** By resource, as the quota writes it. */
      readonly requested: ReadonlyMap<string, string>;
    }
  | { readonly kind: 'quota-demands'; readonly quota: string; readonly demands: string }
  | { readonly kind: 'limit-range'; readonly violations: readonly LimitViolation[] }
  | { readonly kind: 'pod-security'; readonly level: string; readonly violations: string }
  | { readonly kind: 'service-account'; readonly namespace: string; readonly name: string }
  | { readonly kind: 'priority-class'; readonly name: string }
  | { readonly kind: 'runtime-class'; readonly name: string }
  | { readonly kind: 'webhook-failed'; readonly webhook: string; readonly reason: string }
  | { readonly kind: 'webhook-denied'; readonly webhook: string; readonly reason: string }
  | { readonly kind: 'invalid'; readonly reason: string }
  | { readonly kind: 'other'; readonly reason: string };

/** One bound of a LimitRange that a container, pod or claim breaks. */
export interface LimitViolation {
  readonly bound: 'maximum' | 'minimum' | 'ratio';
  readonly resource: string;
  /** `Container`, `Pod` or `PersistentVolumeClaim`. */
  readonly type: string;
  readonly allowed: string;
  readonly found: string;
}

const longest = 4000;
const name = '([a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?)';
const quotaExceeded = new RegExp(`is forbidden: exceeded quota: ${name}, requested: (.{1,1000}?), used: `);
const quotaDemands = new RegExp(`is forbidden: failed quota: ${name}: must specify (.{1,1000})$`);
const limitBound =
  /(maximum|minimum) ([a-z0-9./-]{1,253}) usage per (Container|Pod|PersistentVolumeClaim) is ([^\s,]{1,60})(?:, but (?:limit|request) is ([^\s,\]]{1,60})|\.\s+No (?:limit|request) is specified)/g;
const limitRatio =
  /([a-z0-9./-]{1,253}) max limit to request ratio per (Container|Pod) is ([^\s,]{1,60}), but (?:provided ratio is ([^\s,\]]{1,60})|no request is specified or request is 0)/g;
const podSecurity = /violates PodSecurity "([^"]{1,100})": (.{1,2000})$/;
const serviceAccount = new RegExp(
  `error looking up service account ${name}/${name}: serviceaccount "[^"]{1,253}" not found`,
);
const priorityClass = new RegExp(`no PriorityClass with name ${name} was found`);
const runtimeClass = /pod rejected: RuntimeClass "([^"]{1,253})" not found/;
const webhookFailed = /failed calling webhook "([^"]{1,253})": (.{1,2000})$/;
const webhookDenied = /admission webhook "([^"]{1,253})" denied the request(?:: (.{0,2000})| without explanation)$/;
const invalid = /(?:Pod|PersistentVolumeClaim) "[^"]{1,253}" is invalid: (.{1,2000})$/;

/**
 * Reads the message of a FailedCreate event or a ReplicaFailure condition.
 * Source: Kubernetes 1.20 to 1.36: resourcequota/controller.go, limitranger/admission.go, PodSecurity admission,
 * serviceaccount/admission.go, priority/admission.go, runtimeclass/admission.go, webhook/errors/statuserror.go.
 */
export function readRefusal(message: string): Refusal {
  const text = message
    .slice(0, longest)
    .replaceAll(/\s*\n\s*/g, ' ')
    .trim();
  return readQuota(text) ?? readLimits(text) ?? readReference(text) ?? readWebhook(text) ?? readRest(text);
}

function readQuota(text: string): Refusal | null {
  const exceeded = quotaExceeded.exec(text);
  if (exceeded !== null) {
    const pairs = (exceeded[2] ?? '').split(',').map((pair) => pair.split('='));
    const requested = new Map(pairs.map(([resource = '', amount = '']) => [resource.trim(), amount]));
    return { kind: 'quota-exceeded', quota: exceeded[1] ?? '', requested };
  }
  const demands = quotaDemands.exec(text);
  return demands === null ? null : { kind: 'quota-demands', quota: demands[1] ?? '', demands: demands[2] ?? '' };
}

function readLimits(text: string): Refusal | null {
  const bounds = [...text.matchAll(limitBound)].map(
    ([, bound, resource = '', type = '', allowed = '', found = '']) => ({
      bound: bound === 'minimum' ? ('minimum' as const) : ('maximum' as const),
      resource,
      type,
      allowed,
      found,
    }),
  );
  const ratios = [...text.matchAll(limitRatio)].map(([, resource = '', type = '', allowed = '', found = '']) => ({
    bound: 'ratio' as const,
    resource,
    type,
    allowed,
    found,
  }));
  const violations = [...bounds, ...ratios];
  return violations.length === 0 ? null : { kind: 'limit-range', violations };
}

function readReference(text: string): Refusal | null {
  const account = serviceAccount.exec(text);
  if (account !== null) return { kind: 'service-account', namespace: account[1] ?? '', name: account[2] ?? '' };
  const priority = priorityClass.exec(text);
  if (priority !== null) return { kind: 'priority-class', name: priority[1] ?? '' };
  const runtime = runtimeClass.exec(text);
  return runtime === null ? null : { kind: 'runtime-class', name: runtime[1] ?? '' };
}

function readWebhook(text: string): Refusal | null {
  const failed = webhookFailed.exec(text);
  if (failed !== null) return { kind: 'webhook-failed', webhook: failed[1] ?? '', reason: failed[2] ?? '' };
  const denied = webhookDenied.exec(text);
  return denied === null ? null : { kind: 'webhook-denied', webhook: denied[1] ?? '', reason: denied[2] ?? '' };
}

function readRest(text: string): Refusal {
  const security = podSecurity.exec(text);
  if (security !== null) return { kind: 'pod-security', level: security[1] ?? '', violations: security[2] ?? '' };
  const wrong = invalid.exec(text);
  return wrong === null ? { kind: 'other', reason: text } : { kind: 'invalid', reason: wrong[1] ?? '' };
}
