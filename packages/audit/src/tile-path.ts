/** How many hashes or records a full tile holds. */
export const tileWidth: number = 256;

/** Which tile. */
export interface TileName {
  /** `0` for leaf hashes, `1` for every 8th level above, …, `entries` for records. */
  readonly level: string;
  readonly number: number;
  /** How many it holds, 1 to 256; fewer make it a partial tile. */
  readonly entries: number;
}

/**
 * A tile's path (https://c2sp.org/tlog-tiles): `tile/0/001` for number 1, `tile/0/x001/x234/067` for 1,234,067, with
 * `.p/<W>` for a partial one.
 */
export function tilePath({ level, number, entries }: TileName): string {
  const groups = [String(number % 1000).padStart(3, '0')];
  for (let rest = Math.floor(number / 1000); rest > 0; rest = Math.floor(rest / 1000)) {
    groups.unshift(`x${String(rest % 1000).padStart(3, '0')}`);
  }
  return `tile/${level}/${groups.join('/')}${entries < tileWidth ? `.p/${entries}` : ''}`;
}
