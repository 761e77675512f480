import { listAt, numberAt, textAt, valueAt } from '../../../evidence/read.ts';
import { quote, someOf } from '../../../evidence/words.ts';
import { type Analyzer, type Draft, draft, type TriageFindingDefinition } from '../../draft.ts';
import type { Entity } from '../../snapshot/entity.ts';
import {
  type DeclaredPort,
  declaredPorts,
  readPorts,
  type ServicePort,
  workloadsBehind,
} from '../../snapshot/service.ts';
import type { Snapshot } from '../../snapshot/snapshot.ts';
import type { Workload } from '../../snapshot/workload.ts';
import { isAtZero } from '../../snapshot/workload-status.ts';
import { explainsPeers } from './explains-peers.ts';

const source =
  'Kubernetes, "Service", targetPort; pkg/api/v1/pod/util.go, FindPort; core/v1 ContainerPort (informational)';
const byName: TriageFindingDefinition = {
  code: 'SVC-102',
  title: 'Service target port has a name that no container declares',
  role: 'fault',
  severity: 'high',
  decided:
    'targetPort is a name, and no container or sidecar in the templates behind the Service declares a port of that name and protocol: such a port has no endpoints. Workloads at zero do not count.',
  thresholds: {},
  source,
  remedy: 'Name the port that the container declares, or declare it.',
};
const byNumber: TriageFindingDefinition = {
  code: 'SVC-103',
  title: 'Service target port is one that no container listens on',
  role: 'fault',
  severity: 'high',
  decided:
    'targetPort is a number, the containers behind the Service declare ports of which none has that number and protocol, none of the declared ones is led to by any Service, and no probe or port setting of a container uses the number. Where a declared port serves measuring or administration, or another Service uses it, it is a hint: declared ports are information that nothing enforces.',
  thresholds: {},
  source,
  remedy: 'Point targetPort to the port on which the container listens.',
};

/** Services whose target port is not there. */
export const serviceTargetPort: Analyzer = {
  name: 'service-target-port',
  topic: 'health',
  definitions: [byName, byNumber],
  inspect: (snapshot) => ({
    drafts: snapshot.all('services').flatMap((service) => {
      const workloads = workloadsBehind(snapshot, service).filter((workload) => !isAtZero(workload));
      if (workloads.length === 0) return [];
      return readPorts(service).flatMap((port) => inspectPort(snapshot, service, port, workloads) ?? []);
    }),
  }),
};

function inspectPort(
  snapshot: Snapshot,
  service: Entity,
  port: ServicePort,
  workloads: readonly Workload[],
): Draft | null {
  const declared = workloads.flatMap(({ spec }) => declaredPorts(spec));
  const fits = declared.some(
    ({ name, number, protocol }) =>
      (typeof port.target === 'string' ? name === port.target : number === port.target) && protocol === port.protocol,
  );
  if (fits) return null;
  if (typeof port.target === 'string') return describe(snapshot, { service, port, workloads, declared, role: 'fault' });
  if (declared.length === 0 || workloads.some(({ spec }) => usesPort(spec, port.target))) return null;
  const role = isPlain(snapshot, service, workloads, declared) ? 'fault' : 'hint';
  return describe(snapshot, { service, port, workloads, declared, role });
}

/** A probe that goes there, or a setting such as `PORT`, says that somebody listens. */
function usesPort(spec: unknown, target: ServicePort['target']): boolean {
  return listAt(spec, 'containers').some((container) => {
    const probes = ['readinessProbe', 'livenessProbe', 'startupProbe'].flatMap((probe) =>
      ['httpGet', 'tcpSocket', 'grpc'].map((way) => valueAt(container, probe, way, 'port')),
    );
    const settings = listAt(container, 'env').map((variable) => numberAt(variable, 'port'));
    return probes.includes(target) || settings.some((number) => number === target);
  });
}

const besides = /metric|prom|health|admin|debug|probe|status|manage|pprof|actuator|peer|gossip|raft|cluster|repl/i;

/** Whether the declared ports can only be what the Service should lead to. */
function isPlain(
  snapshot: Snapshot,
  service: Entity,
  workloads: readonly Workload[],
  declared: readonly DeclaredPort[],
): boolean {
  const services = workloads.flatMap((workload) => snapshot.servicesOf(service.namespace, workload.labels));
  const led = new Set(services.flatMap((one) => readPorts(one).map(({ target, protocol }) => `${target}/${protocol}`)));
  const open = declared.filter(
    ({ name, number, protocol }) =>
      !besides.test(name) && !led.has(`${number}/${protocol}`) && !led.has(`${name}/${protocol}`),
  );
  return open.length > 0;
}

interface Mismatch {
  readonly service: Entity;
  readonly port: ServicePort;
  readonly workloads: readonly Workload[];
  readonly declared: readonly DeclaredPort[];
  readonly role: 'fault' | 'hint';
}

function describe(snapshot: Snapshot, { service, port, workloads, declared, role }: Mismatch): Draft {
  const { namespace, name } = service;
  const isName = typeof port.target === 'string';
  const { code, severity } = isName ? byName : byNumber;
  const known = [
    ...new Set(declared.map((one) => `${one.name === '' ? '' : `${one.name}=`}${one.number}/${one.protocol}`)),
  ];
  const target = isName ? `port name ${quote(String(port.target))}` : `port ${port.target}/${port.protocol}`;
  const who = someOf(workloads.map((one) => `${one.kind} ${one.name}`));
  return draft({
    code,
    role,
    tier: 'contradiction',
    severity: role === 'hint' ? 'low' : severity,
    subject: service,
    title: `Service ${namespace}/${name} leads to ${target}, and ${who} declares ${known.length === 0 ? 'no port' : someOf(known)}`,
    detail: `Port ${port.number} of the Service goes to ${target}. ${
      isName
        ? 'A name that no container declares resolves to nothing: the port has no endpoints.'
        : 'No container declares it, and none of its declared ports is served by any Service: connections are refused.'
    }`,
    evidence: [
      ...snapshot.cite(service, ['spec', 'ports', port.index, 'targetPort'], ['spec', 'ports', port.index, 'port']),
      ...workloads
        .slice(0, 3)
        .flatMap(({ entity, spec, specPath }) =>
          entity === null
            ? []
            : listAt(spec, 'containers').flatMap((container, index) =>
                textAt(container, 'name') === ''
                  ? []
                  : snapshot.cite(entity, [...specPath, 'containers', index, 'ports']),
              ),
        ),
    ],
    explains: [
      { instance: service.key, codes: ['SVC-001'], mechanism: 'its target port is not there' },
      ...explainsPeers(snapshot, service, port.number),
    ],
    data: { port: port.number, target: port.target },
  });
}
