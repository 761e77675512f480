import type { RuledOut } from '@cloudops/spec';
import { instanceOf, type Subject } from '../evidence/subject.ts';
import { printable } from '../printable.ts';
import { type Draft, draftKey, type RuledOutDraft } from './draft.ts';
import type { CpuScope } from './input.ts';
import type { Cluster } from './model/cluster.ts';
import type { PodEntry } from './model/pod.ts';

const clusterWide: ReadonlySet<string> = new Set(['Cluster', 'ControlPlane', 'APIService']);

/** What a limited question is about: its pods and where they are. */
interface Reach {
  readonly namespaces: ReadonlySet<string>;
  /** `Kind/namespace/name` of workloads and pods in question. */
  readonly instances: ReadonlySet<string>;
  readonly nodes: ReadonlySet<string>;
}

/** Whether a question is limited at all. */
export function isLimited({ namespace, workload, node }: CpuScope): boolean {
  return Boolean(namespace) || Boolean(workload) || Boolean(node);
}

/** The pods that a question is about; all of them when it is not limited. */
export function podsInScope(cluster: Cluster): readonly PodEntry[] {
  const { namespace, node } = cluster.scope;
  if (!isLimited(cluster.scope)) return cluster.pods;
  return cluster.pods.filter(
    (pod) => (!namespace || pod.namespace === namespace) && (!node || pod.node === node) && isWorkload(cluster, pod),
  );
}

function isWorkload(cluster: Cluster, pod: PodEntry): boolean {
  const wanted = cluster.scope.workload;
  if (!wanted) return true;
  const owner = cluster.ownerOf(pod);
  return pod.name === wanted || (owner !== undefined && isMeant(wanted, owner));
}

/** Whether a name as written, or `kind/name`, means an object. */
function isMeant(wanted: string, { kind, name }: { readonly kind: string; readonly name: string }): boolean {
  const slash = wanted.indexOf('/');
  if (slash < 0) return name === wanted;
  return name === wanted.slice(slash + 1) && fitsKind(kind, wanted.slice(0, slash));
}

/** `deploy`, `deployment` and `deployments` all mean Deployment. */
function fitsKind(kind: string, written: string): boolean {
  const short = written.toLowerCase().replace(/s$/, '');
  const aliases: Readonly<Record<string, string>> = { sts: 'statefulset', ds: 'daemonset', cj: 'cronjob', po: 'pod' };
  return kind.toLowerCase().startsWith(aliases[short] ?? short);
}

/**
 * Keeps what touches the question: its workloads, their nodes, quotas and autoscalers, and whatever explains a symptom
 * that is kept. The rest is dropped: it may be wrong, but nobody asked.
 */
export function keepInScope(cluster: Cluster, drafts: readonly Draft[]): readonly Draft[] {
  if (!isLimited(cluster.scope)) return drafts;
  const reach = reachOf(cluster);
  const kept = new Set(drafts.filter((one) => touches(reach, cluster.scope, one)));
  const keys = new Set(
    [...kept].filter(({ role }) => role === 'symptom').map(({ code, subject }) => draftKey(code, subject)),
  );
  for (const one of drafts) if (one.explains.some((key) => keys.has(key))) kept.add(one);
  return drafts.filter((one) => kept.has(one));
}

/** Keeps what was ruled out for the question, and what is about no single object. */
export function ruledOutInScope(cluster: Cluster, ruledOut: readonly RuledOutDraft[]): readonly RuledOut[] {
  const reach = isLimited(cluster.scope) ? reachOf(cluster) : null;
  return ruledOut
    .filter(({ subject }) => reach === null || subject === undefined || isNamed(reach, cluster.scope, subject))
    .map(({ code, why, evidence }) => ({ code, why: printable(why, 1000), evidence }));
}

function reachOf(cluster: Cluster): Reach {
  const pods = podsInScope(cluster);
  const instances = new Set<string>();
  for (const pod of pods) {
    instances.add(pod.instance);
    const owner = cluster.ownerOf(pod);
    if (owner !== undefined) instances.add(owner.key);
  }
  const { namespace, workload, node } = cluster.scope;
  for (const entry of workload ? cluster.workloads.values() : []) {
    if (isMeant(workload ?? '', entry) && (!namespace || entry.namespace === namespace)) instances.add(entry.key);
  }
  return {
    namespaces: new Set(namespace ? [namespace] : pods.map((pod) => pod.namespace)),
    instances,
    nodes: new Set([...pods.map((pod) => pod.node), ...(node ? [node] : [])]),
  };
}

function touches(reach: Reach, scope: CpuScope, one: Draft): boolean {
  return isNamed(reach, scope, one.subject) || one.instances.some((instance) => reach.instances.has(instance));
}

function isNamed(reach: Reach, { workload, node }: CpuScope, subject: Subject): boolean {
  if (clusterWide.has(subject.kind)) return true;
  if (subject.kind === 'Node') return reach.nodes.has(subject.name);
  if (subject.kind === 'Namespace') return reach.namespaces.has(subject.name);
  if (reach.instances.has(instanceOf(subject))) return true;
  // A question about a namespace is about all that lies in it, also what has no pods.
  return subject.namespace !== '' && !workload && !node && reach.namespaces.has(subject.namespace);
}
