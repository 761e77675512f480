import {
  type Alias,
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  parseDocument,
  Scalar,
  visit,
  type YAMLError,
} from 'yaml';
import { compareProblems, type PlaybookProblem } from '../problem.ts';
import { type ScalarSource, sourceOffset } from './scalar-offset.ts';

/** Keys and indexes from the top of a document. */
export type Path = readonly (string | number)[];

/** What of a place is meant. */
export interface Spot {
  /** The key itself instead of its value. */
  readonly atKey?: boolean;
  /** A character of a string value, in UTF-16 units. */
  readonly offset?: number;
}

/** A parsed YAML file that knows where everything stands. */
export interface SourceFile {
  readonly file: string;
  /** Plain data; undefined when there are syntax problems. */
  readonly value: unknown;
  readonly syntaxProblems: readonly PlaybookProblem[];
  /** Makes a problem at a path; for a path that does not exist, at the closest part that does. */
  problemAt(path: Path, message: string, hint: string, spot?: Spot): PlaybookProblem;
}

/** Aliases that a file may resolve, so that nested ones cannot grow without bound. */
const maximumAliases = 100;

/** Of a file that is no YAML, only the first are told. */
const maximumSyntaxProblems = 10;

const syntaxHints: Readonly<Record<string, string>> = {
  DUPLICATE_KEY: 'remove one of them',
  TAB_AS_INDENT: 'indent with spaces',
  MULTIPLE_DOCS: 'put one playbook into a file',
  BAD_INDENT: 'line it up with its neighbours',
  NON_STRING_KEY: 'write the key as text',
  TAG_RESOLVE_FAILED: 'remove the tag',
};

/** Parses YAML 1.2. Never throws for bad text. */
export function parseSource(text: string, file: string): SourceFile {
  const lines = new LineCounter();
  const document = parseDocument(text, {
    lineCounter: lines,
    prettyErrors: false,
    schema: 'core',
    resolveKnownTags: false,
    stringKeys: true,
    version: '1.2',
    // Not 'silent': that hides a second document, too.
    logLevel: 'error',
  });
  const at = (offset: number, message: string, hint: string): PlaybookProblem => {
    const { line, col } = lines.linePos(Math.min(offset, text.length));
    return { file, line: Math.max(line, 1), column: Math.max(col, 1), message, hint };
  };
  const syntaxProblems = firstFew(
    [...document.errors, ...document.warnings].map((error) => at(error.pos[0], describe(error, text), hintFor(error))),
  );
  const data = syntaxProblems.length === 0 ? toData(document) : { kind: 'none' as const };
  const prototype = findPrototype(document);
  if (prototype !== undefined) syntaxProblems.push(at(prototype, '__proto__ is no name', 'choose another name'));
  if (data.kind === 'failed') syntaxProblems.push(at(data.offset, data.message, data.hint));
  return {
    file,
    value: data.kind === 'data' ? data.value : undefined,
    syntaxProblems,
    problemAt: (path, message, hint, spot = {}) => at(locate(document, text, path, spot), message, hint),
  };
}

/** One mistake in YAML often makes the parser complain many times. */
function firstFew(problems: readonly PlaybookProblem[]): PlaybookProblem[] {
  const distinct = new Map(
    problems.map((problem) => [`${problem.line}:${problem.column}:${problem.message}`, problem]),
  );
  return [...distinct.values()].sort(compareProblems).slice(0, maximumSyntaxProblems);
}

function describe({ code, message, pos }: YAMLError, text: string): string {
  if (/call stack/.test(message)) return 'the file nests too deeply to be read';
  if (code === 'MULTIPLE_DOCS') return 'a second document begins here';
  const key = code === 'DUPLICATE_KEY' ? /^[\w.-]*/.exec(text.slice(pos[0], pos[0] + 100))?.[0] : undefined;
  return key ? `the key "${key}" is there twice` : lowerFirst(message);
}

function hintFor({ code }: YAMLError): string {
  return syntaxHints[code] ?? 'correct the YAML';
}

type Data =
  | { readonly kind: 'data'; readonly value: unknown }
  | { readonly kind: 'failed'; readonly offset: number; readonly message: string; readonly hint: string };

function toData(document: Document): Data {
  try {
    return { kind: 'data', value: document.toJS({ maxAliasCount: maximumAliases }) as unknown };
  } catch (error) {
    if (error instanceof RangeError) throw error;
    const alias = unresolvedAlias(document);
    const hint = 'write it out without aliases';
    if (alias === undefined) return { kind: 'failed', offset: 0, message: 'its aliases grow without bound', hint };
    const message = `there is no anchor "${alias.source}" before this alias`;
    return { kind: 'failed', offset: alias.range?.[0] ?? 0, message, hint };
  }
}

/** Where a key has the name by which JavaScript knows what all objects share. */
function findPrototype(document: Document): number | undefined {
  let found: number | undefined;
  visit(document, {
    Pair: (_key, { key }) => {
      if (!isScalar(key) || key.value !== '__proto__') return undefined;
      found = startOf(key) ?? 0;
      return visit.BREAK;
    },
  });
  return found;
}

function unresolvedAlias(document: Document): Alias | undefined {
  let found: Alias | undefined;
  visit(document, {
    Alias: (_key, alias) => {
      if (alias.resolve(document) !== undefined) return undefined;
      found = alias;
      return visit.BREAK;
    },
  });
  return found;
}

function locate(document: Document, text: string, path: Path, spot: Spot): number {
  let node: unknown = document.contents;
  let offset = startOf(node) ?? 0;
  for (const [depth, segment] of path.entries()) {
    const wantsKey = spot.atKey === true && depth === path.length - 1;
    const next = step(node, segment);
    if (next === undefined) return offset;
    const keyOffset = startOf(next.key) ?? offset;
    offset = wantsKey ? keyOffset : (startOf(next.value) ?? keyOffset);
    if (wantsKey) return offset;
    node = next.value;
  }
  if (spot.offset === undefined || !isScalar(node) || typeof node.value !== 'string') return offset;
  const scalar = scalarSource(node, text);
  return scalar === undefined ? offset : sourceOffset(scalar, node.value, spot.offset);
}

function step(node: unknown, segment: string | number): { key: unknown; value: unknown } | undefined {
  if (isSeq(node) && typeof segment === 'number') {
    return segment < node.items.length ? { key: node.items[segment], value: node.items[segment] } : undefined;
  }
  if (!isMap(node)) return undefined;
  return node.items.find((pair) => (isScalar(pair.key) ? String(pair.key.value) : undefined) === String(segment));
}

function startOf(node: unknown): number | undefined {
  if (!isScalar(node) && !isMap(node) && !isSeq(node) && !isAlias(node)) return undefined;
  return (node as Node).range?.[0];
}

function scalarSource(node: Scalar, source: string): ScalarSource | undefined {
  const start = node.range?.[0];
  if (start === undefined) return undefined;
  switch (node.type) {
    case Scalar.QUOTE_SINGLE:
      return { style: 'single', source, start: start + 1 };
    case Scalar.QUOTE_DOUBLE:
      return { style: 'double', source, start: start + 1 };
    case Scalar.BLOCK_LITERAL:
    case Scalar.BLOCK_FOLDED: {
      const style = node.type === Scalar.BLOCK_LITERAL ? 'literal' : 'folded';
      return { style, source, start: source.indexOf('\n', start) + 1 };
    }
    default:
      return { style: 'plain', source, start };
  }
}

function lowerFirst(message: string): string {
  return message.charAt(0).toLowerCase() + message.slice(1).split('\n')[0]?.replace(/:$/, '');
}
