/** Numbers from 0 up to, not including, 1; the same seed gives the same row. */
export type Random = () => number;

/** FNV-1a: http://www.isthe.com/chongo/tech/comp/fnv/ */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) value = Math.imul(value ^ text.charCodeAt(index), 0x01000193);
  return value >>> 0;
}

/** Makes the mulberry32 generator, seeded by a number and a text. Not for secrets. */
export function createRandom(seed: number, text: string): Random {
  let state = (hash(text) ^ Math.imul(seed + 1, 0x9e3779b1)) >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Fisher and Yates. @returns a new list. */
function shuffleList<Item>(list: readonly Item[], random: Random): readonly Item[] {
  const shuffled = [...list];
  for (let index = shuffled.length - 1; index > 0; index -= 1) {
    const other = Math.floor(random() * (index + 1));
    const [left, right] = [shuffled[index], shuffled[other]];
    if (left !== undefined && right !== undefined) [shuffled[index], shuffled[other]] = [right, left];
  }
  return shuffled;
}

/** Permutes the keys of every object and the entries of every `items`; other lists have a meaning in their order. */
function shuffleJson(value: unknown, random: Random): unknown {
  if (Array.isArray(value)) return value.map((item) => shuffleJson(item, random));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, part]): readonly [string, unknown] => {
    const inner = shuffleJson(part, random);
    return [key, key === 'items' && Array.isArray(inner) ? shuffleList(inner, random) : inner];
  });
  return Object.fromEntries(shuffleList(entries, random));
}

/** Permutes a body where its order means nothing; what is not a JSON object stays as it is. */
export function shuffleBody(body: string, random: Random): string {
  if (!body.startsWith('{')) return body;
  try {
    return JSON.stringify(shuffleJson(JSON.parse(body), random));
  } catch {
    return body;
  }
}
