import { valueAt } from '../../../evidence/read.ts';
import { readSelector, selectorText } from '../../../evidence/selector.ts';
import { quote, someOf } from '../../../evidence/words.ts';
import { type Analyzer, type Draft, draft, type TriageFindingDefinition } from '../../draft.ts';
import type { ConnectionWords } from '../../snapshot/connection-words.ts';
import { lastWordsOf } from '../../snapshot/connection-words.ts';
import { dependentsOf, sufferingPods } from '../../snapshot/dependents.ts';
import type { Entity } from '../../snapshot/entity.ts';
import type { Pod } from '../../snapshot/pod.ts';
import { type Denial, denialOf } from '../../snapshot/policy.ts';
import { declaredPorts, readPorts, type ServicePort, workloadsBehind } from '../../snapshot/service.ts';
import { about } from '../../snapshot/service-need.ts';
import type { Snapshot } from '../../snapshot/snapshot.ts';
import type { Workload } from '../../snapshot/workload.ts';

const source = 'Kubernetes, "Network Policies"; networking/v1 NetworkPolicySpec';
const denied: TriageFindingDefinition = {
  code: 'NPL-101',
  title: 'Network policy would deny the way to a dependency',
  role: 'hint',
  severity: 'high',
  decided:
    'A workload suffers, its last words are of a time-out or were not read, its settings name a Service, and policies select the pods behind it (or its own) without any rule that lets it through. A hypothesis: whether the cluster enforces policies does not show. A cause only where nothing else explains.',
  thresholds: {},
  source,
  remedy: 'Let the caller in: add its labels to a rule, or give it the labels that the rule asks for.',
};
const deniedDns: TriageFindingDefinition = {
  code: 'NPL-102',
  title: 'Network policy would deny the way to DNS',
  role: 'hint',
  severity: 'high',
  decided:
    'A workload suffers and says that nobody answered for a name, and policies select its pods for egress without a rule that lets port 53 to the cluster’s DNS through.',
  thresholds: {},
  source,
  remedy: 'Allow egress to the pods of kube-dns on port 53, UDP and TCP.',
};

/** Paths that policies would close. */
export const deniedPath: Analyzer = {
  name: 'denied-path',
  topic: 'health',
  definitions: [denied, deniedDns],
  inspect(snapshot) {
    if (snapshot.all('networkpolicies').length === 0) return { drafts: [] };
    return {
      drafts: [...snapshot.workloads.values()].flatMap((workload) => {
        const pods = sufferingPods(snapshot, workload);
        return pods.length === 0
          ? []
          : [...inspectOne(snapshot, workload, pods), ...inspectDns(snapshot, workload, pods)];
      }),
    };
  },
};

function inspectOne(snapshot: Snapshot, workload: Workload, pods: readonly Pod[]): readonly Draft[] {
  const dependents = dependentsOf(snapshot).byWorkload.get(workload.key) ?? [];
  return dependents.flatMap(({ dependency }) => {
    const service = snapshot.find('services', dependency.namespace, dependency.service);
    if (service === undefined) return [];
    const verdict = about(snapshot, workload, pods, { peer: dependency, kinds: ['timeout'] });
    if (verdict === null) return [];
    const ports = readPorts(service).filter(({ number }) => dependency.port === null || number === dependency.port);
    const denial = ports.map((port) => pathTo(snapshot, workload, service, port)).find((found) => found !== null);
    if (denial === undefined || denial === null) return [];
    return [describe(snapshot, { workload, pods, service, denial, definition: denied, words: verdict.words })];
  });
}

function pathTo(snapshot: Snapshot, workload: Workload, service: Entity, port: ServicePort): Denial | null {
  const [target] = workloadsBehind(snapshot, service);
  if (target === undefined) return null;
  const declared = declaredPorts(target.spec).find(
    ({ name, number }) => name === port.target || number === port.target,
  );
  const number = declared?.number ?? (typeof port.target === 'number' ? port.target : 0);
  return denialOf(snapshot, {
    from: { namespace: workload.namespace, labels: workload.labels },
    to: { namespace: service.namespace, labels: target.labels },
    ...{ port: number, portName: declared?.name ?? '', protocol: port.protocol },
  });
}

function inspectDns(snapshot: Snapshot, workload: Workload, pods: readonly Pod[]): readonly Draft[] {
  const words = lastWordsOf(snapshot, workload).connections.findLast(({ kind }) => kind === 'no-dns');
  if (words === undefined) return [];
  const service = snapshot.find('services', 'kube-system', 'kube-dns');
  const own = service === undefined ? undefined : workloadsBehind(snapshot, service)[0];
  const denial = denialOf(snapshot, {
    from: { namespace: workload.namespace, labels: workload.labels },
    to: { namespace: 'kube-system', labels: own?.labels ?? new Map([['k8s-app', 'kube-dns']]) },
    ...{ port: 53, portName: 'dns', protocol: 'UDP' },
  });
  const subject = service ?? { kind: 'Service', namespace: 'kube-system', name: 'kube-dns' };
  return denial === null
    ? []
    : [describe(snapshot, { workload, pods, service: subject, denial, definition: deniedDns, words })];
}

interface Closed {
  readonly workload: Workload;
  readonly pods: readonly Pod[];
  readonly service: Pick<Entity, 'namespace' | 'name'>;
  readonly denial: Denial;
  readonly definition: TriageFindingDefinition;
  readonly words: ConnectionWords | null;
}

function describe(snapshot: Snapshot, { workload, pods, service, denial, definition, words }: Closed): Draft {
  const { direction, policies, rules } = denial;
  const [policy, ...others] = policies as readonly [Entity, ...Entity[]];
  const caller = `${workload.kind} ${workload.namespace}/${workload.name}`;
  const selector = readSelector(valueAt(policy.raw, 'spec', 'podSelector') ?? {});
  const whom =
    selector === null || selectorText(selector) === ''
      ? 'every pod of its namespace'
      : `pods with ${selectorText(selector)}`;
  const more = others.length === 0 ? '' : ` Nor does ${someOf(others.map(({ name }) => name))}.`;
  return draft({
    code: definition.code,
    role: 'hint',
    tier: 'contradiction',
    severity: definition.severity,
    subject: policy,
    instances: pods.map(({ key }) => key),
    title: `NetworkPolicy ${policy.namespace}/${policy.name} would not let ${caller} ${direction === 'Ingress' ? `in to ${service.name}` : `out to ${service.namespace}/${service.name}`}`,
    detail: `It selects ${whom} for ${direction.toLowerCase()}, and none of its rules lets that way through.${more} A hypothesis: whether anything enforces policies here does not show${words === null ? '' : `; the workload says: ${quote(words.line)}`}.`,
    evidence: [
      ...policies
        .slice(0, 4)
        .flatMap((one) => snapshot.cite(one, ['spec', 'podSelector'], ['spec', rules], ['spec', 'policyTypes'])),
      ...(words?.evidence ?? []),
    ],
    explains: pods.map(({ key }) => ({
      instance: key,
      codes: ['POD-001', 'POD-004'],
      mechanism: `its way to ${service.name} is closed`,
    })),
    touchesUsers: snapshot.touchesUsers(workload),
  });
}
