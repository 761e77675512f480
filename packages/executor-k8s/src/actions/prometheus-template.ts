/** Label names as PromQL takes them. */
const labelName = /^[a-zA-Z_][a-zA-Z0-9_]*$/;

/** What stands for the blanks of a query. */
export interface QueryBlanks {
  /** Label name to the one value that is meant; null and empty ones are left out. Stands for `$match`. */
  readonly match: Readonly<Record<string, string | null>>;
  /** Seconds; stands for `$window`. */
  readonly windowSec: number | null;
}

/** Whether a text can be a label's name in a query. */
export function isLabelName(text: string): boolean {
  return labelName.test(text);
}

/**
 * Fills a query's blanks: `$match` with label matchers, whose values are escaped so that no name can leave its place, and
 * `$window` with a duration. PromQL takes a comma before a closing brace, so `{container!="",$match}` needs no case.
 */
export function fillQuery(query: string, { match, windowSec }: QueryBlanks): string {
  const matchers = Object.entries(match)
    .filter((entry): entry is [string, string] => Boolean(entry[1]) && isLabelName(entry[0]))
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(([name, value]) => `${name}=${quoteValue(value)}`)
    .join(',');
  return query.replaceAll('$match', () => matchers).replaceAll('$window', () => `${windowSec ?? 3600}s`);
}

/** A PromQL string. Source: Prometheus, "Querying basics", string literals (Go escapes). */
function quoteValue(value: string): string {
  const escaped = value
    .replaceAll('\\', '\\\\')
    .replaceAll('"', '\\"')
    .replaceAll(/[\u0000-\u001f\u007f]/g, ' ');
  return `"${escaped}"`;
}
