import type { FieldMask } from './field-mask.ts';

/** One key of a {@link ScanMask}. */
export interface ScanKey {
  readonly key: string;
  /** The key in UTF-8. */
  readonly bytes: Uint8Array;
  readonly below: ScanMask;
}

/** A field mask made for reading bytes: keys in the mask's order, each with its place. */
export interface ScanMask {
  readonly whole: boolean;
  readonly keys: readonly ScanKey[];
  readonly each: ScanMask | null;
}

/** Makes a {@link ScanMask} of a compiled mask. */
export function toScanMask({ whole, keys, each }: FieldMask): ScanMask {
  return {
    whole,
    keys: [...keys].map(([key, below]) => ({ key, bytes: Buffer.from(key), below: toScanMask(below) })),
    each: each === null ? null : toScanMask(each),
  };
}

/** The place of a key written in plain ASCII from `start` to before `end`; -1 when the mask does not name it. */
export function placeOfBytes(mask: ScanMask, bytes: Uint8Array, start: number, end: number): number {
  const { keys } = mask;
  for (let place = 0; place < keys.length; place += 1) {
    const name = keys[place]?.bytes;
    if (name === undefined || name.length !== end - start) continue;
    let same = 0;
    while (same < name.length && name[same] === bytes[start + same]) same += 1;
    if (same === name.length) return place;
  }
  return -1;
}

/** The place of a decoded key; -1 when the mask does not name it. */
export function placeOfKey(mask: ScanMask, key: string): number {
  return mask.keys.findIndex((entry) => entry.key === key);
}
