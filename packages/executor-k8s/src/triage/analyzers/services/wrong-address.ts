import type { EvidenceRef } from '@cloudops/spec';
import { listAt, textAt } from '../../../evidence/read.ts';
import { quote } from '../../../evidence/words.ts';
import { type Analyzer, type Draft, draft, type TriageFindingDefinition } from '../../draft.ts';
import type { ConnectionWords } from '../../snapshot/connection-words.ts';
import type { Dependency } from '../../snapshot/dependencies.ts';
import { type Dependent, dependentsOf, sufferingPods } from '../../snapshot/dependents.ts';
import type { Entity } from '../../snapshot/entity.ts';
import { likelyMeant } from '../../snapshot/near-name.ts';
import type { Pod } from '../../snapshot/pod.ts';
import { isServiceMissing } from '../../snapshot/reachability.ts';
import { declaredPorts, readPorts, workloadsBehind } from '../../snapshot/service.ts';
import { about } from '../../snapshot/service-need.ts';
import type { Snapshot } from '../../snapshot/snapshot.ts';

const proof =
  'A fault where the workload suffers and its last words are of a peer that it does not reach; a hint, raised where nothing else explains, where no log was read; nothing where its words are of something else. Values themselves are never read, only the addresses in them.';
const missing: TriageFindingDefinition = {
  code: 'SVC-110',
  title: 'Setting names a Service that does not exist',
  role: 'fault',
  severity: 'high',
  decided: `A variable, an argument or a ConfigMap’s value names a host that can only be a Service, which is not in the list of Services nor in any EndpointSlice. ${proof}`,
  thresholds: {},
  source: 'Kubernetes, "DNS for Services and Pods"',
  remedy: 'Correct the setting in the workload, or in the ConfigMap that holds it.',
};
const wrongPort: TriageFindingDefinition = {
  code: 'SVC-111',
  title: 'Setting names a port that the Service does not have',
  role: 'fault',
  severity: 'high',
  decided: `A setting names a Service with a port that is none of its ports; of a headless Service, also none that its containers declare. ${proof}`,
  thresholds: {},
  source: 'Kubernetes, "Service"; "DNS for Services and Pods", headless Services',
  remedy: 'Correct the port in the setting, or add it to the Service.',
};

/** Settings that lead a workload to where nobody is. */
export const wrongAddress: Analyzer = {
  name: 'wrong-address',
  topic: 'health',
  definitions: [missing, wrongPort],
  inspect: (snapshot) => ({
    drafts: dependentsOf(snapshot).all.flatMap((dependent) => inspectOne(snapshot, dependent) ?? []),
  }),
};

function inspectOne(snapshot: Snapshot, dependent: Dependent): Draft | null {
  const { namespace, service, isInside, text } = dependent.dependency;
  const found = snapshot.find('services', namespace, service);
  if (found !== undefined) return inspectPort(snapshot, dependent, found);
  if (!isInside || !isServiceMissing(snapshot, namespace, service)) return null;
  const pods = sufferingPods(snapshot, dependent.workload);
  if (pods.length === 0) return null;
  const near = whereInstead(snapshot, dependent);
  if (near === '' && !looksLikeAddress(dependent.dependency)) return null;
  const where = `${namespace === dependent.workload.namespace ? '' : ` in ${namespace}`}`;
  return judge(snapshot, dependent, pods, {
    definition: missing,
    why: `${quote(text)}: there is no Service ${quote(service)}${where}${near}`,
    // A Service that is nowhere is inferred from absence; a near one that is there says what was meant.
    tier: near === '' ? 'absence' : 'contradiction',
  });
}

function inspectPort(snapshot: Snapshot, dependent: Dependent, service: Entity): Draft | null {
  const { port, text } = dependent.dependency;
  if (port === null || textAt(service.raw, 'spec', 'type') === 'ExternalName') return null;
  const ports = readPorts(service).map(({ number }) => number);
  if (ports.length === 0 || ports.includes(port)) return null;
  if (textAt(service.raw, 'spec', 'clusterIP') === 'None') {
    const behind = workloadsBehind(snapshot, service).flatMap(({ spec }) => declaredPorts(spec));
    if (behind.length === 0 || behind.some(({ number }) => number === port)) return null;
    if (readPorts(service).some(({ target }) => target === port)) return null;
  }
  const pods = sufferingPods(snapshot, dependent.workload);
  if (pods.length === 0) return null;
  const why = `${quote(text)}${text.endsWith(`:${port}`) ? '' : ` with port ${port}`}: Service ${service.namespace}/${service.name} has port ${ports.join(', ')}`;
  const evidence = snapshot.cite(service, ['spec', 'ports']);
  return judge(snapshot, dependent, pods, { definition: wrongPort, why, tier: 'contradiction', evidence });
}

/** A single word may be a Service’s name, or any other word. */
function looksLikeAddress({ port, text, setting }: Dependency): boolean {
  return (
    port !== null || text.includes('.svc') || /(host|hostname|addr|address|server|url|uri|dsn|broker)s?$/i.test(setting)
  );
}

/** Where a Service of that name is, or which one bears a name like it. */
function whereInstead(snapshot: Snapshot, { dependency }: Dependent): string {
  const { service, namespace } = dependency;
  const elsewhere = snapshot.all('services').filter((one) => one.name === service && one.namespace !== namespace);
  const [only] = elsewhere;
  if (only !== undefined && elsewhere.length === 1) return `; there is one in namespace ${only.namespace}`;
  const names = snapshot
    .all('services')
    .filter((one) => one.namespace === namespace)
    .map(({ name }) => name);
  const meant = likelyMeant(service, names);
  return meant === null ? '' : `; there is Service ${meant}`;
}

/** What is wrong with an address. */
interface Flaw extends Pick<Draft, 'tier'> {
  readonly definition: TriageFindingDefinition;
  readonly why: string;
  readonly evidence?: readonly EvidenceRef[];
}

function judge(
  snapshot: Snapshot,
  dependent: Dependent,
  pods: readonly Pod[],
  { definition, why, tier, evidence = [] }: Flaw,
): Draft | null {
  const { workload, dependency } = dependent;
  const kinds =
    definition === missing ? (['not-found', 'refused', 'timeout'] as const) : (['refused', 'timeout'] as const);
  const verdict = about(snapshot, workload, pods, { peer: dependency, kinds });
  if (verdict === null) return null;
  const { holder, setting } = dependency;
  const isConfigMap = holder.record === 'configmaps';
  const subject = isConfigMap ? { kind: 'ConfigMap', namespace: holder.namespace, name: holder.name } : workload;
  const name = `${subject.kind} ${subject.namespace}/${subject.name}`;
  const { words } = verdict;
  return draft({
    code: definition.code,
    role: words === null ? 'hint' : 'fault',
    tier,
    severity: definition.severity,
    subject,
    instances: pods.map(({ key }) => key),
    title: `${name}: ${quote(setting)} says ${why}`,
    detail: `${workload.kind} ${workload.name} calls it from container ${quote(dependency.container)}${words === null ? '; no log of it was read' : `, and says: ${quote(words.line)}`}.`,
    evidence: [...evidenceOf(snapshot, dependent, words), ...evidence],
    explains: pods.map(({ key }) => ({
      instance: key,
      codes: ['POD-001', 'POD-004'],
      mechanism: `calls what ${setting} names`,
    })),
    touchesUsers: snapshot.touchesUsers(workload),
    data: { setting, address: dependency.text },
  });
}

function evidenceOf(
  snapshot: Snapshot,
  { workload, dependency }: Dependent,
  words: ConnectionWords | null,
): readonly EvidenceRef[] {
  const { holder, path } = dependency;
  const entity = snapshot.find(holder.record, holder.namespace, holder.name) ?? workload.entity;
  if (entity === null) return words?.evidence ?? [];
  const list = holder.record === 'configmaps' ? [] : ['endpoints'];
  const cited = listAt(entity.raw, ...path, ...list).length > 0 ? [...path, ...list, 0] : path;
  return [...snapshot.cite(entity, cited), ...(words?.evidence ?? [])];
}
