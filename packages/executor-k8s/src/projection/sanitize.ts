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

function cleanMember(key: string, value: object): void {
  if (key === 'env') dropEnvironmentValues(value);
  else if (key === 'annotations') dropCopies(value);
  else if (key === 'managedFields' && Array.isArray(value)) {
    for (const entry of value) if (isFields(entry)) delete entry.fieldsV1;
  }
}

function visitAll(values: unknown[], depth: number): void {
  for (let index = 0; index < values.length; index += 1) {
    const below = values[index];
    if (typeof below !== 'object' || below === null) continue;
    if (depth >= deepest) values[index] = null;
    else visit(below, depth + 1);
  }
}

function visit(value: object, depth: number): void {
  if (Array.isArray(value)) {
    visitAll(value, depth);
    return;
  }
  const fields = value as Fields;
  for (const key of Object.keys(fields)) {
    const below = fields[key];
    if (typeof below !== 'object' || below === null) continue;
    if (depth >= deepest) fields[key] = null;
    else {
      cleanMember(key, below);
      visit(below, depth + 1);
    }
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
  if (typeof object === 'object' && object !== null) visit(object, 0);
  return object;
}
