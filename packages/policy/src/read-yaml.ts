import type { CloudOpsError } from '@cloudops/spec';
import { isScalar, LineCounter, type ParsedNode, parseDocument, visit } from 'yaml';
import type { PolicyFile } from './policy-source.ts';

/** Something wrong with a value, and where in it. */
export interface YamlIssue {
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

/** What a check came to. */
export type YamlCheck<T> =
  | { readonly kind: 'valid'; readonly value: T }
  | { readonly kind: 'invalid'; readonly issues: readonly YamlIssue[] };

/** How to read a file. */
export interface YamlReader<T> {
  check(value: unknown, lineOf: (path: readonly PropertyKey[]) => number): YamlCheck<T>;
  /** Makes the error for faults, each a line that starts with its place. */
  toError(lines: readonly string[]): CloudOpsError;
}

/**
 * Reads YAML: no aliases, no `__proto__`, nothing twice.
 * @throws what the reader makes of the faults, each with file, line and column.
 */
export function readYaml<T>({ file, text }: PolicyFile, { check, toError }: YamlReader<T>): T {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const place = (offset: number): string => {
    const { line, col } = lines.linePos(offset);
    return `${file}:${Math.max(line, 1)}:${Math.max(col, 1)}`;
  };
  const faults = [...document.errors, ...document.warnings];
  if (faults.length > 0) throw toError(faults.map((fault) => `${place(fault.pos[0])}: ${fault.message}`));
  visit(document, {
    Alias: (_, node) => {
      throw toError([`${place(node.range?.[0] ?? 0)}: aliases are not supported`]);
    },
    Pair: (_, { key }) => {
      if (isScalar(key) && key.value === '__proto__') {
        throw toError([`${place(key.range?.[0] ?? 0)}: __proto__ is no name`]);
      }
    },
  });
  const offsetAt = (path: readonly PropertyKey[]): number => offsetOf(document.contents, path.map(String));
  const checked = check(document.toJS(), (path) => Math.max(lines.linePos(offsetAt(path)).line, 1));
  if (checked.kind === 'valid') return checked.value;
  throw toError(checked.issues.map(({ path, message }) => `${place(offsetAt(path))}: ${message}`));
}

/** Where the deepest node on a path starts; the key, where there is one. */
function offsetOf(root: ParsedNode | null, path: readonly string[]): number {
  let node: unknown = root;
  let offset = root?.range?.[0] ?? 0;
  for (const part of path) {
    const items: readonly unknown[] = hasItems(node) ? node.items : [];
    const pair = items.find((item): item is { key: ParsedNode; value: unknown } => isPair(item, part));
    const next = pair?.key ?? items[Number(part)];
    if (!hasRange(next)) return offset;
    offset = next.range[0];
    node = pair === undefined ? next : pair.value;
  }
  return offset;
}

function hasItems(node: unknown): node is { items: readonly unknown[] } {
  return typeof node === 'object' && node !== null && 'items' in node && Array.isArray(node.items);
}

function hasRange(node: unknown): node is { range: readonly [number, number, number] } {
  return typeof node === 'object' && node !== null && 'range' in node && Array.isArray(node.range);
}

function isPair(item: unknown, key: string): boolean {
  return typeof item === 'object' && item !== null && 'key' in item && String(item.key) === key;
}
