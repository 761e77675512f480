import { listAt, textAt, timeAt } from '../../../evidence/read.ts';
import { quote, span } from '../../../evidence/words.ts';
import { type Analyzer, type Draft, draft, isoTime, type TriageFindingDefinition } from '../../draft.ts';
import type { Entity } from '../../snapshot/entity.ts';
import type { Snapshot } from '../../snapshot/snapshot.ts';

const definition: TriageFindingDefinition = {
  code: 'SVC-107',
  title: 'Load balancer of a Service cannot be made',
  role: 'fault',
  severity: 'high',
  decided:
    'A Service of type LoadBalancer has had no address in its status for more than a minute, and its controller says that it failed to make one. Without such words it is nothing: clusters without a provider of load balancers never give one.',
  thresholds: { seconds: 60 },
  source:
    'Kubernetes, staging/src/k8s.io/cloud-provider/controllers/service/controller.go (1.36); MetalLB; AWS Load Balancer Controller',
  remedy: 'Do what the controller misses: a quota, a subnet, an address pool, an annotation that it does not accept.',
};

const reasons: ReadonlySet<string> = new Set([
  'AllocationFailed',
  'CreatingLoadBalancerFailed',
  'FailedBuildModel',
  'FailedDeployModel',
  'SyncLoadBalancerFailed',
]);

/** Services that wait for an address outside. */
export const loadBalancer: Analyzer = {
  name: 'load-balancer',
  topic: 'health',
  definitions: [definition],
  inspect: (snapshot) => ({
    drafts: snapshot.all('services').flatMap((service) => inspectOne(snapshot, service) ?? []),
  }),
};

function inspectOne(snapshot: Snapshot, service: Entity): Draft | null {
  const { raw, namespace, name } = service;
  if (textAt(raw, 'spec', 'type') !== 'LoadBalancer') return null;
  if (listAt(raw, 'status', 'loadBalancer', 'ingress').length > 0) return null;
  if (timeAt(raw, 'metadata', 'deletionTimestamp') !== null) return null;
  const createdAt = timeAt(raw, 'metadata', 'creationTimestamp');
  if (createdAt === null || snapshot.now === null || snapshot.now - createdAt <= 60_000) return null;
  const event = snapshot.eventsOf(service.key).find(({ reason }) => reasons.has(reason));
  if (event === undefined) return null;
  return draft({
    code: definition.code,
    role: 'fault',
    tier: 'message',
    severity: definition.severity,
    subject: service,
    title: `Service ${namespace}/${name} gets no load balancer`,
    detail: `It has waited for an address for ${span(snapshot.now - createdAt)}; its controller says: ${quote(event.message)}. Nobody outside reaches it that way.`,
    evidence: [
      ...snapshot.cite(service, ['spec', 'type'], ['status', 'loadBalancer']),
      ...snapshot.cite(event, ['message']),
    ],
    touchesUsers: true,
    since: isoTime(createdAt),
  });
}
