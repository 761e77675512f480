import type { EvidenceRef } from '@cloudops/spec';
import { conditionOf, listAt, textAt, timeAt, valueAt } from '../../../evidence/read.ts';
import { instanceOf, nameOf, type Subject } from '../../../evidence/subject.ts';
import { quote, someOf } from '../../../evidence/words.ts';
import { type Analyzer, type Draft, draft, isoTime, type TriageFindingDefinition } from '../../draft.ts';
import type { Entity } from '../../snapshot/entity.ts';
import { keyOf, type Snapshot } from '../../snapshot/snapshot.ts';
import { certificateDefinitions as definitions } from './certificates-definitions.ts';
import { type Life, lifeOf } from './certificates-life.ts';
import { readingsOf } from './samples.ts';

/** Certificates by the day they end: what servers show, what the API server trusts, what kubelets log in with. */
export const certificates: Analyzer = {
  name: 'certificates',
  topic: 'certificates',
  definitions: Object.values(definitions),
  inspect: (snapshot) => ({
    drafts: [
      ...secrets(snapshot),
      ...bundles(snapshot),
      ...snapshot.all('certificates').flatMap((entity) => ofManager(snapshot, entity)),
      ...kubelets(snapshot),
      ...clients(snapshot),
    ],
  }),
};

interface Told {
  readonly definition: TriageFindingDefinition;
  readonly subject: Subject;
  readonly life: Life;
  readonly title: string;
  readonly detail: string;
  readonly evidence: readonly EvidenceRef[];
  readonly until: number | null;
  readonly instances?: readonly string[];
  readonly touchesUsers?: boolean | null;
}

function tell({ definition, subject, life, title, detail, evidence, until, ...rest }: Told): Draft {
  return draft({
    code: definition.code,
    role: 'fault',
    tier: 'contradiction',
    severity: life.severity,
    subject,
    title,
    detail,
    evidence,
    since: life.left <= 0 ? isoTime(until) : null,
    data: { not_after: isoTime(until) ?? '' },
    ...rest,
  });
}

function secrets(snapshot: Snapshot): readonly Draft[] {
  const kept = new Set(
    snapshot.all('certificates').map(({ raw, namespace }) => `${namespace}/${textAt(raw, 'spec', 'secretName')}`),
  );
  const users = usersOf(snapshot);
  return snapshot.all('secrets').flatMap((entity) => {
    const certificate = valueAt(entity.raw, 'certificate');
    if (certificate === undefined || kept.has(`${entity.namespace}/${entity.name}`)) return [];
    const by = users.get(entity.key) ?? [];
    if (valueAt(certificate, 'readable') === false) return unreadable(snapshot, entity, by);
    const until = timeAt(certificate, 'not_after');
    const life = lifeOf(snapshot, until, { from: timeAt(certificate, 'not_before') });
    if (life === null) return [];
    const names = listAt(certificate, 'dns_names').filter((name): name is string => typeof name === 'string');
    const issuer = textAt(certificate, 'issuer');
    const keeper = textAt(entity.raw, 'metadata', 'annotations', 'cert-manager.io/certificate-name');
    return [
      tell({
        definition: definitions.secret,
        subject: entity,
        life,
        title: `The certificate in ${nameOf(entity)} ${life.words}`,
        detail: `It is for ${names.length === 0 ? quote(textAt(certificate, 'subject')) || 'nobody it names' : someOf(names)}${issuer === '' ? '' : `, issued by ${quote(issuer)}`}.${by.length === 0 ? '' : ` Shown by ${someOf(by)}.`}${keeper === '' ? '' : ` cert-manager keeps it as Certificate ${quote(keeper)}.`}`,
        evidence: snapshot.cite(entity, ['certificate', 'not_after'], ['certificate', 'dns_names']),
        until,
        instances: [entity.key, ...by],
        touchesUsers: by.length > 0 ? true : null,
      }),
    ];
  });
}

function unreadable(snapshot: Snapshot, entity: Entity, by: readonly string[]): readonly Draft[] {
  const { code, severity } = definitions.unreadable;
  // Only where the type promises one; a placeholder that waits for its issuer is empty for a while.
  if (textAt(entity.raw, 'type') !== 'kubernetes.io/tls' || by.length === 0) return [];
  return [
    draft({
      ...{ code, severity, role: 'fault', tier: 'contradiction', subject: entity },
      instances: [entity.key, ...by],
      title: `${nameOf(entity)} holds no certificate that can be read`,
      detail: `It is of type kubernetes.io/tls, and tls.crt is no certificate in PEM. Named by ${someOf(by)}.`,
      evidence: snapshot.cite(entity, ['certificate'], ['type']),
      touchesUsers: true,
    }),
  ];
}

/** Ingresses and Gateways that show a Secret's certificate, by the Secret's key. */
function usersOf(snapshot: Snapshot): ReadonlyMap<string, readonly string[]> {
  const users = new Map<string, string[]>();
  const add = (namespace: string, name: string, user: Entity): void => {
    const key = keyOf('Secret', namespace, name);
    users.set(key, [...new Set([...(users.get(key) ?? []), user.key])].sort());
  };
  for (const ingress of snapshot.all('ingresses'))
    for (const tls of listAt(ingress.raw, 'spec', 'tls')) add(ingress.namespace, textAt(tls, 'secretName'), ingress);
  for (const gateway of snapshot.all('gateways'))
    for (const listener of listAt(gateway.raw, 'spec', 'listeners'))
      for (const one of listAt(listener, 'tls', 'certificateRefs'))
        add(textAt(one, 'namespace') || gateway.namespace, textAt(one, 'name'), gateway);
  return users;
}

function bundles(snapshot: Snapshot): readonly Draft[] {
  const hooks = ['mutatingwebhooks', 'validatingwebhooks'].flatMap((record) =>
    snapshot.all(record).flatMap((entity) =>
      listAt(entity.raw, 'webhooks').flatMap((webhook, index) => {
        const path = ['webhooks', index, 'clientConfig', 'bundle_expires'];
        const until = timeAt(webhook, 'clientConfig', 'bundle_expires');
        const life = lifeOf(snapshot, until);
        if (life === null) return [];
        const refuses = textAt(webhook, 'failurePolicy') !== 'Ignore';
        return [
          tell({
            definition: definitions.webhook,
            subject: entity,
            life,
            title: `The certificate authority of ${entity.kind} ${entity.name} ${life.words}`,
            detail: `Webhook ${quote(textAt(webhook, 'name'))}: the API server trusts no server of it after that${refuses ? ', and refuses every write that it matches (failurePolicy Fail)' : ' and goes on without it (failurePolicy Ignore)'}.`,
            evidence: snapshot.cite(entity, path),
            until,
          }),
        ];
      }),
    ),
  );
  const services = snapshot.all('apiservices').flatMap((entity) => {
    const until = timeAt(entity.raw, 'spec', 'bundle_expires');
    const life = lifeOf(snapshot, until);
    if (life === null) return [];
    const title = `The certificate authority of APIService ${entity.name} ${life.words}`;
    const detail = 'The API server trusts the server behind it no more after that, and the API answers 503.';
    const evidence = snapshot.cite(entity, ['spec', 'bundle_expires']);
    return [tell({ definition: definitions.apiservice, subject: entity, life, title, detail, evidence, until })];
  });
  return [...hooks, ...services];
}

const graceMs = 3_600_000;

function ofManager(snapshot: Snapshot, entity: Entity): readonly Draft[] {
  const { raw } = entity;
  const { now } = snapshot;
  const ready = conditionOf(raw, 'Ready');
  const isReady = textAt(ready?.raw, 'status') === 'True';
  const until = timeAt(raw, 'status', 'notAfter');
  const renewal = timeAt(raw, 'status', 'renewalTime');
  const isLate = now !== null && renewal !== null && now - renewal > graceMs;
  const ended = now !== null && until !== null && until <= now;
  const since = timeAt(ready?.raw, 'lastTransitionTime') ?? timeAt(raw, 'metadata', 'creationTimestamp');
  const isStuck = ready !== null && !isReady && now !== null && since !== null && now - since > graceMs;
  if (!isLate && !ended && !isStuck) return [];
  const life = lifeOf(snapshot, until, { horizon: Number.POSITIVE_INFINITY }) ?? {
    severity: 'high',
    words: until === null ? 'was never issued' : 'is not renewed',
    left: 1,
  };
  const message = textAt(ready?.raw, 'message');
  const issuer = textAt(raw, 'spec', 'issuerRef', 'name');
  return [
    tell({
      definition: definitions.issued,
      subject: entity,
      life: { ...life, severity: life.severity === 'critical' ? 'critical' : 'high' },
      title: `${nameOf(entity)} ${life.words}, and cert-manager ${isReady ? 'has not renewed it in time' : 'cannot have it issued'}`,
      detail: `It keeps Secret ${quote(textAt(raw, 'spec', 'secretName'))}, from issuer ${quote(issuer)}.${renewal === null ? '' : ` Renewal was due at ${isoTime(renewal)}.`}${isReady || message === '' ? '' : ` It says: ${quote(message)}`}`,
      evidence: snapshot.cite(
        entity,
        ['status', 'notAfter'],
        ['status', 'renewalTime'],
        ...(ready === null ? [] : [['status', 'conditions', ready.index, 'message']]),
      ),
      until,
      instances: [entity.key, keyOf('Secret', entity.namespace, textAt(raw, 'spec', 'secretName'))],
    }),
  ];
}

function kubelets(snapshot: Snapshot): readonly Draft[] {
  return readingsOf(snapshot, 'kubelet_certificates').flatMap((reading) => {
    const name = reading.label('node') || reading.label('instance').replace(/:\d+$/, '');
    const subject = snapshot.find('nodes', '', name) ?? { kind: 'Node', namespace: '', name };
    const until = (snapshot.now ?? 0) + reading.value * 1000;
    const life = lifeOf(snapshot, until, { horizon: 7 * 86_400_000 });
    if (life === null || name === '') return [];
    const title = `The certificate of the kubelet on ${quote(name)} ${life.words}`;
    const detail = 'Once it has ended the kubelet cannot log in to the API server, and its node becomes NotReady.';
    const evidence = snapshot.book.citeAll([[reading.place]]);
    const instances = [instanceOf(subject)];
    return [
      draft({
        ...tell({ definition: definitions.kubelet, subject, life, title, detail, evidence, until, instances }),
        tier: 'figure',
      }),
    ];
  });
}

function clients(snapshot: Snapshot): readonly Draft[] {
  const [soonest] = readingsOf(snapshot, 'client_certificates');
  if (soonest === undefined) return [];
  const until = (snapshot.now ?? 0) + soonest.value * 1000;
  const life = lifeOf(snapshot, until, { horizon: 7 * 86_400_000 });
  if (life === null) return [];
  const subject = { kind: 'ControlPlane', namespace: '', name: 'kube-apiserver' };
  const title = `A client of the API server logs in with a certificate that ${life.words}`;
  const detail = 'Once it has ended its requests are refused with 401. The API server counts no names.';
  const evidence = snapshot.book.citeAll([[soonest.place]]);
  return [
    draft({
      ...tell({ definition: definitions.client, subject, life, title, detail, evidence, until }),
      tier: 'figure',
    }),
  ];
}
