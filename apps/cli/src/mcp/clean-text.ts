import { escapeForTerminal } from '@cloudops/report';
import type { Json } from '@cloudops/spec';

/** The longest text that is passed on as a value, in UTF-16 units. */
const longestValue = 1000;

/**
 * A text from a cloud as it may stand before a model: what would be obeyed, hidden or reordered on a screen is written out,
 * line breaks stay, and the length is bounded.
 */
export function cleanText(text: string, maximum: number = longestValue): string {
  const bounded = text.length <= maximum ? text : `${text.slice(0, maximum - 1)}…`;
  return bounded
    .split('\n')
    .map((line) => escapeForTerminal(line, { maximum }))
    .join('\n');
}

/** A value with every text in it cleaned, the names of its fields included. */
export function cleanJson(value: Json): Json {
  if (typeof value === 'string') return cleanText(value);
  if (Array.isArray(value)) return value.map((item) => cleanJson(item as Json));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [cleanText(name, 200), cleanJson(item as Json)]),
  );
}
