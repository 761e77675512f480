import { count, quote, someOf } from '../../../evidence/words.ts';
import { type Analyzer, type Draft, draft, type TriageFindingDefinition } from '../../draft.ts';
import { isServiceMissing } from '../../snapshot/reachability.ts';
import { type Route, routesOf } from '../../snapshot/routes.ts';
import { readPorts } from '../../snapshot/service.ts';
import { lackOf } from '../../snapshot/service-need.ts';
import type { Snapshot } from '../../snapshot/snapshot.ts';

const definition: TriageFindingDefinition = {
  code: 'SVC-002',
  title: 'Ingress or route leads nowhere',
  role: 'symptom',
  severity: 'high',
  decided:
    'A backend of an Ingress or HTTPRoute is a Service that does not exist, a port that the Service does not have, or a Service without ready endpoints.',
  thresholds: {},
  source: 'Kubernetes, networking/v1 IngressBackend; Gateway API, HTTPBackendRef',
  remedy: 'See to the Service behind it, or correct the backend.',
};

/** Why a backend answers nobody; null when it does, or nothing can be said. */
export function whyBroken(snapshot: Snapshot, route: Route): 'no-service' | 'no-port' | 'no-endpoints' | null {
  const { namespace, service, port } = route;
  const found = snapshot.find('services', namespace, service);
  if (found === undefined) return isServiceMissing(snapshot, namespace, service) ? 'no-service' : null;
  const ports = readPorts(found);
  const hasPort =
    port === null || ports.some((one) => (typeof port === 'string' ? one.name === port : one.number === port));
  if (!hasPort) return 'no-port';
  return lackOf(snapshot, found) === null ? null : 'no-endpoints';
}

const words = {
  'no-service': 'a Service that does not exist',
  'no-port': 'a port that the Service does not have',
  'no-endpoints': 'a Service without ready endpoints',
} as const;

/** Ways in that lead nowhere. */
export const routeBroken: Analyzer = {
  name: 'route-broken',
  topic: 'health',
  definitions: [definition],
  inspect(snapshot) {
    const broken = routesOf(snapshot).all.flatMap((route) => {
      const why = whyBroken(snapshot, route);
      return why === null ? [] : [{ route, why }];
    });
    const byEntity = Map.groupBy(broken, ({ route }) => route.entity);
    return { drafts: [...byEntity.values()].map((some) => describe(snapshot, some)) };
  },
};

type Broken = { readonly route: Route; readonly why: keyof typeof words };

function describe(snapshot: Snapshot, some: readonly Broken[]): Draft {
  const [first] = some as readonly [Broken, ...Broken[]];
  const { entity } = first.route;
  const all = routesOf(snapshot).all.filter((route) => route.entity === entity).length;
  const texts = some.map(
    ({ route, why }) => `${quote(route.address) || 'the default'} leads to ${quote(route.service)}, ${words[why]}`,
  );
  return draft({
    code: definition.code,
    role: 'symptom',
    tier: 'contradiction',
    severity: some.length === all ? 'high' : 'medium',
    subject: entity,
    title: `${entity.kind} ${entity.namespace}/${entity.name}: ${texts[0]}`,
    detail: `${some.length} of ${count(all, 'backend')} lead nowhere: ${someOf(texts, 3)}.`,
    evidence: some.slice(0, 4).flatMap(({ route }) => snapshot.cite(entity, route.path)),
    touchesUsers: true,
  });
}
