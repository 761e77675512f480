import { createHash } from 'node:crypto';
import { printable } from './printable.ts';

/** A statement that may be shown: what it does, without a value that was in it. */
export interface MaskedQuery {
  /** PostgreSQL's own query id where it computes one, else 16 hex digits of the masked text's SHA-256. */
  readonly fingerprint: string;
  /** At most 160 characters; every literal is a `?`, comments are gone. */
  readonly text: string;
}

const longest = 160;

/**
 * What a statement is made of, by section 4.1 of PostgreSQL's documentation. What is not closed goes to the end: the server cuts
 * statements at `track_activity_query_size`, so the end may be within a literal. A backslash before a quote is ambiguous
 * (`standard_conforming_strings`), so nothing after it is trusted.
 */
const parts: RegExp = new RegExp(
  [
    /(?<comment>--[^\n]*|\/\*[\s\S]*?(?:\*\/|$))/,
    /(?<literal>'(?:[^'\\]|'')*(?:'|$))/,
    /(?<ambiguous>'[\s\S]*)/,
    /(?<dollar>\$(?<tag>[A-Za-z_\u0080-\uffff][\w\u0080-\uffff]*)?\$[\s\S]*?(?:\$\k<tag>\$|$))/,
    /(?<identifier>"(?:[^"]|"")*"|[A-Za-z_\u0080-\uffff][\w$\u0080-\uffff]*|\$\d+)/,
    /(?<open>"[\s\S]*)/,
    /(?<number>\.?\d[\w.]*(?:(?<=[eE])[+-]\d+)?)/,
    /(?<space>\s+)/,
    /(?<other>[\s\S])/,
  ]
    .map(({ source }) => source)
    .join('|'),
  'g',
);

/** Statements whose operands are values without being literals, or may hold a secret in another form. */
const opaque: RegExp =
  /^(?:set|reset|copy|notify|comment|security|do|call|load|(?:create|alter)\s+(?:user|role|group|server|subscription|database|system|foreign))\b/i;

function maskPart(match: RegExpExecArray): string {
  const { comment, identifier, other, space } = match.groups ?? {};
  if (comment !== undefined || space !== undefined) return ' ';
  return identifier ?? other ?? '?';
}

/** A nested comment ends where the outermost does; what a plain pattern would leave of it must not be taken for code. */
function isPlain(statement: string): boolean {
  return !/\/\*[^*]*\/\*|\/\*(?:(?!\*\/)[\s\S])*\/\*/.test(statement);
}

function maskText(statement: string): string {
  if (!isPlain(statement)) return '?';
  const text = [...statement.matchAll(parts)]
    .map(maskPart)
    .join('')
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/\?(?:\s?,\s?\?)+/g, '?')
    .trim();
  const [head] = opaque.exec(text) ?? [];
  return head === undefined ? text : `${head} …`;
}

/**
 * Makes a statement fit to be shown and kept: literals, numbers and comments are masked, since they are personal data or secrets.
 * @param queryId PostgreSQL's own identifier of the statement, or null.
 */
export function maskQuery(statement: string, queryId: string | null): MaskedQuery {
  const text = maskText(statement);
  const fingerprint = queryId ?? createHash('sha256').update(text).digest('hex').slice(0, 16);
  return { fingerprint, text: printable(text, longest) };
}
