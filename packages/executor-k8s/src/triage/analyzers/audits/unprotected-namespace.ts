import { isPlatform } from '../../../evidence/platform.ts';
import { listAt, valueAt } from '../../../evidence/read.ts';
import { matches, readSelector } from '../../../evidence/selector.ts';
import { count, someOf } from '../../../evidence/words.ts';
import { type Analyzer, type Draft, draft, type TriageFindingDefinition } from '../../draft.ts';
import type { Entity } from '../../snapshot/entity.ts';
import type { Pod } from '../../snapshot/pod.ts';
import type { Snapshot } from '../../snapshot/snapshot.ts';

type Direction = 'Ingress' | 'Egress';

function definition(code: string, direction: Direction): TriageFindingDefinition {
  const way = direction === 'Ingress' ? 'to' : 'from';
  return {
    code,
    title: `Pods without a rule for traffic ${way} them`,
    role: 'fault',
    severity: direction === 'Ingress' ? 'medium' : 'low',
    decided: `A namespace has running pods that no NetworkPolicy with policy type ${direction} selects, so all traffic ${way} them is allowed. An empty podSelector selects all pods of its namespace: a policy with it and no rules is default-deny. Pods on the host's network are beyond NetworkPolicy. Policies of other kinds (AdminNetworkPolicy, Cilium, Calico) are not read, nor is whether the network plug-in enforces any.`,
    thresholds: {},
    source: 'Kubernetes, "Network Policies"; popeye 1204, 1205',
    remedy: `Add a default-deny policy for ${direction} and one for what must pass; take it back by deleting it.`,
  };
}

const definitions: Readonly<Record<Direction, TriageFindingDefinition>> = {
  Ingress: definition('NPL-201', 'Ingress'),
  Egress: definition('NPL-202', 'Egress'),
};

/** Namespaces whose pods anything may reach, or that may reach anything. */
export const unprotectedNamespace: Analyzer = {
  name: 'unprotected-namespace',
  topic: 'network-policy',
  definitions: Object.values(definitions),
  inspect(snapshot) {
    const groups = Map.groupBy(
      snapshot.pods.filter((pod) => !pod.isFinished && valueAt(pod.raw, 'spec', 'hostNetwork') !== true),
      ({ namespace }) => namespace,
    );
    const asked = [...groups].filter(
      ([namespace]) => !isPlatform(namespace) && snapshot.isComplete('networkpolicies', namespace),
    );
    return {
      drafts: asked.flatMap(([namespace, pods]) =>
        (['Ingress', 'Egress'] as const).flatMap((direction) => judge(snapshot, namespace, pods, direction)),
      ),
    };
  },
};

function judge(snapshot: Snapshot, namespace: string, pods: readonly Pod[], direction: Direction): readonly Draft[] {
  const policies = snapshot
    .all('networkpolicies')
    .filter((policy) => policy.namespace === namespace && isFor(policy, direction))
    .flatMap((policy) => readSelector(valueAt(policy.raw, 'spec', 'podSelector')) ?? []);
  const open = pods.filter((pod) => !policies.some((selector) => matches(selector, pod.labels)));
  const [first] = open;
  if (first === undefined) return [];
  const { code, severity, title, decided } = definitions[direction];
  const workloads = [...new Set(open.map((pod) => snapshot.workloadOf(pod).key))].sort();
  return [
    draft({
      code,
      role: 'fault',
      tier: 'absence',
      severity,
      subject: { kind: 'Namespace', namespace: '', name: namespace },
      instances: workloads,
      title: `Namespace ${namespace}: ${title.toLowerCase()} (${open.length} of ${pods.length})`,
      detail: `${count(workloads.length, 'workload')} without: ${someOf(workloads)}. ${decided}`,
      evidence: snapshot.cite(first, ['metadata', 'name'], ['metadata', 'labels']),
      data: { pods: open.length, policies: policies.length },
    }),
  ];
}

/** Without policyTypes a policy is for Ingress, and for Egress where it has such rules. */
function isFor({ raw }: Entity, direction: Direction): boolean {
  const types = listAt(raw, 'spec', 'policyTypes');
  if (types.length > 0) return types.includes(direction);
  return direction === 'Ingress' || listAt(raw, 'spec', 'egress').length > 0;
}
