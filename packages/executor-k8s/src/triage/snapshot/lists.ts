import type { Book, Item } from '../../evidence/book.ts';
import { listAt, textAt, valueAt } from '../../evidence/read.ts';
import { findRecord } from '../records/records.ts';
import { type Entity, toEntity } from './entity.ts';

/** The lists of one kind: the one that was asked for, and those that were read beside it. */
export interface Lists {
  /** Sorted by namespace, then name; without repeats. */
  readonly entities: readonly Entity[];
  /** Whether a list that covers the namespace (null = the cluster) was read whole, so that absence from it means something. */
  isComplete(namespace: string | null): boolean;
}

/**
 * Steps are named after the record: `pods` for the question's own scope, `system_pods` for kube-system, `other_pods`
 * for what it depends on elsewhere (one list, or a `foreach` of lists).
 */
const prefixes = ['', 'system_', 'other_'];

interface OneList {
  readonly step: string;
  readonly output: unknown;
  readonly isWhole: boolean;
  items(): readonly Item[];
}

/** Reads all lists of a kind, by the record's name. */
export function readLists(book: Book, record: string): Lists {
  const kind = findRecord(record)?.kind ?? record;
  const lists = prefixes.flatMap((prefix) => listsOf(book, `${prefix}${record}`));
  const parts = lists.map((list) => entitiesOf(kind, list)).filter((part) => part.length > 0);
  const entities = parts.length > 1 ? joined(parts) : (parts[0] ?? []);
  return { entities, isComplete: (namespace) => lists.some((list) => covers(list, namespace)) };
}

/** Of lists that overlap the first one counts. */
function joined(parts: readonly (readonly Entity[])[]): readonly Entity[] {
  const byKey = new Map<string, Entity>();
  for (const part of parts) for (const entity of part) if (!byKey.has(entity.key)) byKey.set(entity.key, entity);
  return [...byKey.values()].sort((a, b) => (a.key < b.key ? -1 : 1));
}

/** As nearly all lists are, without repeats. */
function isInOrder(entities: readonly Entity[]): boolean {
  return entities.every(({ key }, index) => index === 0 || (entities[index - 1]?.key ?? '') < key);
}

interface Remembered {
  readonly kind: string;
  readonly step: string;
  readonly length: number;
  readonly entities: readonly Entity[];
}

/** By a list's items, as long as anybody has those: a scout and a triage read the same lists one after the other. */
const remembered = new WeakMap<object, Remembered>();

function entitiesOf(kind: string, { step, output, items }: OneList): readonly Entity[] {
  const list = listAt(output, 'items');
  const known = remembered.get(list);
  if (known?.kind === kind && known.step === step && known.length === list.length) return known.entities;
  const all: Entity[] = [];
  for (const item of items()) {
    const entity = toEntity(kind, item);
    if (entity !== null) all.push(entity);
  }
  const entities = isInOrder(all) ? all : joined([all]);
  remembered.set(list, { kind, step, length: list.length, entities });
  return entities;
}

function listsOf(book: Book, step: string): readonly OneList[] {
  const { status, output } = book.evidence(step);
  const parts = listAt(output, 'items');
  const isForeach =
    parts.length > 0 &&
    parts.every((part) => valueAt(part, 'item') !== undefined && valueAt(part, 'status') !== undefined);
  if (!isForeach) return [{ step, output, isWhole: book.isComplete(step), items: () => book.items(step) }];
  return parts.map((part, index) => {
    const inner = valueAt(part, 'output');
    return {
      step: `${step}/${index}`,
      output: inner,
      isWhole: status !== 'skipped' && textAt(part, 'status') === 'present' && valueAt(inner, 'complete') !== false,
      items: () =>
        listAt(inner, 'items').map((raw, position) => ({
          raw,
          place: { step, path: ['items', index, 'output', 'items', position] },
        })),
    };
  });
}

function covers({ output, isWhole }: OneList, namespace: string | null): boolean {
  if (!isWhole) return false;
  const read = valueAt(output, 'namespace');
  return read === null || read === undefined || read === namespace;
}
