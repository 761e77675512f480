/** Annotations that hold a copy of the whole object, environment values included. */
const copies: ReadonlySet<string> = new Set([
  'kubectl.kubernetes.io/last-applied-configuration',
  'objectset.rio.cattle.io/applied',
  'kapp.k14s.io/original',
  'banzaicloud.com/last-applied',
]);

/** Objects nested deeper than this are cut; the API server itself allows far less. */
const deepest = 200;

type Fields = Record<string, unknown>;

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function dropEnvironmentValues(list: unknown): void {
  if (!Array.isArray(list)) return;
  for (const entry of list) if (isFields(entry)) delete entry.value;
}

function hideValues(map: unknown): void {
  if (isFields(map)) for (const key of Object.keys(map)) map[key] = null;
}

function dropCopies(annotations: unknown): void {
  if (!isFields(annotations)) return;
  for (const key of Object.keys(annotations)) if (copies.has(key)) delete annotations[key];
}

function visit(value: unknown, depth: number): void {
  if (typeof value !== 'object' || value === null) return;
  const entries = Array.isArray(value) ? value.entries() : Object.entries(value);
  for (const [key, below] of entries) {
    if (typeof below !== 'object' || below === null) continue;
    if (depth >= deepest) {
      (value as Fields)[String(key)] = null;
      continue;
    }
    if (key === 'env') dropEnvironmentValues(below);
    else if (key === 'annotations') dropCopies(below);
    else if (key === 'managedFields' && Array.isArray(below)) {
      for (const entry of below) if (isFields(entry)) delete entry.fieldsV1;
    }
    visit(below, depth + 1);
  }
}

/**
 * Takes out, in place, what no evidence may hold: values of environment variables, values of Secrets (key names
 * stay), copies of the object in annotations, and managedFields' field sets. A mask cannot ask for them back.
 * @param secret whether the object is a Secret; list items do not say so themselves.
 * @returns the same object.
 */
export function sanitize<T>(object: T, secret: boolean): T {
  if (isFields(object) && (secret || object.kind === 'Secret')) {
    hideValues(object.data);
    hideValues(object.stringData);
  }
  visit(object, 0);
  return object;
}
