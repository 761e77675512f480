import { valueAt } from '../../evidence/read.ts';
import { matches, readPlainSelector, type Selector } from '../../evidence/selector.ts';
import type { Entity } from './entity.ts';
import type { Lists } from './lists.ts';
import type { Pod } from './pod.ts';

/** Pods by where they run and by what selects them. */
export interface PodIndex {
  podsOn(node: string): readonly Pod[];
  podsIn(namespace: string): readonly Pod[];
  /** Pods of a namespace that a selector chooses; an empty selector chooses all. */
  podsSelectedBy(namespace: string, selector: Selector): readonly Pod[];
  /** Services of the pod's namespace that select pods with such labels; those without a selector do not. */
  servicesOf(namespace: string, labels: ReadonlyMap<string, string>): readonly Entity[];
  /** Whether any Service selects such pods; null when Services could not be read. */
  isServed(namespace: string, labels: ReadonlyMap<string, string>): boolean | null;
}

/** Each question looks only at what shares a label with it. */
export function createPodIndex(pods: readonly Pod[], services: readonly Entity[], lists: Lists | undefined): PodIndex {
  const byNode = Map.groupBy(pods, ({ node }) => node);
  const byNamespace = Map.groupBy(pods, ({ namespace }) => namespace);
  const byLabel = new Map<string, Pod[]>();
  const indexed = new Set<string>();
  const selectors = services.flatMap((service) => {
    const selector = readPlainSelector(valueAt(service.raw, 'spec', 'selector'));
    return selector === null ? [] : [{ service, selector }];
  });
  const servicesByLabel = Map.groupBy(selectors, ({ service, selector }) =>
    labelKey(service.namespace, selector.labels),
  );
  const indexNamespace = (namespace: string): void => {
    if (indexed.has(namespace)) return;
    indexed.add(namespace);
    for (const pod of byNamespace.get(namespace) ?? []) {
      for (const [name, value] of pod.labels) push(byLabel, `${namespace}\u0000${name}\u0000${value}`, pod);
    }
  };
  const servicesOf = (namespace: string, labels: ReadonlyMap<string, string>): readonly Entity[] =>
    [...labels].flatMap(([name, value]) =>
      (servicesByLabel.get(`${namespace}\u0000${name}\u0000${value}`) ?? [])
        .filter(({ selector }) => matches(selector, labels))
        .map(({ service }) => service),
    );
  return {
    podsOn: (node) => byNode.get(node) ?? [],
    podsIn: (namespace) => byNamespace.get(namespace) ?? [],
    podsSelectedBy(namespace, selector) {
      const some = byNamespace.get(namespace) ?? [];
      if (selector.labels.size === 0) return some.filter((pod) => matches(selector, pod.labels));
      indexNamespace(namespace);
      return (byLabel.get(labelKey(namespace, selector.labels)) ?? []).filter((pod) => matches(selector, pod.labels));
    },
    servicesOf,
    isServed(namespace, labels) {
      if (servicesOf(namespace, labels).length > 0) return true;
      return lists?.isComplete(namespace) ? false : null;
    },
  };
}

/** A selector is found by its first label. */
function labelKey(namespace: string, labels: ReadonlyMap<string, string>): string {
  const [first] = labels;
  return first === undefined ? namespace : `${namespace}\u0000${first[0]}\u0000${first[1]}`;
}

function push(groups: Map<string, Pod[]>, key: string, pod: Pod): void {
  const group = groups.get(key);
  if (group === undefined) groups.set(key, [pod]);
  else group.push(pod);
}
