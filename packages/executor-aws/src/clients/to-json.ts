import type { Json } from '@cloudops/spec';
import type { OwnTexts } from './own-texts.ts';

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

function objectToJson(value: object, mask: Mask, own: OwnTexts): Json {
  const isAll = mask.fields.size === 0;
  const source = value as Readonly<Record<string, unknown>>;
  const kept: Record<string, Json> = {};
  for (const name of Object.keys(value).sort()) {
    const below = isAll ? everything : mask.fields.get(name);
    const part = source[name];
    if (below === undefined || part === undefined || name === '$metadata' || name === '__proto__') continue;
    kept[name] = toJson(part, below, own);
  }
  return kept;
}

const asIs: OwnTexts = (text) => text;

/**
 * An SDK answer as plain JSON with its keys sorted: dates as ISO 8601, bytes as base64, big integers as text.
 * @param own what is kept of a text, where the answer itself is let go.
 */
export function toJson(value: unknown, mask: Mask = everything, own: OwnTexts = asIs): Json {
  if (value === null || value === undefined) return null;
  if (typeof value === 'string') return own(value);
  if (typeof value === 'boolean') return value;
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value);
  if (typeof value === 'bigint') return value.toString();
  if (Array.isArray(value)) return value.map((item: unknown) => toJson(item, mask, own));
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString();
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  if (typeof value === 'object') return objectToJson(value, mask, own);
  return null;
}
