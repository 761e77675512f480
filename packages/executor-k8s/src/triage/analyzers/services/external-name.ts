import { textAt } from '../../../evidence/read.ts';
import { quote } from '../../../evidence/words.ts';
import { type Analyzer, type Draft, draft, type TriageFindingDefinition } from '../../draft.ts';
import { type ConnectionWords, lastWordsOf, namesSomeHost } from '../../snapshot/connection-words.ts';
import { dependentsOf, dependentsOn, sufferingPods } from '../../snapshot/dependents.ts';
import type { Entity } from '../../snapshot/entity.ts';
import type { Pod } from '../../snapshot/pod.ts';
import { isServiceMissing } from '../../snapshot/reachability.ts';
import type { Snapshot } from '../../snapshot/snapshot.ts';
import type { Workload } from '../../snapshot/workload.ts';

const definition: TriageFindingDefinition = {
  code: 'SVC-104',
  title: 'ExternalName of a host that has no address',
  role: 'fault',
  severity: 'high',
  decided:
    'A Service of type ExternalName names itself, or a Service of the cluster that does not exist; or a workload that names the Service suffers and says of that host, or of the Service, that it was not found; or, where it calls nothing else, that a name was not found.',
  thresholds: {},
  source: 'Kubernetes, "Service", type ExternalName; RFC 1034, CNAME',
  remedy: 'Correct externalName.',
};

/** Services that are another name for nothing. */
export const externalName: Analyzer = {
  name: 'external-name',
  topic: 'health',
  definitions: [definition],
  inspect: (snapshot) => ({
    drafts: snapshot.all('services').flatMap((service) => {
      if (textAt(service.raw, 'spec', 'type') !== 'ExternalName') return [];
      const host = textAt(service.raw, 'spec', 'externalName').toLowerCase().replace(/\.$/, '');
      const victims = victimsOf(snapshot, service, host);
      const why = contradiction(snapshot, service, host) ?? (victims.length > 0 ? 'which has no address' : null);
      return why === null || host === '' ? [] : [describe(snapshot, service, `${quote(host)}, ${why}`, victims)];
    }),
  }),
};

function contradiction(snapshot: Snapshot, { namespace, name }: Entity, host: string): string | null {
  const [service = '', where = '', svc] = host.split('.');
  if (svc !== 'svc') return null;
  if (service === name && where === namespace) return 'which is itself';
  return isServiceMissing(snapshot, where, service) ? 'a Service that does not exist' : null;
}

interface Victim {
  readonly pods: readonly Pod[];
  readonly words: ConnectionWords;
}

function victimsOf(snapshot: Snapshot, service: Entity, host: string): readonly Victim[] {
  const workloads = new Map(
    dependentsOn(snapshot, service.namespace, service.name).map(({ workload }) => [workload.key, workload]),
  );
  return [...workloads.values()].flatMap((workload) => {
    const pods = sufferingPods(snapshot, workload);
    if (pods.length === 0) return [];
    const words = lastWordsOf(snapshot, workload).connections.findLast(
      ({ kind, line }) =>
        kind === 'not-found' &&
        ([host, service.name].some((name) => line.toLowerCase().includes(name)) ||
          (!namesSomeHost(line) && callsNothingElse(snapshot, workload, service))),
    );
    return words === undefined ? [] : [{ pods, words }];
  });
}

/** Whether a Service is all that a workload's settings name, so that a name without words can only be its. */
function callsNothingElse(snapshot: Snapshot, { key }: Workload, { namespace, name }: Entity): boolean {
  const named = dependentsOf(snapshot).byWorkload.get(key) ?? [];
  return named.every(({ dependency }) => dependency.namespace === namespace && dependency.service === name);
}

function describe(snapshot: Snapshot, service: Entity, what: string, victims: readonly Victim[]): Draft {
  const { namespace, name } = service;
  const said = victims[0]?.words;
  return draft({
    code: definition.code,
    role: 'fault',
    tier: said === undefined ? 'contradiction' : 'last-words',
    severity: definition.severity,
    subject: service,
    title: `Service ${namespace}/${name} stands for ${what}`,
    detail: said === undefined ? 'A lookup of it never ends in an address.' : `Who calls it says: ${quote(said.line)}.`,
    evidence: [
      ...snapshot.cite(service, ['spec', 'externalName']),
      ...victims.flatMap(({ words }) => words.evidence).slice(0, 4),
    ],
    explains: victims.flatMap(({ pods }) =>
      pods.map(({ key }) => ({ instance: key, codes: ['POD-001', 'POD-004'], mechanism: 'calls it' })),
    ),
  });
}
