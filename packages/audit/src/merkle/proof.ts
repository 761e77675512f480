import { auditError } from '../errors.ts';
import { splitPoint, subtreeHash, type TreeNodes } from './tree.ts';

/** Hashes of 32 bytes each, in the order of RFC 6962. */
export type MerkleProof = readonly Uint8Array[];

/** Which leaf to prove, in which tree. */
export interface InclusionProofOptions {
  readonly index: number;
  readonly size: number;
  readonly nodes: TreeNodes;
}

/**
 * The path from leaf `index` to the root of the tree of `size` leaves (RFC 6962, 2.1.1).
 * @throws CloudOpsError `AUDIT_RANGE_INVALID` when the tree has no such leaf.
 */
export function inclusionProof({ index, size, nodes }: InclusionProofOptions): MerkleProof {
  assertRange(Number.isSafeInteger(index) && index >= 0 && index < size, `The tree of ${size} has no leaf ${index}.`);
  const path: Uint8Array[] = [];
  let [start, end] = [0, size];
  while (end - start > 1) {
    const middle = start + splitPoint(end - start);
    path.push(index < middle ? subtreeHash(nodes, middle, end) : subtreeHash(nodes, start, middle));
    [start, end] = index < middle ? [start, middle] : [middle, end];
  }
  return path.reverse();
}

/** Which two trees of one log to prove consistent. */
export interface ConsistencyProofOptions {
  /** The smaller size. */
  readonly first: number;
  /** The larger size. */
  readonly second: number;
  readonly nodes: TreeNodes;
}

/**
 * Proves that the tree of `second` leaves begins with the tree of `first` leaves (RFC 6962, 2.1.2). Empty when the
 * sizes are the same or the first is 0.
 * @throws CloudOpsError `AUDIT_RANGE_INVALID` when `first` is above `second`.
 */
export function consistencyProof({ first, second, nodes }: ConsistencyProofOptions): MerkleProof {
  assertRange(
    Number.isSafeInteger(first) && first >= 0 && first <= second,
    `A tree of ${second} holds none of ${first}.`,
  );
  if (first === 0 || first === second) return [];
  const path: Uint8Array[] = [];
  let [start, end] = [0, second];
  while (first !== end) {
    const middle = start + splitPoint(end - start);
    path.push(first <= middle ? subtreeHash(nodes, middle, end) : subtreeHash(nodes, start, middle));
    [start, end] = first <= middle ? [start, middle] : [middle, end];
  }
  // A subtree that begins at 0 is the first tree itself, whose root the verifier has.
  if (start > 0) path.push(subtreeHash(nodes, start, end));
  return path.reverse();
}

function assertRange(holds: boolean, message: string): void {
  if (!holds) throw auditError({ code: 'AUDIT_RANGE_INVALID', message, source: 'toolkit' });
}
