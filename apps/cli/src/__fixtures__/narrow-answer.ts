import type { World } from '@cloudops/spec';

/** A request as it came. */
export interface Asked {
  readonly method: string;
  readonly url: string;
  readonly body: string;
}

/** The recorded request whose answer holds the one to a narrower request, and what to keep of it. */
export interface Narrowing {
  readonly path: string;
  readonly body: string;
  readonly namespace: string | null;
  readonly name: string | null;
  /** Namespaces themselves were not recorded; those of the recorded pods are known. */
  readonly listsNamespaces: boolean;
}

interface ListedObject {
  readonly metadata: { readonly name: string; readonly namespace?: string };
}

/** Finds the recorded request that covers this one: the same kind in all namespaces; null when there is none. */
export function deriveRequest(world: World, { method, url, body }: Asked): Narrowing | null {
  const [pathname = '', query = ''] = url.split('?');
  const namespace = /\/namespaces\/([^/]+)\//.exec(pathname)?.[1] ?? null;
  const selector = new URLSearchParams(query).get('fieldSelector');
  const name = selector?.startsWith('metadata.name=') ? selector.slice('metadata.name='.length) : null;
  const listsNamespaces = pathname === '/api/v1/namespaces';
  const wide = listsNamespaces ? '/api/v1/pods' : pathname.replace(/\/namespaces\/[^/]+\//, '/');
  const keptBody = body.replace(/,"namespace":"[^"]*"/, '').replace(/"namespace":"[^"]*",/, '');
  const recorded = world.exchanges.find(
    (exchange) =>
      exchange.method === method && exchange.path.split('?')[0] === wide && (exchange.body ?? '') === keptBody,
  );
  return recorded === undefined ? null : { path: recorded.path, body: keptBody, namespace, name, listsNamespaces };
}

/** Keeps the objects of a recorded list that fit; what is no list stays as it is. */
export function narrow(body: string, { namespace, name }: Pick<Narrowing, 'namespace' | 'name'>): string {
  const list = JSON.parse(body) as { items?: readonly ListedObject[] };
  if (list.items === undefined) return body;
  const items = list.items.filter(
    ({ metadata }) =>
      (namespace === null || metadata.namespace === namespace) && (name === null || metadata.name === name),
  );
  return JSON.stringify({ ...list, items });
}

/** The namespaces that recorded pods are in, as a list. */
export function namespacesOf(pods: string, { name }: Pick<Narrowing, 'name'>): string {
  const { items } = JSON.parse(pods) as { items: readonly ListedObject[] };
  const names = [...new Set(items.map(({ metadata }) => metadata.namespace ?? ''))].sort();
  const list = { kind: 'NamespaceList', apiVersion: 'v1', metadata: { resourceVersion: '1' } };
  const objects = names.map((namespace) => ({ metadata: { name: namespace } }));
  return narrow(JSON.stringify({ ...list, items: objects }), { namespace: null, name });
}
