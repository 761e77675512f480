import type { Item } from '../../evidence/book.ts';
import { textAt } from '../../evidence/read.ts';
import { instanceOf, type Subject } from '../../evidence/subject.ts';

/** One object of the snapshot. */
export interface Entity extends Subject {
  /** `Kind/namespace/name`, or `Kind/name`. */
  readonly key: string;
  readonly item: Item;
  /** The object as it was kept; read it with the functions of `evidence/read.ts`. */
  readonly raw: unknown;
}

/** @returns null for an object without a name. */
export function toEntity(kind: string, item: Item): Entity | null {
  const namespace = textAt(item.raw, 'metadata', 'namespace');
  const name = textAt(item.raw, 'metadata', 'name');
  if (name === '') return null;
  return { kind, namespace, name, key: instanceOf({ kind, namespace, name }), item, raw: item.raw };
}
