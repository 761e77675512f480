import type { ApiResource } from './api-resource.ts';

/** A resource as somebody wrote it, taken apart. */
export interface ResourceQuery {
  /** Plural, singular, short name or kind; lower case. */
  readonly name: string;
  /** Null when not stated; empty for the core group. */
  readonly group: string | null;
  readonly version: string | null;
}

/**
 * Takes apart `pods`, `Deployment`, `hpa`, `deployments.apps`, `deployments.v1.apps`, `nodeclaims.karpenter.sh`,
 * `metrics.k8s.io/nodes` and `apps/v1/deployments`.
 */
export function parseResourceQuery(text: string): ResourceQuery {
  const lower = text.trim().toLowerCase();
  const segments = lower.split('/');
  if (segments.length > 1) {
    const name = segments.at(-1) ?? '';
    const [first = '', second] = segments;
    if (segments.length === 2 && /^v\d/.test(first)) return { name, group: '', version: first };
    return { name, group: first, version: segments.length > 2 ? (second ?? null) : null };
  }
  const [name = '', ...rest] = lower.split('.');
  if (rest.length === 0) return { name, group: null, version: null };
  const [first = ''] = rest;
  if (/^v\d+((alpha|beta)\d+)?$/.test(first)) return { name, version: first, group: rest.slice(1).join('.') };
  return { name, group: rest.join('.'), version: null };
}

/** The first resource that a query means; the list's order decides between groups, as for kubectl. */
export function findResource(resources: readonly ApiResource[], query: ResourceQuery): ApiResource | null {
  const inGroup = resources.filter(
    (item) =>
      (query.group === null || item.group === query.group) &&
      (query.version === null || item.version === query.version),
  );
  const { name } = query;
  return (
    inGroup.find((item) => item.resource === name) ??
    inGroup.find((item) => item.singular === name || item.kind.toLowerCase() === name) ??
    inGroup.find((item) => item.shortNames.includes(name)) ??
    null
  );
}
