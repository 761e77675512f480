/** A scalar as it stands in the source. */
export interface ScalarSource {
  readonly style: 'plain' | 'single' | 'double' | 'literal' | 'folded';
  readonly source: string;
  /** Where the scalar's content begins in the source: behind a quote or a block's header line. */
  readonly start: number;
}

/**
 * Finds where the character at `offset` of a scalar's value stands in the source: undoes escapes, folding and
 * indentation by walking both.
 */
export function sourceOffset(scalar: ScalarSource, value: string, offset: number): number {
  const { source, style } = scalar;
  const indent = style === 'literal' ? indentAt(source, scalar.start) : 0;
  let position =
    scalar.start + (style === 'literal' ? indent : style === 'folded' ? indentAt(source, scalar.start) : 0);
  for (let index = 0; index < Math.min(offset, value.length); index += 1) {
    position = advance(scalar, position, value[index] ?? '', indent);
  }
  return Math.min(position, source.length);
}

function advance(scalar: ScalarSource, from: number, character: string, indent: number): number {
  const { source, style } = scalar;
  let position = from;
  if (style === 'double') {
    position = skipContinuation(source, position);
    if (source[position] === '\\') return position + escapeLength(source[position + 1]);
  }
  if (style === 'single' && source.startsWith("''", position)) return position + 2;
  if (character === '\n' || (character === ' ' && /[\r\n]/.test(lineRest(source, position)))) {
    return skipBreak(source, position, style === 'literal' ? indent : undefined);
  }
  return position + 1;
}

/** An escaped line break in a double-quoted scalar stands for nothing. */
function skipContinuation(source: string, position: number): number {
  const match = /^\\\r?\n[ \t]*/.exec(source.slice(position, position + 200));
  return position + (match?.[0].length ?? 0);
}

function escapeLength(letter: string | undefined): number {
  if (letter === 'x') return 4;
  if (letter === 'u') return 6;
  return letter === 'U' ? 10 : 2;
}

/** The white space from here on, up to and with a line break; empty when something else comes first. */
function lineRest(source: string, position: number): string {
  return /^[ \t]*\r?\n/.exec(source.slice(position, position + 200))?.[0] ?? '';
}

function skipBreak(source: string, position: number, indent: number | undefined): number {
  if (indent === undefined) return position + (/^\s*/.exec(source.slice(position))?.[0].length ?? 0);
  const afterBreak = source.indexOf('\n', position) + 1;
  const spaces = /^ */.exec(source.slice(afterBreak, afterBreak + indent))?.[0].length ?? 0;
  return afterBreak + spaces;
}

function indentAt(source: string, start: number): number {
  return /^(?:[ \t]*\r?\n)*( *)/.exec(source.slice(start))?.[1]?.length ?? 0;
}
