import { isSameHash, leafHash } from '../merkle/hash.ts';
import { completedNodes, type TreeNodes } from '../merkle/tree.ts';
import type { Statements } from './database.ts';
import { toBytes } from './read.ts';

/** The first record that is not what the tree says. */
export interface Flaw {
  readonly kind: 'broken';
  readonly index: number | null;
  readonly why: string;
}

/** Where to look. */
export interface FlawSearch {
  /** A multiple of 256, up to which everything was found good. */
  readonly start: number;
  /** The first record that is there. */
  readonly first: number;
  readonly size: number;
}

/**
 * Names the first bad record of a log whose tile from `start` on is known to be bad, record by record.
 */
export function findFirstFlaw(statements: Statements, { start, first, size }: FlawSearch): Flaw {
  const found = new Map<string, Uint8Array>();
  const stored: TreeNodes = (level, index) => {
    const row = statements.prepare('SELECT hash FROM node WHERE level = ? AND idx = ?').get(level, index);
    return found.get(`${level}/${index}`) ?? toBytes(row?.hash);
  };
  for (let index = start; index < size; index += 1) {
    const row = statements.prepare('SELECT leaf FROM entry WHERE idx = ?').get(index);
    if (row === undefined && index >= first) return missing(statements, index, size);
    const hash = row === undefined ? stored(0, index) : leafHash(toBytes(row.leaf));
    if (hash.length === 0) return broken(index, `the hash of record ${index}, which was cut, is missing`);
    const completed = completedNodes(index, hash, stored);
    if (!completed.every((node) => isSameHash(stored(node.level, node.index), node.hash))) {
      return broken(index, `record ${index} does not match its hash in the tree`);
    }
    for (const node of completed) found.set(`${node.level}/${node.index}`, node.hash);
  }
  return broken(null, 'the tree changed while it was read');
}

function missing(statements: Statements, index: number, size: number): Flaw {
  const later = statements.prepare('SELECT 1 FROM entry WHERE idx > ? LIMIT 1').get(index);
  const why = later === undefined ? `: the signed checkpoint has ${size}` : '';
  return broken(index, `record ${index} is missing${why}`);
}

function broken(index: number | null, why: string): Flaw {
  return { kind: 'broken', index, why };
}
