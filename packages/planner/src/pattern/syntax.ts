import { PatternFault, PatternReader } from './reader.ts';

/** Code points from and to, both included. */
export type CharacterRange = readonly [from: number, to: number];

/** A set of characters. */
export interface CharacterSet {
  readonly ranges: readonly CharacterRange[];
  readonly negated: boolean;
}

/** A part of a pattern. */
export type PatternNode =
  | { readonly kind: 'set'; readonly set: CharacterSet }
  | { readonly kind: 'sequence'; readonly parts: readonly PatternNode[] }
  | { readonly kind: 'choice'; readonly parts: readonly PatternNode[] }
  /** `most` is infinite for `*`, `+` and `{2,}`. */
  | { readonly kind: 'repeat'; readonly part: PatternNode; readonly least: number; readonly most: number };

/** What is wrong with a pattern, and where in its text. */
export interface PatternProblem {
  readonly message: string;
  /** From 0, in UTF-16 units. */
  readonly offset: number;
}

/** A pattern as read, or why it is none. */
export type PatternSyntax =
  | { readonly kind: 'pattern'; readonly node: PatternNode }
  | ({ readonly kind: 'invalid' } & PatternProblem);

const longestPattern = 200;

/**
 * Reads a pattern: the part of RE2's syntax that a playbook needs, from `^` to `$`. Nothing that RE2 refuses is in it
 * (no look-around, no back-references), and no flags, no lazy repeats, no anchors inside.
 */
export function parsePattern(text: string): PatternSyntax {
  if (text.length > longestPattern) return invalid(`is longer than ${longestPattern} characters`, longestPattern);
  if (!text.startsWith('^')) return invalid('must begin with ^, since it is held against the whole value', 0);
  if (!text.endsWith('$') || text.endsWith('\\$')) return invalid('must end with $', text.length);
  try {
    return { kind: 'pattern', node: new PatternReader(text).read() };
  } catch (error) {
    if (error instanceof PatternFault) return invalid(error.message, error.offset);
    throw error;
  }
}

function invalid(message: string, offset: number): PatternSyntax {
  return { kind: 'invalid', message, offset };
}
