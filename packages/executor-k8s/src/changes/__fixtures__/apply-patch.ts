import type { PatchOperation } from '../fields/json-patch.ts';
import type { Loose } from './fake-cluster.ts';

/** Applies a JSON Patch (add, replace, remove) as an API server does; a path that is not there throws. */
export function applyPatch(object: Loose, operations: readonly PatchOperation[]): Loose {
  for (const { op, path, value } of operations) {
    const keys = path
      .split('/')
      .slice(1)
      .map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'));
    const last = keys.pop() ?? '';
    let parent = object;
    for (const key of keys) {
      parent = parent[key];
      if (parent === undefined) throw new RangeError(`no ${path}`);
    }
    if (op !== 'add' && parent[last] === undefined) throw new RangeError(`no ${path}`);
    if (op === 'remove') delete parent[last];
    else parent[last] = structuredClone(value);
  }
  return object;
}
