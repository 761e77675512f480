import type { Json } from '@cloudops/spec';
import { escapeForTerminal } from '../text/escape-terminal.ts';

const longestText = 1000;
const mostEntries = 50;
const deepest = 6;

/**
 * A value from the evidence that is safe to hand on: texts are escaped and bounded, lists and objects have at most 50 entries
 * and six levels. What was cut is said in its place.
 */
export function toPlainJson(value: Json, depth: number = 0): Json {
  if (typeof value === 'string') return escapeForTerminal(value, { maximum: longestText });
  if (typeof value !== 'object' || value === null) return value;
  if (depth >= deepest) return '…';
  if (isList(value)) {
    const shown = value.slice(0, mostEntries).map((one) => toPlainJson(one, depth + 1));
    return value.length > mostEntries ? [...shown, `… ${value.length - mostEntries} more`] : shown;
  }
  const keys = Object.keys(value).sort();
  const entries = keys
    .slice(0, mostEntries)
    .map((key): [string, Json] => [
      escapeForTerminal(key, { maximum: 200 }),
      toPlainJson(value[key] ?? null, depth + 1),
    ]);
  const more: readonly [string, Json][] = keys.length > mostEntries ? [['…', `${keys.length - mostEntries} more`]] : [];
  // From entries, so that a key named __proto__ stays a key.
  return Object.fromEntries([...entries, ...more]);
}

/** `Array.isArray` does not narrow read-only lists. */
function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}

/** Texts on one bounded line each, joined by line feeds; empty ones left out. */
export function toPlainLines(texts: readonly string[], maximum: number): string {
  // Cut first: escaping and splitting megabytes to keep a few hundred characters would take seconds.
  const lines = texts.flatMap((text) => text.slice(0, maximum + 1).split('\n')).filter((line) => line.trim() !== '');
  const escaped = lines.map((line) => escapeForTerminal(line, { maximum })).join('\n');
  return escaped.length <= maximum ? escaped : clip(escaped, maximum);
}

/** At most `maximum` UTF-16 units, with an ellipsis where something was cut; never half a character. */
export function clip(text: string, maximum: number): string {
  if (text.length <= maximum) return text;
  const kept = text.slice(0, maximum - 1);
  const last = kept.charCodeAt(kept.length - 1);
  return `${last >= 0xd800 && last <= 0xdbff ? kept.slice(0, -1) : kept}…`;
}

/** A time as ISO 8601 with milliseconds, UTC; the epoch where there is none, so that equal input gives equal output. */
export function toIsoTime(text: string): string {
  const time = Date.parse(text);
  return new Date(Number.isNaN(time) ? 0 : time).toISOString();
}
