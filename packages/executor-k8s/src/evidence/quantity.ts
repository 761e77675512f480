import { parseQuantity } from '../quantity/quantity.ts';

const simple = /^(\d{1,9})(m?)$/;
/** A cluster states few different quantities, many thousand times. */
const known = new Map<string, number | null>();
/** Keeps hostile texts from filling memory. */
const mostKnown = 4096;

/**
 * A value that should be a Kubernetes quantity, in cores or bytes.
 * @returns null for what is absent or no quantity.
 */
export function quantityOf(value: unknown): number | null {
  if (typeof value === 'number') return Number.isFinite(value) ? value : null;
  if (typeof value !== 'string') return null;
  let found = known.get(value);
  if (found === undefined) {
    found = read(value);
    if (known.size === mostKnown) known.clear();
    known.set(value, found);
  }
  return found;
}

function read(text: string): number | null {
  // Nearly all quantities look like this; the full grammar is ten times slower.
  const match = simple.exec(text);
  if (match === null) return parseQuantity(text);
  return match[2] === 'm' ? Number(match[1]) / 1000 : Number(match[1]);
}
