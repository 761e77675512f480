import type { ObjectStore } from '../anchors/object-anchor.ts';

/** An object store in memory that never replaces and never deletes. */
export function createMemoryStore(objects: Map<string, Uint8Array> = new Map()): ObjectStore {
  return {
    name: 'memory:',
    putIfAbsent: async (key, body) => {
      if (objects.has(key)) return 'exists';
      objects.set(key, body);
      return 'created';
    },
    get: async (key) => objects.get(key) ?? null,
    first: async (prefix) => {
      const key = [...objects.keys()].sort().find((each) => each.startsWith(prefix));
      return objects.get(key ?? '') ?? null;
    },
  };
}
