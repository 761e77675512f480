import { isTolerated, meetsTerms } from '../../../evidence/placement.ts';
import { labelsAt, listAt, numberAt, textAt, valueAt } from '../../../evidence/read.ts';
import { matches, readSelector, type Selector } from '../../../evidence/selector.ts';
import type { ClusterNode } from '../../snapshot/node.ts';
import type { Pod } from '../../snapshot/pod.ts';
import type { Snapshot } from '../../snapshot/snapshot.ts';

/** A required affinity term with the places where its pods stand. */
export interface Neighbourhood {
  readonly topologyKey: string;
  readonly selector: Selector;
  readonly namespaces: readonly string[];
  /** Values of the topology key at which a matching pod stands. */
  readonly domains: ReadonlySet<string>;
  /** Matching pods, placed or not. */
  readonly pods: readonly Pod[];
}

/** A spread constraint with what it counts. */
export interface Spread {
  readonly topologyKey: string;
  readonly maxSkew: number;
  /** Matching pods by domain; domains without any count as 0. */
  readonly counts: ReadonlyMap<string, number>;
  readonly least: number;
  /** Whether the pod itself counts. */
  readonly isSelf: boolean;
}

const required = 'requiredDuringSchedulingIgnoredDuringExecution';

/** The pod's own required affinity (or anti-affinity) terms. */
export function neighbourhoods(
  snapshot: Snapshot,
  pod: Pod,
  side: 'podAffinity' | 'podAntiAffinity',
): readonly Neighbourhood[] {
  const topology = topologyOf(snapshot);
  return listAt(pod.raw, 'spec', 'affinity', side, required).map((term) => {
    const selector = readSelector(valueAt(term, 'labelSelector')) ?? { labels: new Map([['', '']]), expressions: [] };
    const namespaces = namespacesOf(snapshot, term, pod.namespace);
    const pods = namespaces
      .flatMap((namespace) => snapshot.podsSelectedBy(namespace, selector))
      .filter((one) => !one.isFinished && one !== pod);
    const topologyKey = textAt(term, 'topologyKey');
    const domains = pods.flatMap(({ node }) => topology(node, topologyKey) ?? []);
    return { topologyKey, selector, namespaces, pods, domains: new Set(domains) };
  });
}

/** Whether the pod would be the first of its own group, which the scheduler lets through. */
export function isFirstOfItsKind({ pods, selector, namespaces }: Neighbourhood, pod: Pod): boolean {
  return pods.every(({ node }) => node === '') && namespaces.includes(pod.namespace) && matches(selector, pod.labels);
}

/** Places that the anti-affinity of pods which are already there forbids: topology key and value. */
export function forbiddenPlaces(snapshot: Snapshot, pod: Pod): readonly (readonly [string, string])[] {
  const topology = topologyOf(snapshot);
  return repellersOf(snapshot).flatMap(({ term, namespace, nodes }) => {
    const selector = readSelector(valueAt(term, 'labelSelector'));
    if (selector === null || !matches(selector, pod.labels)) return [];
    if (!namespacesOf(snapshot, term, namespace).includes(pod.namespace)) return [];
    const key = textAt(term, 'topologyKey');
    return [...nodes].flatMap((node): [string, string][] => {
      const value = topology(node, key);
      return value === undefined ? [] : [[key, value]];
    });
  });
}

/** Constraints that must hold. Source: Kubernetes, "Pod Topology Spread Constraints". */
export function spreads(snapshot: Snapshot, pod: Pod, nodes: readonly ClusterNode[]): readonly Spread[] {
  const constraints = listAt(pod.raw, 'spec', 'topologySpreadConstraints').filter(
    (one) => textAt(one, 'whenUnsatisfiable') === 'DoNotSchedule',
  );
  const keys = constraints.map((one) => textAt(one, 'topologyKey'));
  const isSelected = nodeFilter(pod.raw);
  return constraints.map((constraint) => {
    const topologyKey = textAt(constraint, 'topologyKey');
    const selector = spreadSelector(constraint, pod);
    const counts = new Map<string, number>();
    const counted = nodes.filter((node) => isCounted(constraint, pod, node, { keys, isSelected }));
    for (const node of counted) counts.set(node.labels.get(topologyKey) ?? '', 0);
    const domainOf = new Map(counted.map((node) => [node.name, node.labels.get(topologyKey) ?? '']));
    for (const one of snapshot.podsSelectedBy(pod.namespace, selector)) {
      const domain = one.isFinished || one.isTerminating ? undefined : domainOf.get(one.node);
      if (domain !== undefined) counts.set(domain, (counts.get(domain) ?? 0) + 1);
    }
    const isShort = counts.size < (numberAt(constraint, 'minDomains') ?? 1);
    const least = counts.size === 0 || isShort ? 0 : Math.min(...counts.values());
    const maxSkew = numberAt(constraint, 'maxSkew') ?? 1;
    return { topologyKey, maxSkew, counts, least, isSelf: matches(selector, pod.labels) };
  });
}

function spreadSelector(constraint: unknown, pod: Pod): Selector {
  const stated = readSelector(valueAt(constraint, 'labelSelector')) ?? { labels: new Map(), expressions: [] };
  const labels = new Map(stated.labels);
  for (const key of listAt(constraint, 'matchLabelKeys')) {
    const value = typeof key === 'string' ? pod.labels.get(key) : undefined;
    if (typeof key === 'string' && value !== undefined) labels.set(key, value);
  }
  return { labels, expressions: stated.expressions };
}

/** By default nodes that the pod's selector leaves out do not count, tainted ones do. */
interface Counting {
  readonly keys: readonly string[];
  readonly isSelected: (node: ClusterNode) => boolean;
}

function isCounted(constraint: unknown, pod: Pod, node: ClusterNode, { keys, isSelected }: Counting): boolean {
  if (!keys.every((key) => node.labels.has(key))) return false;
  if (textAt(constraint, 'nodeAffinityPolicy') !== 'Ignore' && !isSelected(node)) return false;
  if (textAt(constraint, 'nodeTaintsPolicy') !== 'Honor') return true;
  return node.taints.every((taint) => isTolerated(listAt(pod.raw, 'spec', 'tolerations'), taint));
}

/** Whether the pod's node selector and required node affinity allow a node; read once for many nodes. */
export function nodeFilter(pod: unknown): (node: ClusterNode) => boolean {
  const labels = [...labelsAt(pod, 'spec', 'nodeSelector')];
  const affinity = valueAt(pod, 'spec', 'affinity', 'nodeAffinity', required);
  const terms = affinity === undefined ? null : listAt(affinity, 'nodeSelectorTerms');
  return (node) =>
    labels.every(([key, value]) => node.labels.get(key) === value) && (terms === null || meetsTerms(terms, node));
}

function namespacesOf(snapshot: Snapshot, term: unknown, own: string): readonly string[] {
  const stated = listAt(term, 'namespaces').filter((one): one is string => typeof one === 'string');
  const selector = readSelector(valueAt(term, 'namespaceSelector'));
  if (selector === null) return stated.length === 0 ? [own] : stated;
  const chosen = snapshot.all('namespaces').filter(({ raw }) => matches(selector, labelsAt(raw, 'metadata', 'labels')));
  return [...new Set([...stated, ...chosen.map(({ name }) => name)])];
}

interface Repeller {
  readonly term: unknown;
  readonly namespace: string;
  readonly nodes: Set<string>;
}

const repellers = new WeakMap<Snapshot, readonly Repeller[]>();

/** Required anti-affinity terms of placed pods, each once with the nodes where it holds. */
function repellersOf(snapshot: Snapshot): readonly Repeller[] {
  const known = repellers.get(snapshot);
  if (known !== undefined) return known;
  const found = new Map<string, Repeller>();
  for (const pod of snapshot.pods) {
    if (pod.node === '' || pod.isFinished) continue;
    for (const term of listAt(pod.raw, 'spec', 'affinity', 'podAntiAffinity', required)) {
      const key = `${pod.namespace}\u0000${JSON.stringify(term)}`;
      const entry = found.get(key) ?? { term, namespace: pod.namespace, nodes: new Set<string>() };
      entry.nodes.add(pod.node);
      found.set(key, entry);
    }
  }
  const all = [...found.values()];
  repellers.set(snapshot, all);
  return all;
}

function topologyOf(snapshot: Snapshot): (node: string, key: string) => string | undefined {
  return (node, key) => {
    const entity = node === '' ? undefined : snapshot.find('nodes', '', node);
    return entity === undefined ? undefined : textAt(entity.raw, 'metadata', 'labels', key) || undefined;
  };
}
