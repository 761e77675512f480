import { listAt, numberAt, type PathPart, textAt, valueAt } from '../../evidence/read.ts';
import type { Entity } from './entity.ts';
import type { Snapshot } from './snapshot.ts';

/** One way into the cluster: an Ingress or an HTTPRoute that leads to a Service. */
export interface Route {
  /** The Ingress or HTTPRoute. */
  readonly entity: Entity;
  /** As users see it: host and path; empty for a default backend. */
  readonly address: string;
  readonly namespace: string;
  readonly service: string;
  /** Number or name; null where none is stated. */
  readonly port: number | string | null;
  /** From the object to the backend. */
  readonly path: readonly PathPart[];
}

interface RouteIndex {
  readonly all: readonly Route[];
  readonly byService: ReadonlyMap<string, readonly Route[]>;
}

const indexes = new WeakMap<Snapshot, RouteIndex>();

/** Every backend of every Ingress and HTTPRoute. */
export function routesOf(snapshot: Snapshot): RouteIndex {
  const known = indexes.get(snapshot);
  if (known !== undefined) return known;
  const all = [
    ...snapshot.all('ingresses').flatMap((entity) => ofIngress(entity)),
    ...snapshot.all('httproutes').flatMap((entity) => ofHttpRoute(entity)),
  ];
  const index = { all, byService: Map.groupBy(all, ({ namespace, service }) => `${namespace}/${service}`) };
  indexes.set(snapshot, index);
  return index;
}

/** Routes that lead to a Service. */
export function routesTo(snapshot: Snapshot, namespace: string, name: string): readonly Route[] {
  return routesOf(snapshot).byService.get(`${namespace}/${name}`) ?? [];
}

function ofIngress(entity: Entity): readonly Route[] {
  const { raw, namespace } = entity;
  const fallback = ['spec', 'defaultBackend', 'service'];
  const rules = listAt(raw, 'spec', 'rules').flatMap((rule, index) =>
    listAt(rule, 'http', 'paths').map((one, position): readonly [string, readonly PathPart[]] => [
      `${textAt(rule, 'host') || '*'}${textAt(one, 'path')}`,
      ['spec', 'rules', index, 'http', 'paths', position, 'backend', 'service'],
    ]),
  );
  return [['', fallback] as const, ...rules].flatMap(([address, path]): Route[] => {
    const backend = valueAt(raw, ...path);
    const service = textAt(backend, 'name');
    if (service === '') return [];
    const port = numberAt(backend, 'port', 'number') ?? (textAt(backend, 'port', 'name') || null);
    return [{ entity, address, namespace, service, port, path }];
  });
}

/** Source: Gateway API, HTTPBackendRef: kind Service of the core group, in the route's namespace unless stated. */
function ofHttpRoute(entity: Entity): readonly Route[] {
  const { raw, namespace } = entity;
  const hosts = listAt(raw, 'spec', 'hostnames').filter((host): host is string => typeof host === 'string');
  return listAt(raw, 'spec', 'rules').flatMap((rule, index) =>
    listAt(rule, 'backendRefs').flatMap((backend, position): Route[] => {
      const kind = textAt(backend, 'kind') || 'Service';
      // A backend of weight 0 is switched off on purpose.
      if (kind !== 'Service' || textAt(backend, 'group') !== '' || numberAt(backend, 'weight') === 0) return [];
      return [
        {
          entity,
          address: `${hosts[0] ?? '*'}${textAt(listAt(rule, 'matches')[0], 'path', 'value')}`,
          namespace: textAt(backend, 'namespace') || namespace,
          service: textAt(backend, 'name'),
          port: numberAt(backend, 'port'),
          path: ['spec', 'rules', index, 'backendRefs', position],
        },
      ];
    }),
  );
}
