import { type IntervalSet, unite } from '../address/interval-set.ts';

/** Ports as half-open intervals within 0 to 65,536. */
export type PortSet = IntervalSet<number>;

/** Every port. */
export const allPorts: PortSet = [{ from: 0, end: 65_536 }];

/** A set from single ports and `[first, last]` ranges. */
export function portSet(...parts: readonly (number | readonly [number, number])[]): PortSet {
  return unite(
    parts.map((part) =>
      typeof part === 'number' ? { from: part, end: part + 1 } : { from: part[0], end: part[1] + 1 },
    ),
  );
}

/** Ports as `[[first, last], …]`, the form that findings carry. */
export function toRanges(set: PortSet): readonly (readonly [number, number])[] {
  return set.map(({ from, end }) => [from, end - 1] as const);
}

/** Ports as a person writes them: `22, 8000-8100`. */
export function portsText(set: PortSet, most = 8): string {
  const ranges = toRanges(set).map(([first, last]) => (first === last ? String(first) : `${first}-${last}`));
  if (ranges.length <= most) return ranges.join(', ');
  return `${ranges.slice(0, most).join(', ')} and ${ranges.length - most} more`;
}

/**
 * The ports of a rule of TCP or UDP. EC2 states -1 or nothing for "all"; what is out of bounds is cut, and a
 * reversed range opens nothing.
 */
export function rulePorts(from: number | null, to: number | null): PortSet {
  if (from === null || from < 0) return allPorts;
  const last = to === null || to < 0 ? from : to;
  return unite([{ from: Math.trunc(from), end: Math.min(Math.trunc(last) + 1, 65_536) }]);
}
