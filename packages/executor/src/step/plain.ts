import type { ExpressionScope } from '@cloudops/spec';

/** Objects of the scope that are plain JSON already: each output and what it holds directly. */
function listPlain(scope: ExpressionScope): Set<unknown> {
  const plain = new Set<unknown>([scope.inputs]);
  for (const step of Object.values(scope.steps ?? {})) {
    const { output } = step as { readonly output: unknown };
    if (typeof output !== 'object' || output === null) continue;
    plain.add(output);
    for (const part of Object.values(output)) plain.add(part);
  }
  return plain;
}

function fromBigInt(value: bigint): number {
  const number = Number(value);
  if (Number.isSafeInteger(number)) return number;
  throw new RangeError(`${value} is too large to be exact`);
}

/**
 * Makes a conversion from what expressions yield (CEL integers come as `bigint`, maps as `Map`,
 * times as `Date`) to plain JSON. Parts of
 * earlier outputs are passed on as they are, without a walk: an analyzer may be handed 20,000 pods.
 */
export function createPlain(scope: ExpressionScope): (value: unknown) => unknown {
  const known = listPlain(scope);
  const convert = (value: unknown): unknown => {
    if (typeof value === 'bigint') return fromBigInt(value);
    if (typeof value !== 'object' || value === null || known.has(value)) return value;
    if (Array.isArray(value)) return value.map(convert);
    if (value instanceof Date) return value.toISOString();
    const entries = value instanceof Map ? [...value.entries()] : Object.entries(value);
    return Object.fromEntries(entries.map(([key, part]) => [String(key), convert(part)]));
  };
  return convert;
}
