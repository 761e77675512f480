import type { ApiResource } from './api-resource.ts';

/** What discovery told. */
export interface DiscoveredResources {
  readonly resources: readonly ApiResource[];
  /** Groups that could not be asked, such as an aggregated API that is down. */
  readonly staleGroups: readonly string[];
}

type Fields = Readonly<Record<string, unknown>>;

function fields(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? (value as Fields) : {};
}

function list(value: unknown): readonly Fields[] {
  return Array.isArray(value) ? value.map(fields) : [];
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function strings(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}

/** Reads an `APIGroupDiscoveryList` (aggregated discovery v2); null when the answer is something else. */
export function parseAggregatedDiscovery(body: unknown): DiscoveredResources | null {
  const root = fields(body);
  if (root.kind !== 'APIGroupDiscoveryList') return null;
  const resources: ApiResource[] = [];
  const staleGroups: string[] = [];
  for (const item of list(root.items)) {
    const group = text(fields(item.metadata).name);
    for (const version of list(item.versions)) {
      if (version.freshness === 'Stale') staleGroups.push(group);
      for (const entry of list(version.resources)) {
        const kind = text(fields(entry.responseKind).kind);
        resources.push({
          group,
          version: text(version.version),
          resource: text(entry.resource),
          kind,
          namespaced: entry.scope === 'Namespaced',
          singular: text(entry.singularResource) || kind.toLowerCase(),
          shortNames: strings(entry.shortNames),
        });
      }
    }
  }
  return { resources, staleGroups };
}

/** Reads an `APIGroupList`: each group's preferred `group/version`. */
export function parseGroupList(body: unknown): readonly { readonly group: string; readonly version: string }[] {
  return list(fields(body).groups).map((item) => ({
    group: text(item.name),
    version: text(fields(item.preferredVersion).version),
  }));
}

/** Reads an `APIResourceList` of one group and version; subresources are left out. */
export function parseResourceList(body: unknown, group: string, version: string): readonly ApiResource[] {
  return list(fields(body).resources)
    .filter((item) => !text(item.name).includes('/'))
    .map((item) => ({
      group,
      version,
      resource: text(item.name),
      kind: text(item.kind),
      namespaced: item.namespaced === true,
      singular: text(item.singularName) || text(item.kind).toLowerCase(),
      shortNames: strings(item.shortNames),
    }));
}
