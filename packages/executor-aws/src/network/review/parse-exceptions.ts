import { printable } from '../../text/printable.ts';
import { type Entry, parseEntries } from './parse-entries.ts';
import type { ReviewedException, ReviewProblem } from './review.ts';

const required = ['code', 'resource', 'reason', 'reviewer', 'expires'] as const;
const known: ReadonlySet<string> = new Set([...required, 'account', 'region']);

/** The exceptions of one file, or all that is wrong with it. */
export interface ExceptionsReading {
  readonly exceptions: readonly ReviewedException[];
  readonly problems: readonly ReviewProblem[];
}

/**
 * Reads a file of reviewed exceptions.
 * @param now milliseconds since 1970; an exception holds through its last day, UTC.
 */
export function parseExceptions(text: string, file: string, now: number): ExceptionsReading {
  const { entries, problems } = parseEntries(text, file, 'exceptions');
  // What cannot be read leaves fields missing; to complain of these too would hide the cause.
  if (problems.length > 0) return { exceptions: [], problems };
  const read = entries.map((entry) => readException(entry, file, now));
  return {
    exceptions: read.flatMap(({ exception }) => exception ?? []),
    problems: read.flatMap((one) => one.problems).sort((a, b) => a.line - b.line),
  };
}

function readException(
  entry: Entry,
  file: string,
  now: number,
): { readonly exception: ReviewedException | null; readonly problems: readonly ReviewProblem[] } {
  const textOf = (key: string): string => entry.fields.get(key)?.text.trim() ?? '';
  const problems = problemsOf(entry, file, textOf);
  if (problems.length > 0) return { exception: null, problems };
  const expires = textOf('expires');
  return {
    exception: {
      code: textOf('code'),
      resource: textOf('resource'),
      account: textOf('account') || null,
      region: textOf('region') || null,
      reason: textOf('reason'),
      reviewer: textOf('reviewer'),
      expires,
      expired: now >= Date.parse(`${expires}T00:00:00Z`) + 86_400_000,
      at: `${file}:${entry.line}`,
    },
    problems,
  };
}

function problemsOf(entry: Entry, file: string, textOf: (key: string) => string): readonly ReviewProblem[] {
  const problems: ReviewProblem[] = [];
  const fail = (line: number, message: string): void => {
    problems.push({ file, line, message });
  };
  for (const [key, { line }] of entry.fields) {
    if (!known.has(key)) fail(line, `"${printable(key, 40)}" is no field of an exception`);
  }
  for (const key of required) {
    if (textOf(key) === '') fail(entry.line, `the exception has no "${key}"`);
  }
  const check = (key: string, pattern: RegExp, meaning: string): void => {
    const field = entry.fields.get(key);
    if (field !== undefined && field.text.trim() !== '' && !pattern.test(field.text.trim())) {
      fail(field.line, `"${key}" must be ${meaning}, and is "${printable(field.text, 60)}"`);
    }
  };
  check('code', /^[A-Z]{2,8}-\d{3}$/, 'a finding code such as SG-003');
  check('account', /^\d{12}$/, 'twelve digits');
  check('region', /^[a-z]{2}(-[a-z]+)+-\d$/, 'a region such as eu-west-1');
  const expires = entry.fields.get('expires');
  if (expires !== undefined && expires.text.trim() !== '' && !isDay(expires.text.trim())) {
    fail(expires.line, `"expires" must be a day such as 2027-01-31, and is "${printable(expires.text, 60)}"`);
  }
  return problems;
}

/** A day that the calendar has: 2027-02-30 is none. */
function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const time = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}
