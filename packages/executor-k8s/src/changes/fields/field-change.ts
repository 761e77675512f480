import type { Json } from '@cloudops/spec';
import { fieldsOf, listOf } from '../../api/object-fields.ts';
import { parseQuantity } from '../../quantity/quantity.ts';
import { digestOf } from './digest.ts';

/** One step into an object: a key, or the element of a list that has this name. */
export type FieldStep = string | { readonly named: string };

/** How two values are told apart: `quantity`: `1000m` is `1`; `covers`: what the server fills in does not count. */
export type Likeness = 'same' | 'quantity' | 'covers';

/** One field that a change sets. A value that is left out means that the field is not there. */
export interface FieldChange {
  readonly path: readonly FieldStep[];
  readonly before?: Json;
  readonly after?: Json;
  readonly likeness: Likeness;
}

/** Where an object stands between before and after: `other` is neither. */
export type Standing = 'before' | 'after' | 'other';

/** The value at a path; undefined where the path ends early. Own keys only, since names come from a cluster. */
export function fieldAt(object: unknown, path: readonly FieldStep[]): unknown {
  let current: unknown = object;
  for (const step of path) {
    if (typeof step === 'string') {
      const fields = fieldsOf(current);
      current = Object.hasOwn(fields, step) ? fields[step] : undefined;
    } else current = listOf(current).find((element) => fieldsOf(element).name === step.named);
  }
  return current;
}

function sameQuantity(left: unknown, right: unknown): boolean {
  const [one, other] = [left, right].map((value) => (value === undefined ? null : parseQuantity(String(value))));
  return one === null || other === null ? left === right : one === other;
}

/** Whether all of `wanted` is in `found`; lists are as long as wanted. */
function covers(found: unknown, wanted: unknown): boolean {
  if (Array.isArray(wanted)) {
    const list = listOf(found);
    return list.length === wanted.length && wanted.every((value, index) => covers(list[index], value));
  }
  if (typeof wanted !== 'object' || wanted === null) return found === wanted;
  const fields = fieldsOf(found);
  return Object.entries(wanted).every(
    ([key, value]) => value === null || (Object.hasOwn(fields, key) && covers(fields[key], value)),
  );
}

function isLike(found: unknown, wanted: Json | undefined, likeness: Likeness): boolean {
  if (likeness === 'quantity') return sameQuantity(found, wanted);
  return likeness === 'covers' ? covers(found, wanted) : digestOf(found) === digestOf(wanted);
}

function isSet(object: unknown, fields: readonly FieldChange[], side: 'before' | 'after'): boolean {
  return fields.every((field) => {
    const found = fieldAt(object, field.path);
    // Only the wanted side may be filled in by the server: what was there before, it had filled in already.
    const likeness = side === 'before' && field.likeness === 'covers' ? 'same' : field.likeness;
    return isLike(found, field[side], likeness);
  });
}

/** Whether before and after are the same in every field: there is nothing to do. */
export function isInPlace(object: unknown, fields: readonly FieldChange[]): boolean {
  const exact = fields.map((field) => (field.likeness === 'covers' ? { ...field, likeness: 'same' as const } : field));
  return isSet(object, exact, 'after');
}

/** Where an object stands. Where nothing was to be done, `after`. */
export function standingOf(object: unknown, fields: readonly FieldChange[]): Standing {
  if (isInPlace(object, fields)) return 'after';
  if (isSet(object, fields, 'before')) return 'before';
  return isSet(object, fields, 'after') ? 'after' : 'other';
}

/** The fields with before and after exchanged: how the change is taken back. */
export function reverse(fields: readonly FieldChange[]): readonly FieldChange[] {
  return fields.map(({ path, likeness, before, after }) => ({
    path,
    likeness,
    ...(after === undefined ? {} : { before: after }),
    ...(before === undefined ? {} : { after: before }),
  }));
}
