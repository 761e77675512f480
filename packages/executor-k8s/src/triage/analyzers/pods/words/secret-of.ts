import { listAt, textAt, valueAt } from '../../../../evidence/read.ts';
import type { Container } from '../../../snapshot/container.ts';
import { dependenciesOf } from '../../../snapshot/dependencies.ts';
import type { Pod } from '../../../snapshot/pod.ts';
import { type Reference, readReferences } from '../../../snapshot/references.ts';
import type { Snapshot } from '../../../snapshot/snapshot.ts';
import type { Workload } from '../../../snapshot/workload.ts';

/** Names of variables and keys that hold what one logs in with. */
const credential = /pass|pwd|secret|token|cred|user|login|dsn|auth|api_?key|access_?key|url|uri|conn/i;
const password = /pass|pwd|secret|token|cred|dsn|auth|key|url|uri|conn/i;

/** Words by which a line or a setting gives away which server is meant. */
const engines: Readonly<Record<string, RegExp>> = {
  mysql: /mysql|mariadb|\(using password: (?:YES|NO)\)|ERROR 1045/i,
  postgres: /postgres|psql|pg_hba|\bpq:|FATAL:\s+password|libpq|psycopg/i,
  redis: /redis|WRONGPASS|NOAUTH/i,
  mongo: /mongo|SCRAM/i,
  rabbit: /rabbit|amqp|ACCESS_REFUSED/i,
  kafka: /kafka|SASL/i,
  mssql: /Login failed for user|sqlserver|mssql/i,
  aws: /InvalidAccessKeyId|SignatureDoesNotMatch|ExpiredToken|security token/i,
  smtp: /smtp|mail/i,
};

/** Secrets that a container takes credentials from, with how it names them. */
interface Candidate {
  readonly name: string;
  /** Variables, keys, the Secret's name. */
  readonly words: string;
  readonly hasPassword: boolean;
}

function candidatesOf(pod: Pod, container: Container): readonly Candidate[] {
  const references = readReferences(valueAt(pod.raw, 'spec'));
  const mounted = new Set(listAt(container.spec, 'volumeMounts').map((mount) => textAt(mount, 'name')));
  const own = references.filter(
    (one) =>
      one.kind === 'Secret' &&
      ((one.container === container.name && one.via !== 'volume') ||
        (one.via === 'volume' && mounted.has(volumeName(pod, one)))),
  );
  const groups = Map.groupBy(own, ({ name }) => name);
  return [...groups].flatMap(([name, some]) => {
    const named = some.flatMap((one) => [variableName(pod, one), one.key ?? '']).filter((word) => word !== '');
    const isWhole = some.some(({ via }) => via !== 'env');
    if (!isWhole && !named.some((word) => credential.test(word))) return [];
    return [
      { name, words: [name, ...named].join(' '), hasPassword: isWhole || named.some((word) => password.test(word)) },
    ];
  });
}

function volumeName(pod: Pod, { path }: Reference): string {
  return textAt(pod.raw, 'spec', ...path.slice(0, 2), 'name');
}

function variableName(pod: Pod, { via, path }: Reference): string {
  return via === 'env' ? textAt(pod.raw, 'spec', ...path.slice(0, 4), 'name') : '';
}

/** Names of the Secrets that a container takes credentials from. */
export function secretsOf(pod: Pod, container: Container): readonly string[] {
  return candidatesOf(pod, container).map(({ name }) => name);
}

/**
 * The Secret that holds what was refused: the only one with credentials, or the one whose name, variables or keys name
 * the server that the line speaks of.
 * @returns null when none or several remain.
 */
export function secretOf(pod: Pod, container: Container, line: string): string | null {
  const all = candidatesOf(pod, container);
  const withPassword = all.filter(({ hasPassword }) => hasPassword);
  const some = withPassword.length > 0 ? withPassword : all;
  if (some.length < 2) return some[0]?.name ?? null;
  const meant = Object.entries(engines).filter(([, pattern]) => pattern.test(line));
  const fitting = some.filter(({ words }) =>
    meant.some(([name, pattern]) => words.toLowerCase().includes(name) || pattern.test(words)),
  );
  if (fitting.length === 1) return fitting[0]?.name ?? null;
  const databases = some.filter(({ words }) => /(^|[^a-z])(db|database|sql|dsn)([^a-z]|$)/i.test(words));
  const isDatabase = meant.some(([name]) => ['mysql', 'postgres', 'mssql', 'mongo'].includes(name));
  return isDatabase && databases.length === 1 ? (databases[0]?.name ?? null) : null;
}

/** A workload with a ready pod that reads a Secret. */
interface Client {
  readonly workload: string;
  /** When its youngest ready pod was made, milliseconds. */
  readonly youngest: number;
  /** `namespace/name` of the Services that its settings name. */
  readonly servers: ReadonlySet<string>;
}

/**
 * Whether another client shows that a Secret works: it names a server that this one names, reads the Secret too, is
 * ready, and has a pod that started no earlier. The server itself often reads it as well, which shows nothing.
 */
export function worksElsewhere(snapshot: Snapshot, pod: Pod, secret: string): boolean {
  const own = snapshot.workloadOf(pod);
  const clients = clientsBySecret(snapshot).get(`${pod.namespace}/${secret}`) ?? [];
  const others = clients.filter(({ workload, youngest }) => workload !== own.key && youngest >= (pod.createdAt ?? 0));
  if (others.length === 0) return false;
  const wanted = serversOf(snapshot, own);
  return others.some(({ servers }) => [...servers].some((server) => wanted.has(server)));
}

const known = new WeakMap<Snapshot, ReadonlyMap<string, readonly Client[]>>();

/** Read once: it is asked for each process that is refused. By `namespace/name` of the Secret. */
function clientsBySecret(snapshot: Snapshot): ReadonlyMap<string, readonly Client[]> {
  const done = known.get(snapshot);
  if (done !== undefined) return done;
  const clients = new Map<string, Client[]>();
  for (const workload of snapshot.workloads.values()) {
    const ready = workload.pods.filter(({ isReady }) => isReady);
    if (ready.length === 0) continue;
    const read = readReferences(workload.spec).filter(
      ({ kind, via }) => kind === 'Secret' && via !== 'imagePullSecret',
    );
    if (read.length === 0) continue;
    const youngest = ready.reduce((latest, { createdAt }) => Math.max(latest, createdAt ?? 0), 0);
    const client = { workload: workload.key, youngest, servers: serversOf(snapshot, workload) };
    for (const name of new Set(read.map((one) => one.name))) {
      const key = `${workload.namespace}/${name}`;
      const some = clients.get(key);
      if (some === undefined) clients.set(key, [client]);
      else some.push(client);
    }
  }
  known.set(snapshot, clients);
  return clients;
}

function serversOf(snapshot: Snapshot, workload: Workload): ReadonlySet<string> {
  return new Set(dependenciesOf(snapshot, workload).map(({ namespace, service }) => `${namespace}/${service}`));
}
