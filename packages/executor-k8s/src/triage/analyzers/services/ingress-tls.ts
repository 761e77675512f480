import { listAt, type PathPart, textAt, timeAt, valueAt } from '../../../evidence/read.ts';
import { quote, someOf } from '../../../evidence/words.ts';
import { type Analyzer, type Draft, draft, isoTime, type TriageFindingDefinition } from '../../draft.ts';
import type { Entity } from '../../snapshot/entity.ts';
import { likelyMeant } from '../../snapshot/near-name.ts';
import { keyOf, type Snapshot } from '../../snapshot/snapshot.ts';

const source = 'Kubernetes, "Ingress", TLS; kubernetes.io/tls Secrets; RFC 5280, validity; RFC 6125, names';
const missing: TriageFindingDefinition = {
  code: 'TLS-101',
  title: 'TLS Secret of an Ingress or Gateway does not exist',
  role: 'fault',
  severity: 'high',
  decided:
    'spec.tls of an Ingress, or certificateRefs of a listener, names a Secret that is not in the list of its namespace, which was read whole; or that has no tls.crt and tls.key. Where Secrets may not be listed it is unknown.',
  thresholds: {},
  source,
  remedy: 'Create the Secret, or correct its name.',
};
const expired: TriageFindingDefinition = {
  code: 'TLS-102',
  title: 'Certificate of an Ingress or Gateway has expired',
  role: 'fault',
  severity: 'critical',
  decided: 'The first certificate in tls.crt ended before the API server’s clock, is not valid yet, or cannot be read.',
  thresholds: {},
  source,
  remedy: 'Renew the certificate; where cert-manager keeps it, see its Certificate.',
};
const otherHost: TriageFindingDefinition = {
  code: 'TLS-103',
  title: 'Certificate does not name the host',
  role: 'fault',
  severity: 'high',
  decided: 'None of the names of the certificate, wildcards included, is a host that spec.tls lists for it.',
  thresholds: {},
  source,
  remedy: 'Use the certificate of that host, or have one made.',
};

/** Certificates that ways in show, or cannot. */
export const ingressTls: Analyzer = {
  name: 'ingress-tls',
  topic: 'health',
  definitions: [missing, expired, otherHost],
  inspect: (snapshot) => ({ drafts: usesOf(snapshot).flatMap((use) => inspectOne(snapshot, use)) }),
};

interface Use {
  readonly entity: Entity;
  readonly path: readonly PathPart[];
  readonly namespace: string;
  readonly secret: string;
  readonly hosts: readonly string[];
}

function usesOf(snapshot: Snapshot): readonly Use[] {
  const ofIngresses = snapshot.all('ingresses').flatMap((entity) =>
    listAt(entity.raw, 'spec', 'tls').map((tls, index) => ({
      ...{ entity, namespace: entity.namespace, path: ['spec', 'tls', index] },
      secret: textAt(tls, 'secretName'),
      hosts: listAt(tls, 'hosts').filter((host): host is string => typeof host === 'string'),
    })),
  );
  const ofGateways = snapshot.all('gateways').flatMap((entity) =>
    listAt(entity.raw, 'spec', 'listeners').flatMap((listener, index) =>
      listAt(listener, 'tls', 'certificateRefs')
        .filter((one) => (textAt(one, 'kind') || 'Secret') === 'Secret')
        .map((one, position) => ({
          ...{ entity, namespace: textAt(one, 'namespace') || entity.namespace },
          path: ['spec', 'listeners', index, 'tls', 'certificateRefs', position],
          secret: textAt(one, 'name'),
          hosts: textAt(listener, 'hostname') === '' ? [] : [textAt(listener, 'hostname')],
        })),
    ),
  );
  // Without a name the controller shows its own certificate.
  return [...ofIngresses, ...ofGateways].filter(({ secret }) => secret !== '');
}

function inspectOne(snapshot: Snapshot, use: Use): readonly Draft[] {
  const { namespace, secret, hosts } = use;
  const found = snapshot.find('secrets', namespace, secret);
  if (found === undefined) return snapshot.isComplete('secrets', namespace) ? [describeMissing(snapshot, use)] : [];
  const lacking = ['tls.crt', 'tls.key'].filter((key) => valueAt(found.raw, 'data', key) === undefined);
  const parts = { role: 'fault', tier: 'contradiction', subject: found, touchesUsers: true } as const;
  const name = `Secret ${namespace}/${secret}`;
  const evidence = [...snapshot.cite(found, ['certificate'], ['data']), ...snapshot.cite(use.entity, use.path)];
  const who = `${use.entity.kind} ${use.entity.namespace}/${use.entity.name}`;
  const explains = [{ instance: use.entity.key, codes: ['SVC-002'], mechanism: 'shows its certificate' }];
  const base = { ...parts, evidence, explains, instances: [found.key, use.entity.key] };
  if (lacking.length > 0) {
    const title = `${name} has no ${lacking.join(' and no ')}, and ${who} takes its certificate from it`;
    return [
      draft({
        ...base,
        code: missing.code,
        severity: missing.severity,
        title,
        detail: 'Users see another certificate, or none.',
      }),
    ];
  }
  const until = timeAt(found.raw, 'certificate', 'not_after');
  const from = timeAt(found.raw, 'certificate', 'not_before');
  const why = whyInvalid(snapshot, found, from, until);
  if (why !== null) {
    const title = `The certificate in ${name} ${why}; ${who} shows it`;
    const detail = `Users of ${someOf(hosts) || 'it'} are refused by their browsers and clients.`;
    return [draft({ ...base, code: expired.code, severity: expired.severity, title, detail, since: isoTime(until) })];
  }
  const names = listAt(found.raw, 'certificate', 'dns_names').filter((one): one is string => typeof one === 'string');
  const strangers = names.length === 0 ? [] : hosts.filter((host) => !names.some((one) => covers(one, host)));
  if (strangers.length === 0) return [];
  const title = `The certificate in ${name} is for ${someOf(names, 3)}, not for ${someOf(strangers, 3)}`;
  return [draft({ ...base, code: otherHost.code, severity: otherHost.severity, title, detail: `${who} shows it.` })];
}

function whyInvalid({ now }: Snapshot, secret: Entity, from: number | null, until: number | null): string | null {
  if (valueAt(secret.raw, 'certificate', 'readable') === false) return 'cannot be read';
  if (now === null || until === null) return null;
  const days = Math.floor((now - until) / 86_400_000);
  if (until <= now) return `ended ${days === 0 ? 'today' : `${days} day${days === 1 ? '' : 's'} ago`}`;
  return from !== null && from > now ? 'is not valid yet' : null;
}

/** A wildcard stands for one label. */
function covers(name: string, host: string): boolean {
  const [one, other] = [name.toLowerCase(), host.toLowerCase()];
  if (one === other) return true;
  return one.startsWith('*.') && other.includes('.') && other.slice(other.indexOf('.')) === one.slice(1);
}

function describeMissing(snapshot: Snapshot, { entity, path, namespace, secret, hosts }: Use): Draft {
  const names = snapshot
    .all('secrets')
    .filter((one) => one.namespace === namespace && textAt(one.raw, 'type') === 'kubernetes.io/tls');
  const meant = likelyMeant(
    secret,
    names.map(({ name }) => name),
  );
  const absent = { kind: 'Secret', namespace, name: secret };
  return draft({
    code: missing.code,
    role: 'fault',
    tier: meant === null ? 'absence' : 'contradiction',
    severity: missing.severity,
    subject: meant === null ? absent : entity,
    instances: [keyOf('Secret', namespace, secret), entity.key],
    title: `Secret ${namespace}/${secret}, from which ${entity.kind} ${entity.name} takes its certificate, does not exist${meant === null ? '' : `; there is ${quote(meant)}`}`,
    detail: `Users of ${someOf(hosts) || 'it'} see another certificate, or none.`,
    evidence: snapshot.cite(entity, path),
    explains: [{ instance: entity.key, codes: ['SVC-002'], mechanism: 'has no certificate' }],
    touchesUsers: true,
  });
}
