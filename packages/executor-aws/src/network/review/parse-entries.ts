import { isMap, isScalar, isSeq, LineCounter, type Node, parseDocument, type YAMLMap } from 'yaml';
import { printable } from '../../text/printable.ts';
import type { ReviewProblem } from './review.ts';

/** One entry of a list: its fields as text, each with its line. */
export interface Entry {
  readonly line: number;
  readonly fields: ReadonlyMap<string, { readonly text: string; readonly line: number }>;
}

/** The entries of a file, and what could not be read. */
export interface Entries {
  readonly entries: readonly Entry[];
  readonly problems: readonly ReviewProblem[];
}

/** Says what is wrong at a node or an offset. */
type Fail = (at: Node | number | null | undefined, message: string) => void;

/**
 * Reads a YAML file with one key that holds a list of flat maps. Whatever else stands there is a problem with its line,
 * never passed over.
 * @param title the key.
 */
export function parseEntries(text: string, file: string, title: string): Entries {
  const counter = new LineCounter();
  const document = parseDocument(text, { lineCounter: counter, uniqueKeys: true });
  const problems: ReviewProblem[] = [];
  const lineOf = (at: Node | number | null | undefined): number => {
    const offset = typeof at === 'number' ? at : (at?.range?.[0] ?? 0);
    return counter.linePos(offset).line || 1;
  };
  const fail: Fail = (at, message) => {
    problems.push({ file, line: lineOf(at), message });
  };
  for (const error of document.errors) fail(error.pos[0], printable(error.message.split('\n')[0] ?? '', 200));
  if (problems.length > 0) return { entries: [], problems };
  const list = readTitle(document.contents, title, fail);
  const entries = list.flatMap((item) => {
    const fields = readFields(item, fail, lineOf);
    return fields === null ? [] : [{ line: lineOf(item), fields }];
  });
  return { entries, problems };
}

function readTitle(contents: Node | null, title: string, fail: Fail): readonly Node[] {
  const only = isMap(contents) && contents.items.length === 1 ? contents.items[0] : undefined;
  if (only === undefined || !isScalar(only.key) || only.key.value !== title) {
    fail(contents, `the file must hold the one key "${title}:"`);
    return [];
  }
  // An empty list, or nothing yet.
  if (only.value === null || (isScalar(only.value) && only.value.value === null)) return [];
  if (isSeq(only.value)) return only.value.items as readonly Node[];
  fail(only.value as Node, `"${title}" must be a list`);
  return [];
}

function readFields(item: Node, fail: Fail, lineOf: (at: Node) => number): Entry['fields'] | null {
  if (!isMap(item)) {
    fail(item, 'an entry must be a map of keys');
    return null;
  }
  const fields = new Map<string, { text: string; line: number }>();
  for (const { key, value } of (item as YAMLMap<Node, Node | null>).items) {
    const name = isScalar(key) ? String(key.value) : '';
    if (value !== null && !isScalar(value)) fail(value, `the value of "${printable(name, 40)}" must be plain text`);
    // As written: an account's leading zero is no number's.
    else fields.set(name, { text: value === null ? '' : (value.source ?? ''), line: lineOf(key) });
  }
  return fields;
}
