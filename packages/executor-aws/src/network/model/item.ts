import type { EvidenceRef, Json } from '@cloudops/spec';
import { compareText } from '../../text/compare-text.ts';
import { type PathPart, valueAt } from '../../value/read.ts';

/** One item of a list step, with where it stands in the step's output. */
export interface Item {
  readonly step: string;
  readonly account: string;
  readonly region: string;
  /** Index into `places` of the step's output. */
  readonly place: number;
  /** Index into `items` of that place. */
  readonly index: number;
  /** In the SDK's shape. */
  readonly raw: unknown;
}

const longestValue = 240;

/** The value at a path of an item as a citation. A path that ends early is cited as null. */
export function cite(item: Item, ...path: readonly PathPart[]): EvidenceRef {
  const pointer = toPointer(['places', item.place, 'items', item.index, ...path]);
  return { step: item.step, pointer, value: shorten(valueAt(item.raw, ...path)) };
}

/** RFC 6901. */
function toPointer(path: readonly PathPart[]): string {
  return path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}

/** A value short enough to show: long text is cut, a list is counted, an object is its sorted JSON. */
function shorten(value: unknown): Json {
  if (value === undefined || value === null) return null;
  if (typeof value === 'number' || typeof value === 'boolean') return value;
  if (typeof value === 'string') return cut(value);
  if (Array.isArray(value)) return `${value.length} items`;
  return cut(JSON.stringify(value, sortKeys) ?? '');
}

function cut(text: string): string {
  return text.length > longestValue ? `${text.slice(0, longestValue)}…` : text;
}

function sortKeys(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => compareText(a, b)));
}
