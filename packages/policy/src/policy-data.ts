import { isScalar, LineCounter, type ParsedNode, parseDocument, visit } from 'yaml';
import { createPolicyError } from './errors.ts';
import { policyDataSchema } from './policy-data-schema.ts';
import type { PolicyData, PolicyFile } from './policy-source.ts';

/**
 * Reads `data.yaml`.
 * @throws CloudOpsError `POLICY_DATA_INVALID`, naming file, line and column of each fault.
 */
export function parsePolicyData({ file, text }: PolicyFile): PolicyData {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const place = (offset: number): string => {
    const { line, col } = lines.linePos(offset);
    return `${file}:${Math.max(line, 1)}:${Math.max(col, 1)}`;
  };
  const faults = [...document.errors, ...document.warnings];
  if (faults.length > 0) throw invalid(faults.map((fault) => `${place(fault.pos[0])}: ${fault.message}`));
  visit(document, {
    Alias: (_, node) => {
      throw invalid([`${place(node.range?.[0] ?? 0)}: aliases are not supported`]);
    },
    Pair: (_, { key }) => {
      if (isScalar(key) && key.value === '__proto__')
        throw invalid([`${place(key.range?.[0] ?? 0)}: __proto__ is no name`]);
    },
  });
  const result = policyDataSchema.safeParse(document.toJS());
  if (result.success) return result.data;
  throw invalid(
    result.error.issues.map((issue) => {
      const extra = issue.code === 'unrecognized_keys' ? issue.keys.slice(0, 1) : [];
      const path = [...issue.path, ...extra].map(String);
      return `${place(offsetOf(document.contents, path))}: ${issue.path.join('.') || 'data'}: ${issue.message}`;
    }),
  );
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

function invalid(lines: readonly string[]): Error {
  return createPolicyError({
    code: 'POLICY_DATA_INVALID',
    message: `Policy data does not load: ${lines.join('\n  ')}`,
    nextSteps: ['Correct the file; until then every plan is denied.'],
  });
}
