const foreign = /[^\x20-\x7e]/gu;
const mostNamed = 5;

/**
 * A name that decides who or what is meant, with the code points of whatever is not ASCII named behind it: `аlice` with a
 * Cyrillic а looks like `alice`.
 */
export function identifierText(name: string): string {
  const points = [...new Set(name.match(foreign) ?? [])].map(
    (character) => `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`,
  );
  if (points.length === 0) return name;
  const more = points.length > mostNamed ? ' and more' : '';
  return `${name} (not ASCII: ${points.slice(0, mostNamed).join(', ')}${more})`;
}
