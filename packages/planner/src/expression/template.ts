import type { Json } from '@cloudops/spec';

/** A piece of a string: plain text, or the CEL inside `${{ … }}`. */
export interface TemplatePart {
  readonly kind: 'text' | 'expression';
  /** The text, or the CEL without its delimiters and without white space around it. */
  readonly text: string;
  /** Where `text` begins in the string, in UTF-16 units. */
  readonly offset: number;
}

/** A string taken apart, or why it cannot be. */
export type Template =
  | { readonly kind: 'parts'; readonly parts: readonly TemplatePart[] }
  | { readonly kind: 'broken'; readonly message: string; readonly offset: number };

/** An expression with where it stands in a value. */
export interface LocatedExpression {
  readonly expression: string;
  /** RFC 6901 JSON pointer to the string that holds it. */
  readonly pointer: string;
  /** Where the expression begins in that string, in UTF-16 units. */
  readonly offset: number;
}

/** What begins an expression in a string. */
export const opening: string = '${{';

/** Splits a string at its `${{ … }}`. Braces and quotes inside CEL are understood: `${{ {"a": {"b": 1}} }}` is one part. */
export function parseTemplate(text: string): Template {
  const parts: TemplatePart[] = [];
  let position = 0;
  for (let start = text.indexOf(opening); start !== -1; start = text.indexOf(opening, position)) {
    const inner = start + opening.length;
    const end = findEnd(text, inner);
    if (end === -1) return { kind: 'broken', message: `"${opening}" has no closing "}}"`, offset: start };
    if (start > position) parts.push({ kind: 'text', text: text.slice(position, start), offset: position });
    const raw = text.slice(inner, end);
    const expression = raw.trim();
    if (expression === '') return { kind: 'broken', message: `"${opening} }}" holds no expression`, offset: start };
    parts.push({ kind: 'expression', text: expression, offset: inner + raw.indexOf(expression) });
    position = end + 2;
  }
  if (position < text.length) parts.push({ kind: 'text', text: text.slice(position), offset: position });
  return { kind: 'parts', parts };
}

/** The expression of a string that is one whole `${{ … }}`, white space around it aside; otherwise undefined. */
export function wholeExpression(parts: readonly TemplatePart[]): TemplatePart | undefined {
  const solid = parts.filter((part) => part.kind === 'expression' || part.text.trim() !== '');
  const only = solid.length === 1 ? solid[0] : undefined;
  return only?.kind === 'expression' ? only : undefined;
}

/**
 * The CEL of a field that is one expression, such as `when`: either bare or wrapped in `${{ }}` as a whole.
 * Text around a `${{ }}` is left in, so that it fails as CEL.
 */
export function bareExpression(text: string): { readonly expression: string; readonly offset: number } {
  const template = parseTemplate(text);
  const whole = template.kind === 'parts' ? wholeExpression(template.parts) : undefined;
  if (whole !== undefined) return { expression: whole.text, offset: whole.offset };
  const expression = text.trim();
  return { expression, offset: text.indexOf(expression) };
}

/** Every `${{ … }}` in a value, in document order. Strings that cannot be taken apart yield nothing; see {@link parseTemplate}. */
export function expressionsIn(value: Json): readonly LocatedExpression[] {
  const found: LocatedExpression[] = [];
  visitStrings(value, '', (text, pointer) => {
    const template = parseTemplate(text);
    if (template.kind === 'broken') return;
    for (const part of template.parts) {
      if (part.kind === 'expression') found.push({ expression: part.text, pointer, offset: part.offset });
    }
  });
  return found;
}

/** Calls `visit` for each string in a value, keys excepted, with its JSON pointer. */
function visitStrings(value: Json, pointer: string, visit: (text: string, pointer: string) => void): void {
  if (typeof value === 'string') {
    visit(value, pointer);
    return;
  }
  if (typeof value !== 'object' || value === null) return;
  for (const [key, child] of Object.entries(value)) {
    visitStrings(child, `${pointer}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`, visit);
  }
}

function findEnd(text: string, from: number): number {
  let depth = 0;
  for (let index = from; index < text.length; index += 1) {
    const character = text[index];
    if (character === '"' || character === "'") {
      index = skipString(text, index, character);
    } else if (character === '/' && text[index + 1] === '/') {
      const newline = text.indexOf('\n', index);
      if (newline === -1) return -1;
      index = newline;
    } else if (character === '{') {
      depth += 1;
    } else if (character === '}') {
      if (depth === 0) return text[index + 1] === '}' ? index : -1;
      depth -= 1;
    }
  }
  return -1;
}

function skipString(text: string, start: number, quote: string): number {
  const triple = text.startsWith(quote.repeat(3), start);
  const closing = triple ? quote.repeat(3) : quote;
  const raw = /[rR]/.test(text[start - 1] ?? '') && !/[A-Za-z0-9_]/.test(text[start - 2] ?? '');
  for (let index = start + closing.length; index < text.length; index += 1) {
    if (text[index] === '\\' && !raw) index += 1;
    else if (text.startsWith(closing, index)) return index + closing.length - 1;
  }
  return text.length;
}
