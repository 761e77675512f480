import { valueAt } from '../../../../evidence/read.ts';
import { readPlainSelector } from '../../../../evidence/selector.ts';
import { nameOf, type Subject } from '../../../../evidence/subject.ts';
import { quote } from '../../../../evidence/words.ts';
import { mentions } from '../../../snapshot/connection-words.ts';
import type { Container } from '../../../snapshot/container.ts';
import { dependenciesOf } from '../../../snapshot/dependencies.ts';
import type { Pod } from '../../../snapshot/pod.ts';
import { readReferences } from '../../../snapshot/references.ts';
import type { Snapshot } from '../../../snapshot/snapshot.ts';
import type { Suffering } from '../suffering.ts';
import { secretOf, secretsOf, worksElsewhere } from './secret-of.ts';
import type { Of, Story, Victim } from './story-of.ts';

/** A login that a server refuses. */
export function ofCredentials(
  snapshot: Snapshot,
  { pod, container, workload }: Suffering,
  { user }: Of<'credentials'>,
  { line, others }: { readonly line: string; readonly others: readonly Victim[] },
): Story {
  const secret = secretOf(pod, container, line) ?? sharedSecret(pod, container, others);
  const whom = user === '' ? '' : ` of user ${quote(user)}`;
  if (secret === null || worksElsewhere(snapshot, pod, secret)) {
    const other = secret === null ? '' : ` Another client logs in with Secret ${secret}, so the Secret works.`;
    return {
      title: `${nameOf(workload)}: the server refuses the credentials${whom} of container ${container.name}`,
      detail: `The server answers, so it is reached; what it gets to log in with is wrong.${other}`,
    };
  }
  const references = readReferences(valueAt(pod.raw, 'spec')).filter(
    ({ name, kind }) => kind === 'Secret' && name === secret,
  );
  return {
    title: `Secret ${pod.namespace}/${secret} holds credentials that the server refuses ${workload.kind} ${workload.name}`,
    detail: `The server answers, so it is reached, and refuses the login${whom}; the container takes what it logs in with from this Secret.`,
    subject: { kind: 'Secret', namespace: pod.namespace, name: secret },
    paths: references.slice(0, 3).map(({ path }) => ['spec', ...path]),
  };
}

/** The one Secret that all who are refused take credentials from; null when none or several. */
function sharedSecret(pod: Pod, container: Container, others: readonly Victim[]): string | null {
  const refused = others.filter(({ saying }) => saying.kind === 'credentials');
  if (refused.length === 0) return null;
  const shared = secretsOf(pod, container).filter((name) =>
    refused.every(({ suffering }) => secretsOf(suffering.pod, suffering.container).includes(name)),
  );
  return shared.length === 1 ? (shared[0] ?? null) : null;
}

/** A server that takes no more connections: it is what must change, where it can be told. */
export function ofServer(snapshot: Snapshot, { workload }: Suffering, line: string): Story {
  const named = dependenciesOf(snapshot, workload);
  const meant = named.filter(({ service }) => mentions(line, service));
  const services = new Map((meant.length > 0 ? meant : named).map((one) => [`${one.namespace}/${one.service}`, one]));
  const [only] = services.size === 1 ? [...services.values()] : [];
  const server = only === undefined ? null : behind(snapshot, only.namespace, only.service);
  const detail =
    'The server is reached and takes no more connections: its limit is too low, or its clients hold too many.';
  return server === null
    ? { title: `${nameOf(workload)}: its server takes no more connections`, detail }
    : {
        title: `${nameOf(server)} takes no more connections, and ${workload.kind} ${workload.name} fails`,
        detail,
        subject: server,
      };
}

/** The one workload behind a Service. */
function behind(snapshot: Snapshot, namespace: string, service: string): Subject | null {
  const entity = snapshot.find('services', namespace, service);
  const selector = entity === undefined ? null : readPlainSelector(valueAt(entity.raw, 'spec', 'selector'));
  if (selector === null) return null;
  const found = new Map(
    snapshot.podsSelectedBy(namespace, selector).map((pod) => {
      const { kind, name, key } = snapshot.workloadOf(pod);
      return [key, { kind, namespace, name }];
    }),
  );
  return found.size === 1 ? ([...found.values()][0] ?? null) : null;
}

/** A certificate that is not accepted. */
export function ofCertificate(snapshot: Snapshot, { pod, workload }: Suffering, saying: Of<'certificate'>): Story {
  const [service = '', namespace = pod.namespace] = saying.host.split('.');
  const server = saying.isExpired && saying.host !== '' ? behind(snapshot, namespace, service) : null;
  const peer = saying.host === '' ? 'its peer' : quote(saying.host);
  return server === null
    ? {
        title: `${nameOf(workload)} does not accept the certificate of ${peer}`,
        detail: `${quote(saying.why)}. ${saying.isExpired ? 'The certificate must be renewed at the peer.' : 'Its authority or its name is not one that the process trusts: give it the right CA bundle, or call the peer by the name in the certificate.'}`,
      }
    : {
        title: `${nameOf(server)} shows a certificate that has expired, and ${workload.kind} ${workload.name} refuses it`,
        detail: `${quote(saying.why)}.`,
        subject: server,
      };
}
