import type { Json } from '@cloudops/spec';

/** What to keep of a value: nothing below means all of it. Lists are looked through. */
export interface Mask {
  readonly fields: ReadonlyMap<string, Mask>;
}

const everything: Mask = { fields: new Map() };

/** Compiles masks such as `GroupId` and `Tags[].Key`. None at all keeps everything. */
export function toMask(paths: readonly string[] | undefined): Mask {
  if (paths === undefined) return everything;
  const root = new Map<string, Mask>();
  // A mask that keeps a whole object wins over one that keeps a part of it.
  const plain = paths.map((path) => path.replaceAll('[]', ''));
  for (const path of plain.filter((one) => !plain.some((whole) => one.startsWith(`${whole}.`)))) {
    let fields = root;
    for (const name of path.split('.')) {
      const known = fields.get(name) ?? { fields: new Map<string, Mask>() };
      fields.set(name, known);
      fields = known.fields as Map<string, Mask>;
    }
  }
  return { fields: root };
}

function objectToJson(value: object, mask: Mask): Json {
  const isAll = mask.fields.size === 0;
  const kept: Record<string, Json> = {};
  for (const [name, part] of Object.entries(value).sort(([left], [right]) => (left < right ? -1 : 1))) {
    const below = isAll ? everything : mask.fields.get(name);
    if (below === undefined || part === undefined || name === '$metadata' || name === '__proto__') continue;
    kept[name] = toJson(part, below);
  }
  return kept;
}

/** An SDK answer as plain JSON with its keys sorted: dates as ISO 8601, bytes as base64, big integers as text. */
export function toJson(value: unknown, mask: Mask = everything): Json {
  if (value === null || value === undefined) return null;
  if (typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value);
  if (typeof value === 'bigint') return value.toString();
  if (Array.isArray(value)) return value.map((item: unknown) => toJson(item, mask));
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString();
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  if (typeof value === 'object') return objectToJson(value, mask);
  return null;
}
