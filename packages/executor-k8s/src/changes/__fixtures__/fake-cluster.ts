import type { WireRequest, WireResponse, WireTransport } from '@cloudops/spec';
import { status } from '../../__fixtures__/fake-api-server.ts';
import { applyPatch } from './apply-patch.ts';

/** An object as the fake holds it. */
// biome-ignore lint/suspicious/noExplicitAny: objects of a cluster, taken apart by tests
export type Loose = any;

/** What a test may do with a request before the cluster sees it: answer itself, throw, or let it pass. */
export type Interception = (request: WireRequest) => Promise<WireResponse | undefined> | WireResponse | undefined;

/** A cluster in memory: objects by path, resourceVersions, JSON patches, evictions, access reviews. */
export interface FakeCluster {
  readonly transport: WireTransport;
  readonly seen: WireRequest[];
  /** Puts an object there, by its collection's path such as `/apis/apps/v1/namespaces/shop/deployments`. */
  put(collection: string, object: Loose): Loose;
  get(path: string): Loose;
  remove(path: string): void;
  /** Requests that change something, dry runs left out. */
  changes(): readonly WireRequest[];
  /** Goes before the cluster's own answer. */
  intercept: Interception;
  /** Plays the controllers: called after every change that took effect. */
  react: (path: string) => void;
  /** Rights that are refused, as `verb resource`. */
  readonly refused: Set<string>;
}

/** A JSON answer. */
export function answer(code: number, body: unknown): WireResponse {
  const bytes = Buffer.from(JSON.stringify(body));
  const body_ = (async function* () {
    yield bytes;
  })();
  return { status: code, headers: { 'content-type': 'application/json' }, body: body_ };
}

function matches(object: Loose, query: URLSearchParams): boolean {
  const labels: Loose = object.metadata.labels ?? {};
  const hasLabels = (query.get('labelSelector') ?? '')
    .split(',')
    .filter((part) => part !== '')
    .every((part) => labels[part.split('=')[0] ?? ''] === part.split('=')[1]);
  const node = /spec\.nodeName=([^,]+)/.exec(query.get('fieldSelector') ?? '')?.[1];
  const name = /metadata\.name=([^,]+)/.exec(query.get('fieldSelector') ?? '')?.[1];
  return (
    hasLabels &&
    (node === undefined || object.spec?.nodeName === node) &&
    (name === undefined || object.metadata.name === name)
  );
}

class Cluster implements FakeCluster {
  readonly seen: WireRequest[] = [];
  readonly refused = new Set<string>();
  intercept: Interception = () => undefined;
  react: (path: string) => void = () => undefined;
  readonly #objects = new Map<string, Loose>();
  #version = 100;

  readonly transport: WireTransport = {
    endpoint: 'https://cluster.test',
    send: async (request, signal) => {
      signal.throwIfAborted();
      this.seen.push(request);
      return (await this.intercept(request)) ?? this.#answer(request);
    },
    close: async () => undefined,
  };

  put(collection: string, object: Loose): Loose {
    const path = `${collection}/${object.metadata.name}`;
    const uid = `uid-${object.metadata.name}`;
    this.#version += 1;
    const metadata = { uid, generation: 1, ...object.metadata, resourceVersion: String(this.#version) };
    this.#objects.set(path, structuredClone({ ...object, metadata }));
    return this.get(path);
  }

  get(path: string): Loose {
    return this.#objects.get(path);
  }

  remove(path: string): void {
    this.#objects.delete(path);
  }

  changes(): readonly WireRequest[] {
    return this.seen.filter(
      ({ method, path }) => method !== 'GET' && !path.includes('dryRun=All') && !path.includes('selfsubject'),
    );
  }

  #answer(request: WireRequest): WireResponse {
    const url = new URL(request.path, 'http://cluster');
    if (url.pathname.endsWith('/selfsubjectaccessreviews')) return this.#review(request);
    const isDryRun = url.searchParams.get('dryRun') === 'All';
    if (request.method === 'PATCH') return this.#patch(url.pathname, request, isDryRun);
    if (url.pathname.endsWith('/eviction'))
      return this.#evict(url.pathname.replace('/eviction', ''), request, isDryRun);
    const object = this.#objects.get(url.pathname);
    if (object !== undefined) return answer(200, object);
    return this.#list(url);
  }

  #review({ body = '{}' }: WireRequest): WireResponse {
    const { verb, group, resource, subresource } = JSON.parse(body).spec.resourceAttributes;
    const name = `${group ? `${group}/` : ''}${resource}${subresource ? `/${subresource}` : ''}`;
    return answer(201, { status: { allowed: !this.refused.has(`${verb} ${name}`) } });
  }

  #list(url: URL): WireResponse {
    const tail = url.pathname.split('/').at(-1) ?? '';
    const isCollection = /^[a-z]+s$/.test(tail);
    if (!isCollection) return answer(404, status(404, 'NotFound', 'not found'));
    const parts = url.pathname.split(`/${tail}`);
    const items = [...this.#objects]
      .filter(([path]) => path.startsWith(`${parts[0]}/`) && path.split('/').at(-2) === tail)
      .map(([, object]) => object)
      .filter((object) => matches(object, url.searchParams));
    return answer(200, { kind: 'List', metadata: {}, items });
  }

  #patch(path: string, { body = '[]' }: WireRequest, isDryRun: boolean): WireResponse {
    const current = this.#objects.get(path);
    if (current === undefined) return answer(404, status(404, 'NotFound', 'not found'));
    const next = applyPatch(structuredClone(current), JSON.parse(body));
    if (next.metadata.resourceVersion !== current.metadata.resourceVersion) {
      return answer(409, status(409, 'Conflict', 'the object has been modified'));
    }
    if (isDryRun) return answer(200, next);
    this.#version += 1;
    next.metadata.resourceVersion = String(this.#version);
    if (JSON.stringify(next.spec) !== JSON.stringify(current.spec)) next.metadata.generation += 1;
    this.#objects.set(path, next);
    this.react(path);
    return answer(200, this.get(path));
  }

  #evict(path: string, { body = '{}' }: WireRequest, isDryRun: boolean): WireResponse {
    const pod = this.#objects.get(path);
    if (pod === undefined) return answer(404, status(404, 'NotFound', 'not found'));
    if (JSON.parse(body).deleteOptions?.preconditions?.uid !== pod.metadata.uid) {
      return answer(409, status(409, 'Conflict', 'the UID in the precondition does not match'));
    }
    if (isDryRun) return answer(201, { kind: 'Status', status: 'Success' });
    this.remove(path);
    this.react(path);
    return answer(201, { kind: 'Status', status: 'Success' });
  }
}

/** Makes an empty {@link FakeCluster}. */
export function createFakeCluster(): FakeCluster {
  return new Cluster();
}
