import type { EvidenceRef } from '@cloudops/spec';
import { selectorText } from '../../../evidence/selector.ts';
import { count, quote, someOf } from '../../../evidence/words.ts';
import { type Analyzer, type Draft, draft, type Explanation, type TriageFindingDefinition } from '../../draft.ts';
import { dependentsOn } from '../../snapshot/dependents.ts';
import type { Entity } from '../../snapshot/entity.ts';
import { routesTo } from '../../snapshot/routes.ts';
import { type Lack, readPorts, selectorOf } from '../../snapshot/service.ts';
import { apiServicesOf, explainsSufferers, isDns, isNamedByCluster, lackOf } from '../../snapshot/service-need.ts';
import type { Snapshot } from '../../snapshot/snapshot.ts';

const definition: TriageFindingDefinition = {
  code: 'SVC-001',
  title: 'Service without ready endpoints',
  role: 'symptom',
  severity: 'high',
  decided:
    'No living, ready pod meets the selector, or a named target port is declared by none of the ready pods, or a Service without a selector has no address, or its EndpointSlices list none of ready pods that are older than 2 minutes. ExternalName and headless Services that publish pods before they are ready are told apart. Pods within their first 30 seconds, workloads that run to an end, and what is scaled to zero while nothing in need leads to it, are nothing. Where pods, workloads and EndpointSlices contradict each other it is unknown.',
  thresholds: { seconds: 30, settled_seconds: 120 },
  source: 'Kubernetes, endpointslice controller, utils.go; core/v1 Service',
  remedy: 'See why its pods are not ready or not chosen; correct the selector or the port where it names none.',
};

/** Services that lead nowhere. */
export const serviceEndpoints: Analyzer = {
  name: 'service-endpoints',
  topic: 'health',
  definitions: [definition],
  inspect: (snapshot) => ({
    drafts: snapshot.all('services').flatMap((service) => {
      const lack = lackOf(snapshot, service);
      return lack === null ? [] : [describe(snapshot, service, lack)];
    }),
  }),
};

function describe(snapshot: Snapshot, service: Entity, lack: Lack): Draft {
  const { namespace, name } = service;
  const routes = routesTo(snapshot, namespace, name);
  const sufferers = explainsSufferers(snapshot, service);
  const isUsed = sufferers.length > 0 || isNamedByCluster(snapshot, service);
  return draft({
    code: definition.code,
    role: 'symptom',
    tier: lack.kind === 'no-pods' && lack.workloads.length === 0 ? 'contradiction' : 'status',
    severity: routes.length > 0 || isDns(service) ? 'critical' : isUsed ? 'high' : 'medium',
    subject: service,
    title: `Service ${namespace}/${name} ${titleOf(service, lack)}`,
    detail: detailOf(snapshot, service, lack),
    evidence: [
      ...snapshot.cite(service, ['spec', 'selector'], ['spec', 'ports', 0, 'targetPort']),
      ...evidenceOf(snapshot, lack),
    ],
    explains: [
      ...explainsRoutes(routes),
      ...explainsApis(snapshot, service),
      { instance: service.key, codes: ['ADM-001'], mechanism: 'is called through it' },
      ...sufferers,
    ],
    touchesUsers: routes.length > 0 ? true : null,
  });
}

function titleOf(service: Entity, lack: Lack): string {
  const selector = selectorOf(service);
  switch (lack.kind) {
    case 'no-pods':
      return `has no endpoints: no pod has ${selector === null ? 'its labels' : selectorText(selector)}`;
    case 'not-ready':
      return `has no ready endpoints: none of ${count(lack.pods.length, 'pod')} is ready`;
    case 'port':
      return `has no endpoints for port ${lack.port.number}: no pod declares a port named ${quote(String(lack.port.target))}`;
    case 'not-published':
      return 'has ready pods that its EndpointSlices do not hold';
    default:
      return 'has no selector and no addresses';
  }
}

function detailOf(snapshot: Snapshot, service: Entity, lack: Lack): string {
  const { namespace, name } = service;
  const ports = [...new Set(readPorts(service).map(({ number }) => String(number)))];
  const routes = routesTo(snapshot, namespace, name).map(({ entity }) => `${entity.kind} ${entity.name}`);
  const dependents = dependentsOn(snapshot, namespace, name).map(({ workload }) => `${workload.kind} ${workload.name}`);
  const used = [...new Set([...routes, ...dependents])];
  const behind =
    lack.kind === 'no-pods' && lack.workloads.length > 0
      ? ` Behind it: ${someOf(lack.workloads.map((one) => `${one.kind} ${one.name}`))}, without a pod.`
      : '';
  return `Whoever calls port ${ports.join(', ') || '(none)'} of ${name} gets no answer.${behind}${used.length === 0 ? ' Nothing that was read names it.' : ` Named by ${someOf(used)}.`}`;
}

function evidenceOf(snapshot: Snapshot, lack: Lack): readonly EvidenceRef[] {
  if (lack.kind === 'no-addresses') return [];
  if (lack.kind === 'no-pods') {
    return lack.workloads
      .slice(0, 3)
      .flatMap(({ entity }) => (entity === null ? [] : snapshot.cite(entity, ['spec', 'replicas'])));
  }
  return lack.pods.slice(0, 3).flatMap((pod) => snapshot.cite(pod, ['status', 'phase'], ['metadata', 'labels']));
}

function explainsRoutes(routes: ReturnType<typeof routesTo>): readonly Explanation[] {
  return routes.map(({ entity }) => ({ instance: entity.key, codes: ['SVC-002'], mechanism: 'is its backend' }));
}

function explainsApis(snapshot: Snapshot, service: Entity): readonly Explanation[] {
  return apiServicesOf(snapshot, service).map(({ key }) => ({
    instance: key,
    codes: ['CTL-001'],
    mechanism: 'is served by it',
  }));
}
