import { auditError } from '../errors.ts';
import { completedNodes, type TreeNodes } from './tree.ts';

/** Computes every complete node over a list of leaf hashes, to be used where no store keeps them. */
export function createTreeNodes(leafHashes: readonly Uint8Array[]): TreeNodes {
  const levels: Uint8Array[][] = [];
  const nodes: TreeNodes = (level, index) => {
    const hash = levels[level]?.[index];
    if (hash === undefined) {
      throw auditError({
        code: 'AUDIT_RANGE_INVALID',
        message: `The tree has no node ${level}/${index}.`,
        source: 'toolkit',
      });
    }
    return hash;
  };
  for (const [index, leaf] of leafHashes.entries()) {
    for (const node of completedNodes(index, leaf, nodes)) {
      levels[node.level] ??= [];
      levels[node.level]?.push(node.hash);
    }
  }
  return nodes;
}
