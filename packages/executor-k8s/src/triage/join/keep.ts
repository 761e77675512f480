import { compareText } from '../../evidence/read.ts';
import { instanceOf } from '../../evidence/subject.ts';
import type { TriageInput } from '../input.ts';
import type { Pod } from '../snapshot/pod.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';
import type { Joined } from './join.ts';

/** Codes whose faults concern every namespace: DNS, control plane, admission. */
const everywhere = /^(DNS|CTL|ADM)-/;

/** What a limited question is about. */
interface Reach {
  readonly instances: ReadonlySet<string>;
  readonly namespaces: ReadonlySet<string>;
  readonly nodes: ReadonlySet<string>;
}

/**
 * Keeps what touches the question, and whatever explains that: the nodes, claims and services that it depends on. The
 * rest may be wrong, but nobody asked.
 */
export function keepAsked(
  snapshot: Snapshot,
  focus: TriageInput['focus'],
  joined: readonly Joined[],
): readonly Joined[] {
  const inScope = Object.values(snapshot.scope).some(Boolean) ? withCauses(joined, touching(snapshot)) : joined;
  if (focus === undefined || focus.length === 0) return inScope;
  const asked = withCauses(inScope, ({ code }) => focus.some((start) => code.startsWith(start)));
  return withConsequences(inScope, asked);
}

/** And what follows from it: how bad a cause is shows in what it brings down. */
function withConsequences(joined: readonly Joined[], asked: readonly Joined[]): readonly Joined[] {
  const byKey = new Map(joined.map((one) => [one.key, one]));
  const kept = new Set(asked);
  const waiting = [...asked];
  for (let one = waiting.pop(); one !== undefined; one = waiting.pop()) {
    for (const key of one.causeOf) {
      const consequence = byKey.get(key);
      if (consequence === undefined || kept.has(consequence)) continue;
      kept.add(consequence);
      waiting.push(consequence);
    }
  }
  return joined.filter((one) => kept.has(one)).sort((a, b) => compareText(a.key, b.key));
}

/** Those that are wanted, and their causes, and theirs. */
function withCauses(joined: readonly Joined[], isWanted: (one: Joined) => boolean): readonly Joined[] {
  const causes = new Map<string, Joined[]>();
  for (const one of joined) for (const key of one.causeOf) causes.set(key, [...(causes.get(key) ?? []), one]);
  const kept = new Set(joined.filter(isWanted));
  const waiting = [...kept].filter(({ role }) => role === 'symptom');
  for (let one = waiting.pop(); one !== undefined; one = waiting.pop()) {
    for (const cause of causes.get(one.key) ?? []) {
      if (kept.has(cause)) continue;
      kept.add(cause);
      waiting.push(cause);
    }
  }
  return joined.filter((one) => kept.has(one)).sort((a, b) => compareText(a.key, b.key));
}

function touching(snapshot: Snapshot): (one: Joined) => boolean {
  const reach = reachOf(snapshot);
  const { namespace: _, ...names } = snapshot.scope;
  const isNamed = Object.values(names).some(Boolean);
  return ({ code, subject, instances }) => {
    if (everywhere.test(code) && !isNamed) return true;
    if (subject.kind === 'Node') return reach.nodes.has(subject.name);
    if (reach.instances.has(instanceOf(subject)) || instances.some((instance) => reach.instances.has(instance)))
      return true;
    // A question about a namespace is about all that lies in it, also what has no pods.
    return !isNamed && (reach.namespaces.has(subject.namespace) || isNamespace(reach, subject));
  };
}

function isNamespace(reach: Reach, subject: Joined['subject']): boolean {
  return subject.kind === 'Namespace' && reach.namespaces.has(subject.name);
}

function reachOf(snapshot: Snapshot): Reach {
  const { scope } = snapshot;
  const pods = onlyObject(snapshot.scope) ? [] : snapshot.pods.filter((pod) => isPodMeant(snapshot, pod));
  const instances = new Set(pods.flatMap((pod) => [pod.key, snapshot.workloadOf(pod).key]));
  for (const [part, record] of namedRecords) {
    for (const entity of scope[part] ? snapshot.all(record) : []) {
      if (entity.name === scope[part] && (!scope.namespace || entity.namespace === scope.namespace))
        instances.add(entity.key);
    }
  }
  for (const { key, kind, name, namespace } of snapshot.workloads.values()) {
    const isThere = !scope.namespace || namespace === scope.namespace;
    if (scope.workload && isThere && isMeant(scope.workload, kind, name)) instances.add(key);
  }
  return {
    instances,
    namespaces: new Set(scope.namespace ? [scope.namespace] : []),
    nodes: new Set([...pods.map(({ node }) => node), ...(scope.node ? [scope.node] : [])]),
  };
}

const namedRecords = [
  ['service', 'services'],
  ['ingress', 'ingresses'],
  ['volume', 'claims'],
] as const;

/** Whether the question names an object that is no pod's owner, and so means no pods by itself. */
function onlyObject({ service, ingress, volume, workload, pod, node }: Snapshot['scope']): boolean {
  return Boolean(service || ingress || volume) && !workload && !pod && !node;
}

function isPodMeant(snapshot: Snapshot, pod: Pod): boolean {
  const { namespace, node, workload, pod: named } = snapshot.scope;
  if (namespace && pod.namespace !== namespace) return false;
  if (node && pod.node !== node) return false;
  if (named && pod.name !== named && snapshot.workloadOf(pod).name !== named) return false;
  if (!workload) return true;
  const owner = snapshot.workloadOf(pod);
  return pod.name === workload || isMeant(workload, owner.kind, owner.name) || isMeant(workload, 'Pod', pod.name);
}

const aliases: ReadonlyMap<string, string> = new Map([
  ['sts', 'statefulset'],
  ['ds', 'daemonset'],
  ['cj', 'cronjob'],
  ['po', 'pod'],
]);

/** `deploy/api`, `deployments/api` and `api` all mean Deployment api. */
function isMeant(wanted: string, kind: string, name: string): boolean {
  const slash = wanted.indexOf('/');
  if (slash < 0) return name === wanted;
  const short = wanted.slice(0, slash).toLowerCase().replace(/s$/, '');
  return name === wanted.slice(slash + 1) && kind.toLowerCase().startsWith(aliases.get(short) ?? short);
}
