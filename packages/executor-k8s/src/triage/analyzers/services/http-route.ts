import { listAt, numberAt, type PathPart, textAt } from '../../../evidence/read.ts';
import { quote } from '../../../evidence/words.ts';
import { type Analyzer, type Draft, draft, type TriageFindingDefinition } from '../../draft.ts';
import type { Entity } from '../../snapshot/entity.ts';
import { likelyMeant } from '../../snapshot/near-name.ts';
import { routesOf } from '../../snapshot/routes.ts';
import type { Snapshot } from '../../snapshot/snapshot.ts';

const source = 'Gateway API v1: HTTPRoute parentRefs, RouteParentStatus; ReferenceGrant v1beta1';
const parent: TriageFindingDefinition = {
  code: 'GTW-104',
  title: 'Route of a Gateway that does not exist or does not let it in',
  role: 'fault',
  severity: 'high',
  decided:
    'A parentRef names a Gateway that is not in the list of its namespace, which was read whole, or a listener that the Gateway does not have, and no controller has accepted the route there; or condition Accepted for that parent is False for the present generation.',
  thresholds: {},
  source,
  remedy: 'Correct parentRefs, or let the route’s namespace and host in (allowedRoutes, hostname).',
};
const grant: TriageFindingDefinition = {
  code: 'GTW-105',
  title: 'Route to another namespace without a ReferenceGrant',
  role: 'fault',
  severity: 'high',
  decided:
    'A backendRef leads to a Service of another namespace, and no ReferenceGrant there, of a list read whole, allows HTTPRoutes of the route’s namespace; or condition ResolvedRefs says RefNotPermitted.',
  thresholds: {},
  source,
  remedy: 'Create a ReferenceGrant in the namespace of the Service.',
};

/** Routes that hang on nothing. */
export const httpRoute: Analyzer = {
  name: 'http-route',
  topic: 'health',
  definitions: [parent, grant],
  inspect: (snapshot) => ({
    drafts: [
      ...snapshot.all('httproutes').flatMap((route) => inspectParents(snapshot, route)),
      ...inspectGrants(snapshot),
    ],
  }),
};

function inspectParents(snapshot: Snapshot, route: Entity): readonly Draft[] {
  return listAt(route.raw, 'spec', 'parentRefs').flatMap((ref, index): Draft[] => {
    if ((textAt(ref, 'kind') || 'Gateway') !== 'Gateway') return [];
    const namespace = textAt(ref, 'namespace') || route.namespace;
    const name = textAt(ref, 'name');
    const status = parentStatus(route, namespace, name);
    if (status?.isAccepted === true) return [];
    const why = whyMissing(snapshot, { namespace, name, section: textAt(ref, 'sectionName') });
    const path = ['spec', 'parentRefs', index];
    const title = `HTTPRoute ${route.namespace}/${route.name}`;
    if (why !== null) {
      const found = describe(snapshot, route, parent, { title: `${title}: ${why.text}`, path });
      return [why.isNear ? found : { ...found, tier: 'absence' }];
    }
    if (status === null) return [];
    const text = `${title} is not accepted by Gateway ${namespace}/${name}: ${quote(status.reason)}`;
    return [
      {
        ...describe(snapshot, route, parent, { title: text, path: status.path }),
        tier: 'status',
        detail: quote(status.message),
      },
    ];
  });
}

interface ParentStatus {
  readonly isAccepted: boolean;
  readonly reason: string;
  readonly message: string;
  readonly path: readonly PathPart[];
}

/** What a controller says of the route at one parent, for its present generation; null when nothing yet. */
function parentStatus(route: Entity, namespace: string, name: string): ParentStatus | null {
  const generation = numberAt(route.raw, 'metadata', 'generation') ?? 0;
  for (const [index, one] of listAt(route.raw, 'status', 'parents').entries()) {
    const own = textAt(one, 'parentRef', 'namespace') || route.namespace;
    if (textAt(one, 'parentRef', 'name') !== name || own !== namespace) continue;
    for (const [position, condition] of listAt(one, 'conditions').entries()) {
      if (textAt(condition, 'type') !== 'Accepted') continue;
      if ((numberAt(condition, 'observedGeneration') ?? generation) < generation) continue;
      const path = ['status', 'parents', index, 'conditions', position];
      const isAccepted = textAt(condition, 'status') === 'True';
      if (!isAccepted && textAt(condition, 'status') !== 'False') continue;
      return { isAccepted, reason: textAt(condition, 'reason'), message: textAt(condition, 'message'), path };
    }
  }
  return null;
}

function whyMissing(
  snapshot: Snapshot,
  { namespace, name, section }: { readonly namespace: string; readonly name: string; readonly section: string },
): { readonly text: string; readonly isNear: boolean } | null {
  const found = snapshot.find('gateways', namespace, name);
  if (found === undefined) {
    if (!snapshot.isComplete('gateways', namespace)) return null;
    const gateways = snapshot.all('gateways');
    const names = gateways.filter((one) => one.namespace === namespace).map((one) => one.name);
    const meant = likelyMeant(name, names);
    const elsewhere = gateways.find((one) => one.name === name);
    const hint =
      meant !== null
        ? `; there is ${meant}`
        : elsewhere === undefined
          ? ''
          : `; there is one in ${elsewhere.namespace}`;
    return { text: `Gateway ${namespace}/${name}, to which it belongs, does not exist${hint}`, isNear: hint !== '' };
  }
  const sections = listAt(found.raw, 'spec', 'listeners').map((one) => textAt(one, 'name'));
  if (section === '' || sections.includes(section)) return null;
  return {
    text: `Gateway ${namespace}/${name} has no listener ${quote(section)}; it has ${sections.join(', ')}`,
    isNear: true,
  };
}

function inspectGrants(snapshot: Snapshot): readonly Draft[] {
  return routesOf(snapshot).all.flatMap(({ entity, namespace, service, path }) => {
    if (entity.kind !== 'HTTPRoute' || namespace === entity.namespace) return [];
    if (!snapshot.isComplete('referencegrants', namespace) || isGranted(snapshot, entity, namespace, service))
      return [];
    const title = `HTTPRoute ${entity.namespace}/${entity.name} leads to Service ${namespace}/${service}, which no ReferenceGrant of ${namespace} allows`;
    return [describe(snapshot, entity, grant, { title, path })];
  });
}

function isGranted(snapshot: Snapshot, route: Entity, namespace: string, service: string): boolean {
  return snapshot
    .all('referencegrants')
    .some(
      ({ raw, namespace: own }) =>
        own === namespace &&
        listAt(raw, 'spec', 'from').some(
          (from) => textAt(from, 'kind') === 'HTTPRoute' && textAt(from, 'namespace') === route.namespace,
        ) &&
        listAt(raw, 'spec', 'to').some(
          (to) => textAt(to, 'kind') === 'Service' && ['', service].includes(textAt(to, 'name')),
        ),
    );
}

function describe(
  snapshot: Snapshot,
  route: Entity,
  { code, severity }: TriageFindingDefinition,
  { title, path }: { readonly title: string; readonly path: readonly PathPart[] },
): Draft {
  return draft({
    code,
    role: 'fault',
    tier: 'contradiction',
    severity,
    subject: route,
    title,
    detail: 'Requests for its hosts and paths are not led to its backends.',
    evidence: snapshot.cite(route, path),
    explains: [{ instance: route.key, codes: ['SVC-002'], mechanism: 'hangs on nothing' }],
    touchesUsers: true,
  });
}
