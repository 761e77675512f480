import { emptyRoot, nodeHash } from './hash.ts';

/**
 * Looks up the hash of a complete subtree: the one over the leaves `index · 2^level` up to, without,
 * `(index + 1) · 2^level`. Level 0 holds the leaf hashes.
 */
export type TreeNodes = (level: number, index: number) => Uint8Array;

/** The largest power of two below `size`, which must be 2 or more: where RFC 6962 splits a tree. */
export function splitPoint(size: number): number {
  let point = 1;
  while (point * 2 < size) point *= 2;
  return point;
}

/** The hash over the leaves from `start` up to, without, `end`; an aligned, non-empty part of an RFC 6962 tree. */
export function subtreeHash(nodes: TreeNodes, start: number, end: number): Uint8Array {
  const size = end - start;
  if (size === 1) return nodes(0, start);
  const point = splitPoint(size);
  if (point * 2 === size) return nodes(Math.round(Math.log2(size)), start / size);
  return nodeHash(subtreeHash(nodes, start, start + point), subtreeHash(nodes, start + point, end));
}

/** The root of the first `size` leaves, 32 bytes (RFC 6962, 2.1). Reads O(log size) nodes. */
export function merkleRoot(size: number, nodes: TreeNodes): Uint8Array {
  return size === 0 ? emptyRoot() : subtreeHash(nodes, 0, size);
}

/** One node of the tree with its place. */
export interface PlacedNode {
  readonly level: number;
  readonly index: number;
  readonly hash: Uint8Array;
}

/**
 * The nodes that become complete when a leaf is added as number `index`: the leaf's own, then its ancestors upward.
 * @param nodes finds the nodes that were complete before.
 */
export function completedNodes(index: number, leaf: Uint8Array, nodes: TreeNodes): readonly PlacedNode[] {
  let node: PlacedNode = { level: 0, index, hash: leaf };
  const completed = [node];
  while (node.index % 2 === 1) {
    const left = nodes(node.level, node.index - 1);
    node = { level: node.level + 1, index: (node.index - 1) / 2, hash: nodeHash(left, node.hash) };
    completed.push(node);
  }
  return completed;
}

/** How many complete nodes a tree of `size` leaves has, leaves included. */
export function countNodes(size: number): number {
  let count = 0;
  for (let level = size; level > 0; level = Math.floor(level / 2)) count += level;
  return count;
}
