import { type ApiClient, describeAnswer } from './api-client.ts';
import { TestbedError } from './errors.ts';
import type { KubernetesList, KubernetesObject } from './kubernetes-object.ts';

interface ResourceKind {
  readonly plural: string;
  readonly namespaced: boolean;
}

/** The API by kind and name, over discovery. */
export interface Resources {
  /** Creates or updates, server-side; what has a namespace and names none goes to `default`. */
  apply(object: KubernetesObject): Promise<KubernetesObject>;
  /** @returns false when one of that name is there already. */
  create(object: KubernetesObject): Promise<boolean>;
  /** @returns null when there is none. */
  get(kind: KindName, name: string, namespace?: string): Promise<KubernetesObject | null>;
  list(kind: KindName, namespace?: string, labelSelector?: string): Promise<readonly KubernetesObject[]>;
  /** Changes one object. A missing one is an error. */
  patch(change: ResourcePatch): Promise<void>;
  /** Does nothing when there is none. */
  remove(kind: KindName, name: string, namespace?: string): Promise<void>;
  /** Removes all of a kind in a namespace, pods at once without their grace period. */
  removeAll(kind: KindName, namespace: string): Promise<void>;
}

/** A kind with its group and version. */
export interface KindName {
  readonly apiVersion: string;
  readonly kind: string;
}

/** One PATCH. */
export interface ResourcePatch {
  readonly kind: KindName;
  readonly name: string;
  readonly namespace?: string;
  readonly subresource?: string;
  /** The media type, such as `application/merge-patch+json`. */
  readonly patchType: string;
  readonly body: unknown;
}

const manager = 'fieldManager=testbed&force=true';

function versionPath(apiVersion: string): string {
  return apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
}

class DiscoveredResources implements Resources {
  readonly #api: ApiClient;
  readonly #versions = new Map<string, Map<string, ResourceKind>>();

  constructor(api: ApiClient) {
    this.#api = api;
  }

  async apply(object: KubernetesObject): Promise<KubernetesObject> {
    const path = await this.#path(object, object.metadata.namespace ?? 'default', object.metadata.name);
    const call = { method: 'PATCH', path: `${path}?${manager}`, contentType: 'application/apply-patch+yaml' } as const;
    return (await this.#api.expect({ ...call, body: object })) as KubernetesObject;
  }

  async create(object: KubernetesObject): Promise<boolean> {
    const path = await this.#path(object, object.metadata.namespace ?? 'default');
    const answer = await this.#api.send({ method: 'POST', path, body: object });
    if (answer.status < 400) return true;
    const reason = (answer.body as { reason?: unknown } | null)?.reason;
    if (reason === 'AlreadyExists') return false;
    throw new TestbedError({ code: 'API_FAILED', message: `POST ${path} failed: ${describeAnswer(answer)}` });
  }

  async get(kind: KindName, name: string, namespace?: string): Promise<KubernetesObject | null> {
    const path = await this.#path(kind, namespace, name);
    const answer = await this.#api.send({ method: 'GET', path });
    if (answer.status === 404) return null;
    if (answer.status < 400) return answer.body as KubernetesObject;
    throw new TestbedError({ code: 'API_FAILED', message: `GET ${path} failed: ${describeAnswer(answer)}` });
  }

  async list(kind: KindName, namespace?: string, labelSelector?: string): Promise<readonly KubernetesObject[]> {
    const path = await this.#path(kind, namespace);
    const selector = labelSelector === undefined ? '' : `&labelSelector=${encodeURIComponent(labelSelector)}`;
    const items: KubernetesObject[] = [];
    let next = '';
    do {
      const query = `?limit=500${selector}${next === '' ? '' : `&continue=${encodeURIComponent(next)}`}`;
      const page = (await this.#api.expect({ method: 'GET', path: path + query })) as KubernetesList;
      items.push(...page.items.map((item) => ({ ...item, apiVersion: kind.apiVersion, kind: kind.kind })));
      next = page.metadata?.continue ?? '';
    } while (next !== '');
    return items;
  }

  async patch(change: ResourcePatch): Promise<void> {
    const path = await this.#path(change.kind, change.namespace, change.name);
    const subresource = change.subresource === undefined ? '' : `/${change.subresource}`;
    const call = { path: `${path}${subresource}?fieldManager=testbed`, contentType: change.patchType };
    await this.#api.expect({ method: 'PATCH', ...call, body: change.body });
  }

  async remove(kind: KindName, name: string, namespace?: string): Promise<void> {
    const path = await this.#path(kind, namespace, name);
    await this.#remove(path, { propagationPolicy: 'Background' });
  }

  async removeAll(kind: KindName, namespace: string): Promise<void> {
    const grace = kind.kind === 'Pod' ? { gracePeriodSeconds: 0 } : {};
    await this.#remove(await this.#path(kind, namespace), { propagationPolicy: 'Background', ...grace });
  }

  async #remove(path: string, options: Readonly<Record<string, unknown>>): Promise<void> {
    const answer = await this.#api.send({ method: 'DELETE', path, body: options });
    // 409: on its way out already.
    if (answer.status < 400 || answer.status === 404 || answer.status === 409) return;
    throw new TestbedError({ code: 'API_FAILED', message: `DELETE ${path} failed: ${describeAnswer(answer)}` });
  }

  async #path(kind: KindName, namespace: string | undefined, name?: string): Promise<string> {
    const resource = await this.#find(kind);
    const scope = resource.namespaced && namespace !== undefined ? `/namespaces/${encodeURIComponent(namespace)}` : '';
    const base = `${versionPath(kind.apiVersion)}${scope}/${resource.plural}`;
    return name === undefined ? base : `${base}/${encodeURIComponent(name)}`;
  }

  async #find(kind: KindName): Promise<ResourceKind> {
    const known = this.#versions.get(kind.apiVersion)?.get(kind.kind);
    const resource = known ?? (await this.#discover(kind.apiVersion)).get(kind.kind);
    if (resource !== undefined) return resource;
    throw new TestbedError({ code: 'API_FAILED', message: `The API server has no ${kind.apiVersion} ${kind.kind}` });
  }

  async #discover(apiVersion: string): Promise<Map<string, ResourceKind>> {
    const answer = await this.#api.expect({ method: 'GET', path: versionPath(apiVersion) });
    const { resources } = answer as { resources: readonly { name: string; kind: string; namespaced: boolean }[] };
    const found = new Map<string, ResourceKind>();
    for (const { name, kind, namespaced } of resources) {
      if (!name.includes('/')) found.set(kind, { plural: name, namespaced });
    }
    this.#versions.set(apiVersion, found);
    return found;
  }
}

/** Makes {@link Resources} over a client. */
export function createResources(api: ApiClient): Resources {
  return new DiscoveredResources(api);
}
