import { setImmediate } from 'node:timers/promises';
import { isSameHash, nodeHash } from '../merkle/hash.ts';
import {
  createTileTreeBuilder,
  type TileTree,
  type TileTreeBuilder,
  tileHeight,
  tileLeaves,
} from '../merkle/tile-tree.ts';
import { merkleRoot, type TreeNodes } from '../merkle/tree.ts';
import type { Statements } from './database.ts';
import { type Flaw, findFirstFlaw } from './first-flaw.ts';
import { toBytes } from './read.ts';

/** How long the process may be blocked at a stretch, in tiles of 256 records. */
const tilesAtOnce = 32;

/** What the records gave. */
export interface Recomputed {
  readonly kind: 'recomputed';
  readonly size: number;
  readonly root: Uint8Array;
  /** The root of the first so many records, for each size that was asked for and that the log reaches. */
  readonly pastRoots: ReadonlyMap<number, Uint8Array>;
}

/** What to recompute. */
export interface RecomputeOptions {
  readonly statements: Statements;
  /** The first record that is there, a whole number of tiles; of those before it, the hashes are. */
  readonly first: number;
  /** How many records the checkpoint signs. */
  readonly size: number;
  /** Sizes whose roots are wanted. */
  readonly pastSizes: readonly number[];
  /** Told the number of records done, now and then. */
  onProgress?(done: number): void;
  readonly signal?: AbortSignal;
}

/** Hashes every record that is there, in tiles, and compares every stored node that depends on it. */
export async function recompute(options: RecomputeOptions): Promise<Recomputed | Flaw> {
  const { statements, first, size, pastSizes } = options;
  const builder = createTileTreeBuilder();
  const edge = new Map<number, Uint8Array>();
  const pastRoots = new Map<number, Uint8Array>();
  for (let start = 0; start < size; start += tileLeaves) {
    const end = Math.min(start + tileLeaves, size);
    const tree = start < first ? rebuildTile(statements, builder, start) : buildTile(statements, builder, start, end);
    if (tree === null || !isTileStored(statements, tree, start))
      return findFirstFlaw(statements, { start, first, size });
    const nodes = nodesOf(edge, tree, start);
    const within = pastSizes.filter((past) => past > start && past < end);
    for (const past of within) pastRoots.set(past, merkleRoot(past, nodes));
    if (tree.count === tileLeaves && !climb(statements, edge, tree, start)) {
      return findFirstFlaw(statements, { start, first, size });
    }
    if (pastSizes.includes(end) || end === size) pastRoots.set(end, merkleRoot(end, nodes));
    if ((start / tileLeaves) % tilesAtOnce === tilesAtOnce - 1) {
      options.onProgress?.(end);
      options.signal?.throwIfAborted();
      await setImmediate();
    }
  }
  const empty = merkleRoot(0, () => new Uint8Array(0));
  pastRoots.set(0, empty);
  return { kind: 'recomputed', size, root: pastRoots.get(size) ?? empty, pastRoots };
}

// One row for a whole tile: crossing from SQLite to here costs more for each row than hashing it.
const tileSql = `SELECT CAST(group_concat(leaf, '') AS BLOB) AS leaves, group_concat(length(leaf)) AS lengths
FROM (SELECT leaf FROM entry WHERE idx >= ? AND idx < ? ORDER BY idx)`;

function buildTile(statements: Statements, builder: TileTreeBuilder, start: number, end: number): TileTree | null {
  const row = statements.prepare(tileSql).get(start, end);
  const lengths = typeof row?.lengths === 'string' ? row.lengths.split(',').map(Number) : [];
  return lengths.length === end - start ? builder.build(toBytes(row?.leaves), lengths) : null;
}

const nodesSql = `SELECT CAST(group_concat(hash, '') AS BLOB) AS hashes
FROM (SELECT hash FROM node WHERE level = ? AND idx >= ? AND idx < ? ORDER BY idx)`;

/** A tile whose records were cut: from the hashes that they left. */
function rebuildTile(statements: Statements, builder: TileTreeBuilder, start: number): TileTree | null {
  const hashes = toBytes(statements.prepare(nodesSql).get(0, start, start + tileLeaves)?.hashes);
  return builder.rebuild(hashes, tileLeaves);
}

function isTileStored(statements: Statements, tree: TileTree, start: number): boolean {
  for (let level = 0; level <= tileHeight; level += 1) {
    const expected = tree.level(level);
    if (expected.length === 0) break;
    const first = start >> level;
    const row = statements.prepare(nodesSql).get(level, first, first + (tree.count >> level));
    if (Buffer.compare(toBytes(row?.hashes), expected) !== 0) return false;
  }
  return true;
}

function nodesOf(edge: ReadonlyMap<number, Uint8Array>, tree: TileTree, start: number): TreeNodes {
  // Only the newest node of a level is ever asked for above the tile.
  return (level, index) => {
    const first = Math.floor(start / 2 ** level);
    if (level <= tileHeight && index >= first && index - first < tree.count >> level)
      return tree.node(level, index - first);
    return edge.get(level) ?? new Uint8Array(0);
  };
}

/** Adds a whole tile to the tree's right edge. @returns whether the nodes that it completes are the stored ones. */
function climb(statements: Statements, edge: Map<number, Uint8Array>, tree: TileTree, start: number): boolean {
  let [level, index, hash] = [tileHeight, start / tileLeaves, Uint8Array.from(tree.node(tileHeight, 0))];
  while (index % 2 === 1) {
    const left = edge.get(level) ?? new Uint8Array(0);
    edge.set(level, hash);
    [level, index, hash] = [level + 1, (index - 1) / 2, Uint8Array.from(nodeHash(left, hash))];
    const stored = statements.prepare('SELECT hash FROM node WHERE level = ? AND idx = ?').get(level, index);
    if (!isSameHash(toBytes(stored?.hash), hash)) return false;
  }
  edge.set(level, hash);
  return true;
}
