import type { Exchange } from '@cloudops/spec';

function compare(left: string, right: string): number {
  if (left === right) return 0;
  return left < right ? -1 : 1;
}

/** Sorts exchanges by provider, path, method and body, by code unit. @returns a new list. */
export function sortExchanges(exchanges: readonly Exchange[]): readonly Exchange[] {
  return [...exchanges].sort(
    (left, right) =>
      compare(left.provider, right.provider) ||
      compare(left.path, right.path) ||
      compare(left.method, right.method) ||
      compare(left.body ?? '', right.body ?? ''),
  );
}
