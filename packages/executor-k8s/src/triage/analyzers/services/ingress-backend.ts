import { quote, someOf } from '../../../evidence/words.ts';
import { type Analyzer, type Draft, draft, type TriageFindingDefinition } from '../../draft.ts';
import type { Entity } from '../../snapshot/entity.ts';
import { likelyMeant } from '../../snapshot/near-name.ts';
import { type Route, routesOf } from '../../snapshot/routes.ts';
import { readPorts } from '../../snapshot/service.ts';
import type { Snapshot } from '../../snapshot/snapshot.ts';
import { whyBroken } from '../symptoms/route-broken.ts';

const source = 'Kubernetes, networking/v1 IngressServiceBackend; Gateway API, HTTPBackendRef';
const noService: TriageFindingDefinition = {
  code: 'ING-101',
  title: 'Ingress or route to a Service that does not exist',
  role: 'fault',
  severity: 'high',
  decided:
    'A backend names a Service that is not in the list of its namespace, which was read whole, nor in any EndpointSlice. Where several Ingresses name the same, and no Service bears a name like it, the Service is what is missing.',
  thresholds: {},
  source,
  remedy: 'Correct the name in the backend, or create the Service.',
};
const noPort: TriageFindingDefinition = {
  code: 'ING-102',
  title: 'Ingress or route to a port that the Service does not have',
  role: 'fault',
  severity: 'high',
  decided: 'A backend names a port, by number or by name, that the Service does not list.',
  thresholds: {},
  source,
  remedy: 'Name one of the ports of the Service.',
};

/** Backends that are not there. */
export const ingressBackend: Analyzer = {
  name: 'ingress-backend',
  topic: 'health',
  definitions: [noService, noPort],
  inspect(snapshot) {
    const { all, byService } = routesOf(snapshot);
    return {
      drafts: all.flatMap((route) => {
        const why = whyBroken(snapshot, route);
        if (why === 'no-port') return [describePort(snapshot, route)];
        if (why !== 'no-service') return [];
        const others = byService.get(`${route.namespace}/${route.service}`) ?? [];
        return [describeService(snapshot, route, new Set(others.map(({ entity }) => entity)))];
      }),
    };
  },
};

function describeService(snapshot: Snapshot, route: Route, users: ReadonlySet<Entity>): Draft {
  const { entity, namespace, service } = route;
  const names = snapshot
    .all('services')
    .filter((one) => one.namespace === namespace)
    .map(({ name }) => name);
  const meant = likelyMeant(service, names);
  const isShared = meant === null && users.size > 1;
  const shown = [...users].map((one) => `${one.kind} ${one.namespace}/${one.name}`);
  return draft({
    ...partsOf(snapshot, route),
    code: noService.code,
    tier: meant === null ? 'absence' : 'contradiction',
    severity: noService.severity,
    ...(isShared
      ? { subject: { kind: 'Service', namespace, name: service }, instances: [entity.key] }
      : { subject: entity }),
    title: isShared
      ? `Service ${namespace}/${service} does not exist, and ${someOf(shown)} lead to it`
      : `${entity.kind} ${entity.namespace}/${entity.name} leads to Service ${quote(service)}, which does not exist${meant === null ? '' : `; there is ${meant}`}`,
    detail: `${quote(route.address) || 'The default backend'} of ${entity.kind} ${entity.name} answers with an error.`,
  });
}

function describePort(snapshot: Snapshot, route: Route): Draft {
  const { entity, namespace, service, port } = route;
  const found = snapshot.find('services', namespace, service);
  const ports =
    found === undefined
      ? []
      : readPorts(found).map(({ name, number }) => (name === '' ? `${number}` : `${number} (${name})`));
  return draft({
    ...partsOf(snapshot, route),
    code: noPort.code,
    severity: noPort.severity,
    subject: entity,
    title: `${entity.kind} ${entity.namespace}/${entity.name} leads to port ${quote(String(port))} of Service ${service}, which has ${someOf(ports)}`,
    detail: `${quote(route.address) || 'The default backend'} answers with an error.`,
    evidence: [
      ...snapshot.cite(entity, route.path),
      ...(found === undefined ? [] : snapshot.cite(found, ['spec', 'ports'])),
    ],
  });
}

function partsOf(
  snapshot: Snapshot,
  { entity, path }: Route,
): Pick<Draft, 'role' | 'tier' | 'evidence' | 'explains' | 'touchesUsers'> {
  return {
    role: 'fault',
    tier: 'contradiction',
    evidence: snapshot.cite(entity, path),
    explains: [{ instance: entity.key, codes: ['SVC-002'], mechanism: 'its backend is not there' }],
    touchesUsers: true,
  };
}
