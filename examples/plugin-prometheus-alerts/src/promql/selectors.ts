/** What an expression reads, as far as it matters for whether it can ever have a result. */
export interface Reading {
  /** Selectors as they are written, such as `up{job="api"}`, each once, in their order; without those that are looked for in vain on purpose. */
  readonly selectors: readonly string[];
  /** The metric of each selector; null where none is named. */
  readonly metrics: readonly (string | null)[];
  /**
   * Whether one selector without series leaves no result. `false` where a part can stand without another: `or`, `unless`,
   * `absent()`, `vector()`, `scalar()`, or an expression without any selector.
   */
  readonly needsAll: boolean;
  /** Whether the expression has no result when none of its selectors has series. */
  readonly needsAny: boolean;
}

/** Tokens by the lexer of PromQL; what is none of them is skipped. */
const tokens: RegExp =
  /(?<comment>#[^\n]*)|(?<string>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|`[^`]*`)|(?<range>\[[^\]]*\])|(?<name>[A-Za-z_:][\w:]*)|(?<number>\d[\w.]*)|(?<sign>[{}()])/g;

interface Token {
  readonly kind: 'string' | 'name' | 'sign' | 'other';
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

function toTokens(expression: string): readonly Token[] {
  return [...expression.matchAll(tokens)].flatMap((match): readonly Token[] => {
    const { comment, string, name, sign } = match.groups ?? {};
    if (comment !== undefined) return [];
    const kind = string !== undefined ? 'string' : name !== undefined ? 'name' : sign !== undefined ? 'sign' : 'other';
    return [{ kind, text: match[0], start: match.index, end: match.index + match[0].length }];
  });
}

/** Words that are no metrics where an operand could stand. */
const grouping: ReadonlySet<string> = new Set(['by', 'without', 'on', 'ignoring', 'group_left', 'group_right']);
const operators: ReadonlySet<string> = new Set([
  'and',
  'or',
  'unless',
  'atan2',
  'bool',
  'offset',
  'start',
  'end',
  'inf',
  'nan',
]);
/** Of these a missing operand does not mean a missing result. */
const filling: ReadonlySet<string> = new Set([
  'absent',
  'absent_over_time',
  'vector',
  'scalar',
  'time',
  'or',
  'unless',
]);
const making: ReadonlySet<string> = new Set(['absent', 'absent_over_time', 'vector', 'scalar', 'time']);

/** Where the bracket that opens at `start` closes; the end where it does not. */
function closing(all: readonly Token[], start: number): number {
  let depth = 0;
  for (let index = start; index < all.length; index += 1) {
    const text = all[index]?.kind === 'sign' ? all[index]?.text : '';
    if (text === '(' || text === '{') depth += 1;
    if (text === ')' || text === '}') depth -= 1;
    if (depth === 0) return index;
  }
  return all.length - 1;
}

interface Found {
  readonly text: string;
  readonly metric: string | null;
}

function selectorAt(
  expression: string,
  all: readonly Token[],
  index: number,
): { readonly found: Found; readonly next: number } {
  const first = all[index];
  const brace = first?.text === '{' ? index : all[index + 1]?.text === '{' ? index + 1 : -1;
  const last = brace < 0 ? index : closing(all, brace);
  const text = expression.slice(first?.start, all[last]?.end);
  const named = /^\{\s*(?:__name__\s*=\s*)?"([A-Za-z_:][\w:]*)"/.exec(text)?.[1];
  return { found: { text, metric: first?.kind === 'name' ? first.text : (named ?? null) }, next: last + 1 };
}

function listSelectors(expression: string, all: readonly Token[]): readonly Found[] {
  const found: Found[] = [];
  for (let index = 0; index < all.length; ) {
    const token = all[index];
    const isCall = all[index + 1]?.text === '(';
    if (token?.text === '{' && token.kind === 'sign') {
      const { found: one, next } = selectorAt(expression, all, index);
      found.push(one);
      index = next;
    } else if (token?.kind === 'name' && grouping.has(token.text.toLowerCase())) {
      index = isCall ? closing(all, index + 1) + 1 : index + 1;
    } else if (token?.kind === 'name' && isCall && token.text.startsWith('absent')) {
      index = closing(all, index + 1) + 1;
    } else if (
      token?.kind === 'name' &&
      !isCall &&
      !operators.has(token.text.toLowerCase()) &&
      !isAggregation(all, index)
    ) {
      const { found: one, next } = selectorAt(expression, all, index);
      found.push(one);
      index = next;
    } else index += 1;
  }
  return found;
}

/** `sum by (job) (x)`: the word before its grouping. */
function isAggregation(all: readonly Token[], index: number): boolean {
  const next = all[index + 1];
  return next?.kind === 'name' && ['by', 'without'].includes(next.text.toLowerCase());
}

/**
 * Reads what an expression selects. Knows PromQL's form only as far as needed; an expression that it misreads must not be said to be empty, so
 * that every word that can make a result out of nothing counts wherever it stands.
 */
export function readExpression(expression: string): Reading {
  const all = toTokens(expression);
  const found = listSelectors(expression, all);
  const words = new Set(all.filter(({ kind }) => kind === 'name').map(({ text }) => text.toLowerCase()));
  const distinct = [...new Map(found.map((one) => [one.text, one])).values()];
  const has = (set: ReadonlySet<string>): boolean => [...words].some((word) => set.has(word));
  return {
    selectors: distinct.map(({ text }) => text),
    metrics: distinct.map(({ metric }) => metric),
    needsAll: distinct.length > 0 && !has(filling),
    needsAny: distinct.length > 0 && !has(making),
  };
}
