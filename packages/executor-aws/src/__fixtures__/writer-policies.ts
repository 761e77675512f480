import { readdirSync, readFileSync } from 'node:fs';
import { root } from './reader-rights.ts';

/** A statement of an IAM policy, as far as those of `deploy/aws` use the language. */
export interface Statement {
  readonly Sid: string;
  readonly Effect: 'Allow' | 'Deny';
  readonly Action?: string | readonly string[];
  readonly NotAction?: readonly string[];
  readonly Resource?: string | readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
}

const folder = new URL('deploy/aws/writer/', root);

/** The statements of a policy of `deploy/aws/writer`. */
export function readWriterPolicy(name: string): readonly Statement[] {
  const text = readFileSync(new URL(`${name}.json`, folder), 'utf8');
  return (JSON.parse(text) as { readonly Statement: readonly Statement[] }).Statement;
}

/** Names of the policies there. */
export function writerPolicyNames(): readonly string[] {
  return readdirSync(folder).map((file) => file.replace(/\.json$/, ''));
}

/** One or several, as a list. */
export function toList(value: string | readonly string[] | undefined): readonly string[] {
  return value === undefined ? [] : [value].flat();
}

/** What one call brings to the policies that decide it. */
export interface Call {
  readonly action: string;
  readonly resource: string;
  /** Condition keys that are present, with one value or several. */
  readonly context: Readonly<Record<string, string | readonly string[]>>;
}

/**
 * Decides a call as IAM does (IAM User Guide, Policy evaluation logic): no Allow, or any Deny, refuses. Conditions that no
 * policy here uses are an error, so that none goes unlooked at.
 */
export function isAllowed(policies: readonly Statement[], call: Call): boolean {
  const matching = policies.filter((statement) => applies(statement, call));
  return matching.some(({ Effect }) => Effect === 'Allow') && !matching.some(({ Effect }) => Effect === 'Deny');
}

function applies(statement: Statement, call: Call): boolean {
  const { Action, NotAction, Resource, Condition = {} } = statement;
  const fits = (patterns: readonly string[], text: string): boolean => patterns.some((each) => isLike(each, text));
  const isMeant = NotAction === undefined ? fits(toList(Action), call.action) : !fits(NotAction, call.action);
  if (!isMeant || !(Resource === undefined || fits(toList(Resource), call.resource))) return false;
  return Object.entries(Condition).every(([operator, tests]) =>
    Object.entries(tests).every(([key, wanted]) => holds(operator, toList(wanted), call.context[key], call)),
  );
}

function isLike(pattern: string, text: string): boolean {
  const escaped = pattern.replace(/[.+^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`^${escaped.replaceAll('*', '.*').replaceAll('?', '.')}$`, 's').test(text);
}

/** A variable that is absent makes its statement match nothing, unless it has a default. */
function substitute(text: string, { context }: Call): string | null {
  let isUnknown = false;
  const value = text.replaceAll(/\$\{([^,}]+)(?:, '([^']*)')?\}/g, (_all, key: string, other?: string) => {
    const found = toList(context[key])[0] ?? other;
    isUnknown ||= found === undefined;
    return found ?? '';
  });
  return isUnknown ? null : value;
}

function holds(
  operator: string,
  patterns: readonly string[],
  given: string | readonly string[] | undefined,
  call: Call,
): boolean {
  const values = toList(given);
  const wanted = patterns.map((pattern) => substitute(pattern, call));
  if (wanted.includes(null)) return false;
  const isAny = (value: string, like: boolean): boolean =>
    wanted.some((pattern) => pattern !== null && (like ? isLike(pattern, value) : pattern === value));
  switch (operator) {
    case 'Null':
      return wanted[0] === String(given === undefined);
    case 'Bool':
    case 'StringEquals':
      return values.some((value) => isAny(value, false));
    case 'StringLike':
      return values.some((value) => isAny(value, true));
    // Without the key, a negated operator holds.
    case 'StringNotEquals':
      return !values.some((value) => isAny(value, false));
    case 'StringNotLike':
      return !values.some((value) => isAny(value, true));
    // Without the key, no value of it is any.
    case 'ForAnyValue:StringNotLike':
      return values.some((value) => !isAny(value, true));
    case 'NumericLessThanEquals':
      return values.some((value) => Number(value) <= Number(wanted[0]));
    default:
      throw new RangeError(`no condition operator ${operator}`);
  }
}
