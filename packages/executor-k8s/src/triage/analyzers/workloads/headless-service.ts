import { textAt } from '../../../evidence/read.ts';
import { quote } from '../../../evidence/words.ts';
import { type Analyzer, type Draft, draft, type TriageFindingDefinition } from '../../draft.ts';
import { lastWordsOf, mentions } from '../../snapshot/connection-words.ts';
import { sufferingPods } from '../../snapshot/dependents.ts';
import { likelyMeant } from '../../snapshot/near-name.ts';
import { isServiceMissing } from '../../snapshot/reachability.ts';
import { endsByItself } from '../../snapshot/service-need.ts';
import type { Snapshot } from '../../snapshot/snapshot.ts';
import type { Workload } from '../../snapshot/workload.ts';

const definition: TriageFindingDefinition = {
  code: 'SVC-105',
  title: 'Headless Service of a StatefulSet does not exist',
  role: 'fault',
  severity: 'high',
  decided:
    'spec.serviceName names a Service that is not there, pods of the StatefulSet suffer, and their last words are of a name that was not found. A hint, raised where nothing else explains, where no log was read and the process ends by itself or stays not ready; a hint alone where no pod suffers: the pods run, without names of their own.',
  thresholds: {},
  source: 'Kubernetes, "StatefulSets", Stable Network ID',
  remedy:
    'Create the Service with clusterIP None and the selector of the StatefulSet; serviceName itself cannot be changed.',
};

/** StatefulSets whose pods have no names. */
export const headlessService: Analyzer = {
  name: 'headless-service',
  topic: 'health',
  definitions: [definition],
  inspect: (snapshot) => ({
    drafts: [...snapshot.workloads.values()].flatMap((workload) => {
      const service = textAt(workload.entity?.raw, 'spec', 'serviceName');
      if (workload.kind !== 'StatefulSet' || service === '') return [];
      return isServiceMissing(snapshot, workload.namespace, service) ? [inspectOne(snapshot, workload, service)] : [];
    }),
  }),
};

function inspectOne(snapshot: Snapshot, workload: Workload, service: string): Draft {
  const { namespace, name, entity } = workload;
  const pods = sufferingPods(snapshot, workload);
  const { wereRead, connections } = lastWordsOf(snapshot, workload);
  const words = connections.findLast(
    ({ kind, line }) => kind === 'not-found' && (mentions(line, service) || line.includes(`${name}-`)),
  );
  const names = snapshot
    .all('services')
    .filter((one) => one.namespace === namespace)
    .map((one) => one.name);
  const meant = likelyMeant(service, names);
  const isFault = pods.length > 0 && words !== undefined;
  const couldBe = !wereRead && pods.some((pod) => endsByItself(snapshot, pod));
  return draft({
    code: definition.code,
    role: isFault ? 'fault' : 'hint',
    tier: 'contradiction',
    severity: isFault || couldBe ? definition.severity : 'low',
    subject: meant === null ? { kind: 'Service', namespace, name: service } : workload,
    instances: [workload.key],
    title: `StatefulSet ${namespace}/${name} names its headless Service ${quote(service)}, which does not exist${meant === null ? '' : `; there is ${meant}`}`,
    detail: `Without it its pods have no names of their own.${words === undefined ? '' : ` They say: ${quote(words.line)}.`}`,
    evidence: [...(entity === null ? [] : snapshot.cite(entity, ['spec', 'serviceName'])), ...(words?.evidence ?? [])],
    explains:
      isFault || couldBe
        ? pods.map(({ key }) => ({
            instance: key,
            codes: ['POD-001', 'POD-004'],
            mechanism: 'does not find its peers',
          }))
        : [],
  });
}
