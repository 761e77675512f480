import { parseQuantity } from '../quantity/quantity.ts';

const simple = /^(\d{1,9})(m?)$/;

/**
 * A value that should be a Kubernetes quantity, in cores or bytes.
 * @returns null for what is absent or no quantity.
 */
export function quantityOf(value: unknown): number | null {
  if (typeof value === 'number') return Number.isFinite(value) ? value : null;
  if (typeof value !== 'string') return null;
  // Nearly all of the many thousand quantities of a cluster look like this; the full grammar is ten times slower.
  const match = simple.exec(value);
  if (match === null) return parseQuantity(value);
  return match[2] === 'm' ? Number(match[1]) / 1000 : Number(match[1]);
}
