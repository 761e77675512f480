/** Levels of lists and objects in a value. */
const deepest = 100;

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

/** Parses JSON of a plugin. What would reach a prototype when it is copied, or a stack's end when it is walked, is refused. */
export function parseHostileJson(text: string): ParsedJson {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { kind: 'refused', why: 'a message that is not JSON' };
  }
  const fault = findFault(value);
  return fault === undefined ? { kind: 'value', value } : { kind: 'refused', why: fault };
}
