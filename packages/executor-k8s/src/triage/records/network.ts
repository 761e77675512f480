import type { Json, JsonObject } from '@cloudops/spec';
import { dated, named } from './common-fields.ts';
import type { RecordKind } from './record-kind.ts';
import { isObject } from './template.ts';

/** Ways in, and what closes them. */
export const networkRecords: readonly RecordKind[] = [
  { name: 'services', kind: 'Service', resource: 'services', fields: [...dated, 'spec', 'status.loadBalancer'] },
  {
    name: 'endpointslices',
    kind: 'EndpointSlice',
    resource: 'endpointslices.discovery.k8s.io',
    fields: [
      ...named,
      'metadata.labels["kubernetes.io/service-name"]',
      'metadata.labels["endpointslice.kubernetes.io/managed-by"]',
      'addressType',
      'ports',
      'endpoints[].conditions',
      'endpoints[].targetRef.kind',
      'endpoints[].targetRef.name',
    ],
  },
  {
    name: 'ingresses',
    kind: 'Ingress',
    resource: 'ingresses.networking.k8s.io',
    fields: [...dated, 'metadata.annotations["kubernetes.io/ingress.class"]', 'spec', 'status'],
  },
  {
    name: 'ingressclasses',
    kind: 'IngressClass',
    resource: 'ingressclasses.networking.k8s.io',
    fields: [...named, 'metadata.annotations["ingressclass.kubernetes.io/is-default-class"]', 'spec'],
  },
  {
    name: 'gatewayclasses',
    kind: 'GatewayClass',
    resource: 'gatewayclasses.gateway.networking.k8s.io',
    fields: [...dated, 'spec', 'status'],
  },
  {
    name: 'gateways',
    kind: 'Gateway',
    resource: 'gateways.gateway.networking.k8s.io',
    fields: [...dated, 'metadata.generation', 'spec.gatewayClassName', 'spec.listeners', 'spec.addresses', 'status'],
  },
  {
    name: 'httproutes',
    kind: 'HTTPRoute',
    resource: 'httproutes.gateway.networking.k8s.io',
    fields: [...dated, 'metadata.generation', 'spec', 'status'],
    slim: slimRoute,
  },
  {
    name: 'referencegrants',
    kind: 'ReferenceGrant',
    resource: 'referencegrants.gateway.networking.k8s.io',
    fields: [...named, 'spec'],
  },
  {
    name: 'networkpolicies',
    kind: 'NetworkPolicy',
    resource: 'networkpolicies.networking.k8s.io',
    fields: [...dated, 'spec'],
  },
];

/** Of a route's rules only where they lead: filters and matches hold header values, which may be anybody's secrets. */
function slimRoute(object: JsonObject): JsonObject {
  const { spec } = object;
  if (!isObject(spec) || !Array.isArray(spec.rules)) return object;
  const rules = spec.rules.map((rule): Json => {
    if (!isObject(rule)) return rule;
    return rule.backendRefs === undefined ? {} : { backendRefs: withoutFilters(rule.backendRefs) };
  });
  return { ...object, spec: { ...spec, rules } };
}

function withoutFilters(references: Json): Json {
  if (!Array.isArray(references)) return references;
  return references.map((reference): Json => {
    if (!isObject(reference)) return reference;
    const { filters: _, ...kept } = reference;
    return kept;
  });
}
