import type { EvidenceRef, Json } from '@cloudops/spec';
import type { Place } from '../../../listing/listing.ts';
import { listAt, type PathPart, textAt, valueAt } from '../../../value/read.ts';

/** One listed resource and where in the evidence it stands. */
export interface Item {
  readonly step: string;
  readonly place: Place;
  /** RFC 6901, within the step's output. */
  readonly pointer: string;
  readonly raw: unknown;
}

/** Names a place; also its order. */
export function placeKey({ account, region }: Place): string {
  return `${account}/${region}`;
}

/** One value of an item as evidence; text is cut to what a report can show. */
export function cite({ step, pointer, raw }: Item, ...path: readonly PathPart[]): EvidenceRef {
  const parts = path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`);
  return { step, pointer: `${pointer}${parts.join('')}`, value: shortValue(valueAt(raw, ...path)) };
}

function shortValue(value: unknown): Json {
  if (typeof value === 'string') return value.slice(0, 300);
  if (typeof value === 'number' || typeof value === 'boolean') return value;
  return Array.isArray(value) ? value.length : null;
}

/** The value of a tag; null without it. */
export function tagOf(raw: unknown, key: string): string | null {
  const tag = listAt(raw, 'Tags').find((one) => textAt(one, 'Key') === key);
  return tag === undefined ? null : textAt(tag, 'Value');
}

/** Whether any tag's key starts so. */
export function hasTagPrefix(raw: unknown, ...prefixes: readonly string[]): boolean {
  return listAt(raw, 'Tags').some((tag) => prefixes.some((prefix) => textAt(tag, 'Key').startsWith(prefix)));
}

/** The value of the tag `Name` in brackets, or nothing. */
export function nameOf(raw: unknown): string {
  const name = tagOf(raw, 'Name');
  return name === null || name === '' ? '' : ` (${name.slice(0, 100)})`;
}
