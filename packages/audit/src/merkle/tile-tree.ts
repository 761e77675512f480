import { hash } from 'node:crypto';

/** Leaves that one tile covers; a power of two. */
export const tileLeaves: number = 256;

/** Levels above the leaves that lie within a tile. */
export const tileHeight: number = 8;

const hashLength = 32;

/** The complete nodes over up to 256 leaves, level by level; each level is one run of 32-byte hashes. */
export interface TileTree {
  /** Leaves in it. */
  readonly count: number;
  /** The hashes of a level, 0 to 8, in order; valid until the next `build`. */
  level(level: number): Buffer;
  /** One node by its place in the tile. */
  node(level: number, index: number): Buffer;
}

/** Makes trees over tiles, one after the other, in the same memory: verifying a log must not allocate per record. */
export interface TileTreeBuilder {
  /** @param leaves the records' bytes, one behind the other. @param lengths how long each is. */
  build(leaves: Uint8Array, lengths: readonly number[]): TileTree;
  /** The tree over leaf hashes, one behind the other. @returns null unless there are `count` of them. */
  rebuild(hashes: Uint8Array, count: number): TileTree | null;
}

/** A {@link TileTreeBuilder}; RFC 6962 hashing, as `leafHash` and `nodeHash` do it. */
export function createTileTreeBuilder(): TileTreeBuilder {
  const levels = Array.from({ length: tileHeight + 1 }, (_, level) => Buffer.alloc((tileLeaves >> level) * hashLength));
  const leafInput = Buffer.alloc(1 + 65_535);
  const nodeInput = Buffer.alloc(1 + 2 * hashLength, 1);
  return {
    build: (leaves, lengths) => {
      hashLeaves(levelOf(levels, 0), leafInput, { leaves, lengths });
      return buildAbove(levels, nodeInput, lengths.length);
    },
    rebuild: (hashes, count) => {
      if (hashes.length !== count * hashLength) return null;
      levelOf(levels, 0).set(hashes);
      return buildAbove(levels, nodeInput, count);
    },
  };
}

function buildAbove(levels: readonly Buffer[], nodeInput: Buffer, count: number): TileTree {
  for (let level = 1; level <= tileHeight; level += 1) {
    hashPairs(levelOf(levels, level), nodeInput, { below: levelOf(levels, level - 1), count: count >> level });
  }
  return toTree(levels, count);
}

function toTree(levels: readonly Buffer[], count: number): TileTree {
  return {
    count,
    level: (level) => levelOf(levels, level).subarray(0, (count >> level) * hashLength),
    node: (level, index) => levelOf(levels, level).subarray(index * hashLength, (index + 1) * hashLength),
  };
}

function levelOf(levels: readonly Buffer[], level: number): Buffer {
  return levels[level] ?? Buffer.alloc(0);
}

interface Leaves {
  readonly leaves: Uint8Array;
  readonly lengths: readonly number[];
}

function hashLeaves(target: Buffer, input: Buffer, { leaves, lengths }: Leaves): void {
  let start = 0;
  for (const [index, length] of lengths.entries()) {
    input.set(leaves.subarray(start, start + length), 1);
    writeHash(target, index, input.subarray(0, 1 + length));
    start += length;
  }
}

function hashPairs(target: Buffer, input: Buffer, { below, count }: { below: Buffer; count: number }): void {
  for (let index = 0; index < count; index += 1) {
    below.copy(input, 1, 2 * index * hashLength, 2 * (index + 1) * hashLength);
    writeHash(target, index, input);
  }
}

function writeHash(target: Buffer, index: number, input: Buffer): void {
  // As text of one character per byte: a new buffer for each hash costs more than the hash.
  target.write(hash('sha256', input, 'binary'), index * hashLength, 'latin1');
}
