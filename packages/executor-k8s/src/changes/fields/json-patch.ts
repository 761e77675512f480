import type { Json } from '@cloudops/spec';
import { fieldsOf, listOf, textOf } from '../../api/object-fields.ts';
import { type FieldChange, type FieldStep, fieldAt } from './field-change.ts';

/** One operation of RFC 6902. */
export interface PatchOperation {
  readonly op: 'add' | 'remove' | 'replace';
  readonly path: string;
  readonly value?: Json;
}

function escapeKey(key: string): string {
  return key.replaceAll('~', '~0').replaceAll('/', '~1');
}

function pointerOf(object: unknown, path: readonly FieldStep[]): string {
  return path
    .map((step, depth) => {
      if (typeof step === 'string') return `/${escapeKey(step)}`;
      const list = listOf(fieldAt(object, path.slice(0, depth)));
      return `/${list.findIndex((element) => fieldsOf(element).name === step.named)}`;
    })
    .join('');
}

/** Maps that are missing on the way: the deepest operation must find its parent. */
function missingParents(object: unknown, path: readonly FieldStep[], made: Set<string>): PatchOperation[] {
  const operations: PatchOperation[] = [];
  for (let depth = 1; depth < path.length; depth += 1) {
    const parent = path.slice(0, depth);
    const pointer = pointerOf(object, parent);
    if (fieldAt(object, parent) !== undefined || made.has(pointer)) continue;
    made.add(pointer);
    operations.push({ op: 'add', path: pointer, value: {} });
  }
  return operations;
}

function operationsFor(object: unknown, { path, after }: FieldChange, made: Set<string>): PatchOperation[] {
  const isThere = fieldAt(object, path) !== undefined;
  const pointer = pointerOf(object, path);
  if (after === undefined) return isThere ? [{ op: 'remove', path: pointer }] : [];
  return [...missingParents(object, path, made), { op: isThere ? 'replace' : 'add', path: pointer, value: after }];
}

/** The annotations that a change leaves on what it writes. */
export type Marks = Readonly<Record<string, string>>;

function markFields(marks: Marks): readonly FieldChange[] {
  return Object.entries(marks).map(([name, value]) => ({
    path: ['metadata', 'annotations', name],
    after: value,
    likeness: 'same',
  }));
}

/** Maps that the change before had to make, and that are empty again once their last key goes. */
function emptied(object: unknown, fields: readonly FieldChange[]): PatchOperation[] {
  const removed = new Map<string, { path: readonly FieldStep[]; keys: number }>();
  for (const { path, after } of fields) {
    if (after !== undefined || fieldAt(object, path) === undefined) continue;
    const parent = path.slice(0, -1);
    // What stands at the top, such as `spec`, is always there.
    if (parent.length < 2) continue;
    const pointer = pointerOf(object, parent);
    removed.set(pointer, { path: parent, keys: (removed.get(pointer)?.keys ?? 0) + 1 });
  }
  const sets = new Set(
    fields.filter(({ after }) => after !== undefined).map(({ path }) => pointerOf(object, path.slice(0, -1))),
  );
  return [...removed]
    .filter(
      ([pointer, { path, keys }]) => !sets.has(pointer) && Object.keys(fieldsOf(fieldAt(object, path))).length === keys,
    )
    .map(([pointer]) => ({ op: 'remove', path: pointer }));
}

/**
 * The patch that sets every field to its `after` and leaves the marks, on condition that the object is still the one
 * that was read: a `resourceVersion` in a patch is compared by the API server, which answers 409 when it has moved.
 */
export function toPatch(object: unknown, fields: readonly FieldChange[], marks: Marks): readonly PatchOperation[] {
  const made = new Set<string>();
  const version = textOf(fieldsOf(fieldsOf(object).metadata).resourceVersion);
  return [
    { op: 'replace', path: '/metadata/resourceVersion', value: version },
    ...[...fields, ...markFields(marks)].flatMap((field) => operationsFor(object, field, made)),
    ...emptied(object, fields),
  ];
}
