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

interface OpenEntry extends Entry {
  readonly fields: Map<string, { text: string; line: number }>;
}

interface Reading {
  readonly file: string;
  readonly title: string;
  readonly entries: OpenEntry[];
  readonly problems: ReviewProblem[];
  hasTitle: boolean;
  indent: number;
}

/**
 * Reads the plain part of YAML that a list of flat entries needs: a title, `- key: value` and `key: value` lines,
 * comments, quotes. Whatever else YAML knows is a problem with its line, never guessed at.
 */
export function parseEntries(text: string, file: string, title: string): Entries {
  const reading: Reading = { file, title, entries: [], problems: [], hasTitle: false, indent: -1 };
  for (const [index, line] of text
    .replace(/^\ufeff/, '')
    .split(/\r?\n/)
    .entries())
    readLine(reading, line, index + 1);
  if (!reading.hasTitle && reading.problems.length === 0) {
    reading.problems.push({ file, line: 1, message: `the file must begin with "${title}:"` });
  }
  return { entries: reading.entries, problems: reading.problems };
}

function readLine(reading: Reading, line: string, number: number): void {
  if (/^\s*(#.*)?$/.test(line) || /^---\s*$/.test(line)) return;
  const problem = reading.hasTitle ? readField(reading, line, number) : readTitle(reading, line);
  if (problem !== null) reading.problems.push({ file: reading.file, line: number, message: problem });
}

/** @returns what is wrong with the line, or null. */
function readField(reading: Reading, line: string, number: number): string | null {
  if (line.includes('\t')) return 'tabs cannot indent; use spaces';
  const match = /^( *)(- +)?([a-z_]+):(?: +(.*))?$/.exec(line);
  if (match === null) return 'only "- key: value" and "key: value" lines can stand here';
  const [, spaces = '', dash, key = '', rest = ''] = match;
  const indent = spaces.length + (dash?.length ?? 0);
  if (dash !== undefined) {
    reading.entries.push({ line: number, fields: new Map() });
    reading.indent = indent;
  }
  const entry = reading.entries.at(-1);
  if (entry === undefined) return 'an entry begins with "- "';
  if (indent !== reading.indent) return `"${key}" must be indented like the other fields of its entry`;
  if (entry.fields.has(key)) return `"${key}" is given twice`;
  const text = readScalar(rest);
  if (text === null) return `the value of "${key}" must be plain text or stand in quotes, in one line`;
  entry.fields.set(key, { text, line: number });
  return null;
}

function readTitle(reading: Reading, line: string): string | null {
  reading.hasTitle = true;
  const match = /^([a-z_]+):\s*(\[\])?\s*(?:#.*)?$/.exec(line);
  return match?.[1] === reading.title ? null : `the file must begin with "${reading.title}:"`;
}

/** Null for what plain text cannot be: anchors, tags, blocks, lists, maps and half quotes. */
function readScalar(rest: string): string | null {
  const text = rest.trim();
  const quoted = /^'((?:[^']|'')*)'\s*(?:#.*)?$/.exec(text);
  if (quoted !== null) return (quoted[1] ?? '').replaceAll("''", "'");
  if (text.startsWith('"')) return readJsonString(text);
  const plain = text.replace(/\s+#.*$/, '');
  if (/^[[\]{}&*!|>'%@`,?]/.test(plain) && !/^\*[^\s]*$/.test(plain)) return null;
  return /:(\s|$)/.test(plain) ? null : plain;
}

function readJsonString(text: string): string | null {
  const match = /^("(?:[^"\\]|\\.)*")\s*(?:#.*)?$/.exec(text);
  if (match === null) return null;
  try {
    const value: unknown = JSON.parse(match[1] ?? '');
    return typeof value === 'string' ? value : null;
  } catch {
    return null;
  }
}
