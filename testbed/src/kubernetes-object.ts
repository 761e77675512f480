/** Any object of the Kubernetes API, as far as the test bed looks into it. */
export interface KubernetesObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name?: string;
    readonly generateName?: string;
    readonly namespace?: string;
    readonly uid?: string;
    readonly deletionTimestamp?: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
    readonly finalizers?: readonly string[];
    readonly ownerReferences?: readonly unknown[];
  };
  readonly [field: string]: unknown;
}

/** A list as the API returns it. */
export interface KubernetesList {
  readonly items: readonly KubernetesObject[];
  readonly metadata?: { readonly continue?: string };
}

/** Reads a path such as `status.containerStatuses.0.restartCount`; undefined where it leads nowhere. */
export function readField(object: unknown, path: string): unknown {
  let value = object;
  for (const part of path.split('.')) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = (value as Record<string, unknown>)[part];
  }
  return value;
}

/** The status of one condition, such as `True`; undefined when the object has no such condition. */
export function readCondition(object: unknown, type: string): string | undefined {
  const conditions = readField(object, 'status.conditions');
  if (!Array.isArray(conditions)) return undefined;
  const found = conditions.find((condition) => readField(condition, 'type') === type);
  const status = readField(found, 'status');
  return typeof status === 'string' ? status : undefined;
}
