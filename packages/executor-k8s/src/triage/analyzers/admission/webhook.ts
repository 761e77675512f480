import { listAt, numberAt, type PathPart, textAt, valueAt } from '../../../evidence/read.ts';
import { quote, someOf } from '../../../evidence/words.ts';
import { type Analyzer, type Draft, draft, type TriageFindingDefinition } from '../../draft.ts';
import type { Entity } from '../../snapshot/entity.ts';
import { keyOf, type Snapshot } from '../../snapshot/snapshot.ts';
import {
  type CreationFailure,
  creationFailures,
  describeRefused,
  explainsRefused,
  lackText,
} from './creation-failure.ts';
import type { Refusal } from './refusal.ts';

const source = 'Kubernetes 1.36, webhook/errors/callerror.go; "Dynamic Admission Control"';

const silent: TriageFindingDefinition = {
  code: 'ADM-001',
  title: 'Admission webhook does not answer',
  role: 'symptom',
  severity: 'high',
  decided:
    'The API server refuses objects since it could not call a webhook that fails closed: no endpoints, refused, timed out. Its Service exists; what keeps the pods behind it from answering is the cause where it shows.',
  thresholds: {},
  source,
  remedy:
    'Get the pods behind the webhook to run; until then failurePolicy Ignore or a narrower namespaceSelector lets objects pass unchecked.',
};
const noService: TriageFindingDefinition = {
  code: 'ADM-107',
  title: 'Service of an admission webhook does not exist',
  role: 'fault',
  severity: 'high',
  decided:
    'The API server refuses objects since the Service that a webhook configuration names was not found, and it is still not there.',
  thresholds: {},
  source,
  remedy: 'Install what serves the webhook, or delete its configuration when it is a leftover.',
};
const broken: TriageFindingDefinition = {
  code: 'ADM-108',
  title: 'Admission webhook is set up wrongly',
  role: 'fault',
  severity: 'high',
  decided:
    'The API server reached a webhook that fails closed, and could not use it: its certificate does not fit the caBundle or name, or the path is not served.',
  thresholds: {},
  source,
  remedy: 'Renew the certificate and the caBundle together, or correct the path in the configuration.',
};
const latent: TriageFindingDefinition = {
  code: 'ADM-120',
  title: 'Webhook names a Service that does not exist',
  role: 'hint',
  severity: 'medium',
  decided:
    'A webhook configuration names a Service that the complete list does not hold. With failurePolicy Fail everything that its rules match will be refused; with Ignore it checks nothing.',
  thresholds: {},
  source,
  remedy: 'Delete the configuration, or install what serves it.',
};

/** Webhooks in the way of new objects. */
export const webhook: Analyzer = {
  name: 'webhook',
  topic: 'health',
  definitions: [silent, noService, broken, latent],
  inspect(snapshot) {
    const hooks = readHooks(snapshot);
    const failed = creationFailures(snapshot).flatMap((failure) => {
      const { refusal } = failure;
      return refusal.kind === 'webhook-failed' ? [{ failure, refusal }] : [];
    });
    const byHook = Map.groupBy(failed, ({ refusal }) => refusal.webhook);
    const drafts = [...byHook].flatMap(([name, some]) => {
      const hook = hooks.find((one) => one.name === name);
      return hook === undefined ? [] : (describe(snapshot, hook, some) ?? []);
    });
    const told = new Set(drafts.map(({ subject }) => subject.name));
    return {
      drafts: [...drafts, ...hooks.flatMap((hook) => (told.has(hook.entity.name) ? [] : latentOf(snapshot, hook)))],
    };
  },
};

interface Hook {
  readonly entity: Entity;
  readonly path: readonly PathPart[];
  readonly name: string;
  readonly isClosed: boolean;
  /** Null for a URL. */
  readonly service: { readonly namespace: string; readonly name: string } | null;
  readonly timeoutSeconds: number;
}

function readHooks(snapshot: Snapshot): readonly Hook[] {
  return ['mutatingwebhooks', 'validatingwebhooks'].flatMap((record) =>
    snapshot.all(record).flatMap((entity) =>
      listAt(entity.raw, 'webhooks').map((raw, index): Hook => {
        const service = valueAt(raw, 'clientConfig', 'service');
        return {
          entity,
          path: ['webhooks', index],
          name: textAt(raw, 'name'),
          isClosed: (textAt(raw, 'failurePolicy') || 'Fail') === 'Fail',
          service:
            service === undefined ? null : { namespace: textAt(service, 'namespace'), name: textAt(service, 'name') },
          timeoutSeconds: numberAt(raw, 'timeoutSeconds') ?? 10,
        };
      }),
    ),
  );
}

interface Failed {
  readonly failure: CreationFailure;
  readonly refusal: Extract<Refusal, { readonly kind: 'webhook-failed' }>;
}

/** Null when what the message complains of is over. */
function describe(snapshot: Snapshot, hook: Hook, some: readonly Failed[]): Draft | null {
  const [first] = some;
  if (first === undefined) return null;
  const failures = some.map(({ failure }) => failure);
  const { reason } = first.refusal;
  const evidence = snapshot.cite(
    hook.entity,
    [...hook.path, 'clientConfig', 'service', 'name'],
    [...hook.path, 'failurePolicy'],
  );
  const names = [...new Set(failures.map(({ workload }) => `${workload.namespace}/${workload.name}`))].sort();
  const base = { subject: hook.entity, evidence, mechanism: `must pass webhook ${hook.name}` };
  const lack = failures.slice(0, 5).map(lackText).join(', ');
  if (/service "[^"]{1,253}" not found/.test(reason) && hook.service !== null) {
    if (snapshot.find('services', hook.service.namespace, hook.service.name) !== undefined) return null;
    return describeRefused(snapshot, failures, {
      ...base,
      code: noService.code,
      tier: snapshot.isComplete('services', hook.service.namespace) ? 'contradiction' : 'message',
      title: `Webhook ${hook.entity.name} refuses every pod of ${someOf(names)}: its Service ${hook.service.namespace}/${hook.service.name} does not exist`,
      detail: `It fails closed, so what it cannot check is refused. ${lack}.`,
    });
  }
  if (/x509: |tls: |the server could not find the requested resource|404 page not found/.test(reason)) {
    return describeRefused(snapshot, failures, {
      ...base,
      code: broken.code,
      title: `Webhook ${hook.entity.name} cannot be used, and refuses every pod of ${someOf(names)}`,
      detail: `${quote(reason)}. It fails closed. ${lack}.`,
    });
  }
  return describeSilent(snapshot, { hook, failures, reason, names, evidence });
}

interface Silent {
  readonly hook: Hook;
  readonly failures: readonly CreationFailure[];
  readonly reason: string;
  readonly names: readonly string[];
  readonly evidence: Draft['evidence'];
}

function describeSilent(snapshot: Snapshot, { hook, failures, reason, names, evidence }: Silent): Draft {
  const { service, entity } = hook;
  const isSlow = /context deadline exceeded|Client\.Timeout|i\/o timeout/.test(reason);
  const where = service === null ? '' : ` Service ${service.namespace}/${service.name} is behind it.`;
  return draft({
    code: silent.code,
    role: 'symptom',
    tier: 'message',
    severity: 'high',
    subject: entity,
    instances: [entity.key, ...(service === null ? [] : [keyOf('Service', service.namespace, service.name)])],
    title: `Webhook ${entity.name} does not answer${isSlow ? ` within ${hook.timeoutSeconds} s` : ''}, so every pod of ${someOf(names)} is refused`,
    detail: `${quote(reason)}. It fails closed.${where} ${failures.slice(0, 5).map(lackText).join(', ')}.`,
    evidence: [...evidence, ...failures.slice(0, 2).flatMap((one) => one.evidence)],
    explains: explainsRefused(failures, `must pass webhook ${hook.name}`),
    touchesUsers: failures.some(({ workload }) => snapshot.touchesUsers(workload) === true) ? true : null,
  });
}

function latentOf(snapshot: Snapshot, hook: Hook): readonly Draft[] {
  const { service, entity, isClosed } = hook;
  if (service === null || !snapshot.isComplete('services', service.namespace)) return [];
  if (snapshot.find('services', service.namespace, service.name) !== undefined) return [];
  return [
    draft({
      code: latent.code,
      role: 'hint',
      tier: 'absence',
      severity: isClosed ? 'medium' : 'low',
      subject: entity,
      title: `Webhook ${entity.name} names Service ${service.namespace}/${service.name}, which does not exist`,
      detail: isClosed
        ? 'It fails closed: whatever its rules match will be refused. Nothing was seen to be refused yet.'
        : 'It fails open: it checks nothing, and adds its time-out to each request that its rules match.',
      evidence: snapshot.cite(
        entity,
        [...hook.path, 'clientConfig', 'service', 'name'],
        [...hook.path, 'failurePolicy'],
      ),
    }),
  ];
}
