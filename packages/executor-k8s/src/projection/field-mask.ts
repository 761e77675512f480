import { kubernetesError } from '../errors.ts';

/** A compiled set of field masks: what to keep, level by level. */
export interface FieldMask {
  /** Keep everything below. */
  whole: boolean;
  /** By key of an object. */
  readonly keys: Map<string, FieldMask>;
  /** For the elements of an array. */
  each: FieldMask | null;
}

const token = /\.?([\w-]+)|\["((?:[^"\\]|\\.)*)"\]|\[\]/gy;

function emptyMask(): FieldMask {
  return { whole: false, keys: new Map(), each: null };
}

function malformed(mask: string): Error {
  return kubernetesError({
    code: 'FIELD_MASK_INVALID',
    message: `Field mask "${mask}" cannot be read.`,
    nextSteps: ['Write it like spec.containers[].resources or metadata.annotations["example.com/key"].'],
  });
}

function child(parent: FieldMask, key: string | null): FieldMask {
  if (key === null) {
    parent.each ??= emptyMask();
    return parent.each;
  }
  const existing = parent.keys.get(key);
  if (existing !== undefined) return existing;
  const created = emptyMask();
  parent.keys.set(key, created);
  return created;
}

function addMask(root: FieldMask, mask: string): void {
  let node = root;
  token.lastIndex = 0;
  let position = 0;
  for (let match = token.exec(mask); match !== null; match = token.exec(mask)) {
    const [whole, name, quoted] = match;
    if (position === 0 && whole.startsWith('.')) throw malformed(mask);
    if (position > 0 && name !== undefined && !whole.startsWith('.')) throw malformed(mask);
    const key = name ?? (quoted === undefined ? null : quoted.replaceAll(/\\(.)/g, '$1'));
    node = child(node, key);
    position = token.lastIndex;
  }
  if (position !== mask.length || position === 0) throw malformed(mask);
  node.whole = true;
}

/**
 * Compiles masks such as `metadata.name`, `spec.containers[].resources`, `metadata.annotations["example.com/a.b"]`.
 * @throws CloudOpsError `FIELD_MASK_INVALID` naming the mask.
 */
export function compileFieldMask(masks: readonly string[]): FieldMask {
  const root = emptyMask();
  for (const mask of masks) addMask(root, mask);
  return root;
}

/** Whether all masks stay below `metadata`, so that the server need not send the rest. */
export function isMetadataOnly(mask: FieldMask): boolean {
  return !mask.whole && mask.each === null && mask.keys.size === 1 && mask.keys.has('metadata');
}

/** Whether a text is a field mask. */
export function isFieldMask(mask: string): boolean {
  try {
    compileFieldMask([mask]);
    return true;
  } catch {
    return false;
  }
}
