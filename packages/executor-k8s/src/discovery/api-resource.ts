/** One kind of thing that an API server serves. */
export interface ApiResource {
  /** Empty for the core group. */
  readonly group: string;
  readonly version: string;
  /** Plural, as in paths: `deployments`. */
  readonly resource: string;
  readonly kind: string;
  readonly namespaced: boolean;
  readonly singular: string;
  readonly shortNames: readonly string[];
}

/** `pods`, `apps/deployments`: the form that permissions and reports use. */
export function resourceName({ group, resource }: Pick<ApiResource, 'group' | 'resource'>): string {
  return group === '' ? resource : `${group}/${resource}`;
}

/** `/api/v1`, `/apis/apps/v1`. */
export function groupPath({ group, version }: Pick<ApiResource, 'group' | 'version'>): string {
  return group === '' ? `/api/${version}` : `/apis/${group}/${version}`;
}
