/** Levels of lists and objects in a value. */
const deepest = 100;
/** Lists and objects in a value, keys in all of them, and items: more would take the host many seconds and gigabytes. */
const mostContainers = 1_000_000;
const mostKeys = 1_000_000;
const mostItems = 8_000_000;
/** A shorter text holds too few of anything to count them. */
const countedFrom = 1_000_000;

/** A value that JSON carried, or why it is not taken. */
export type ParsedJson =
  | { readonly kind: 'value'; readonly value: unknown }
  | { readonly kind: 'refused'; readonly why: string };

function isContainer(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

/** Goes level by level, since a value may be nested deeper than a stack. */
function findFault(value: unknown): string | undefined {
  let level = isContainer(value) ? [value] : [];
  for (let depth = 1; level.length > 0; depth += 1) {
    if (depth > deepest) return `a value nested more than ${deepest} levels deep`;
    const next: object[] = [];
    for (const container of level) {
      if (Object.hasOwn(container, '__proto__')) return 'a value with the key "__proto__"';
      for (const item of Object.values(container)) if (isContainer(item)) next.push(item);
    }
    level = next;
  }
  return undefined;
}

/** Where a string ends that begins before `start`. */
function endOfString(text: string, start: number): number {
  let at = text.indexOf('"', start);
  while (at !== -1) {
    let slashes = 0;
    while (text.charCodeAt(at - 1 - slashes) === 92) slashes += 1;
    if (slashes % 2 === 0) return at;
    at = text.indexOf('"', at + 1);
  }
  return text.length;
}

/** Counts before anything is built: a short text can hold more than a heap does. */
function isTooMuch(text: string): boolean {
  if (text.length < countedFrom) return false;
  let containers = 0;
  let keys = 0;
  let items = 0;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === 34) at = endOfString(text, at + 1);
    else if (code === 91 || code === 123) containers += 1;
    else if (code === 58) keys += 1;
    else if (code === 44) items += 1;
  }
  return containers > mostContainers || keys > mostKeys || items > mostItems;
}

/** Parses JSON of a plugin. What would reach a prototype when it is copied, or a stack's end when it is walked, is refused. */
export function parseHostileJson(text: string): ParsedJson {
  if (isTooMuch(text)) return { kind: 'refused', why: 'a value of more parts than can be looked at' };
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { kind: 'refused', why: 'text that is not JSON' };
  }
  const fault = findFault(value);
  return fault === undefined ? { kind: 'value', value } : { kind: 'refused', why: fault };
}
