import { hash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { leafHash } from './hash.ts';
import { createTreeNodes } from './memory-tree.ts';
import { consistencyProof, inclusionProof } from './proof.ts';
import { merkleRoot } from './tree.ts';
import { verifyConsistency, verifyInclusion } from './verify-proof.ts';

/** RFC 6962, section 2.1, word for word: slow, and shares no code with what it judges. */
const naive = {
  split: (size: number): number => 2 ** Math.floor(Math.log2(size - 1)),
  join: (left: Buffer, right: Buffer): Buffer => hash('sha256', Buffer.concat([Buffer.of(1), left, right]), 'buffer'),
  root: (data: readonly Buffer[]): Buffer => {
    if (data.length === 0) return hash('sha256', '', 'buffer');
    if (data.length === 1) return hash('sha256', Buffer.concat([Buffer.of(0), ...data]), 'buffer');
    const point = naive.split(data.length);
    return naive.join(naive.root(data.slice(0, point)), naive.root(data.slice(point)));
  },
  path: (index: number, data: readonly Buffer[]): Buffer[] => {
    if (data.length === 1) return [];
    const point = naive.split(data.length);
    const [left, right] = [data.slice(0, point), data.slice(point)];
    return index < point
      ? [...naive.path(index, left), naive.root(right)]
      : [...naive.path(index - point, right), naive.root(left)];
  },
  proof: (first: number, data: readonly Buffer[], isWhole = true): Buffer[] => {
    if (first === data.length) return isWhole ? [] : [naive.root(data)];
    const point = naive.split(data.length);
    const [left, right] = [data.slice(0, point), data.slice(point)];
    return first <= point
      ? [...naive.proof(first, left, isWhole), naive.root(right)]
      : [...naive.proof(first - point, right, false), naive.root(left)];
  },
};

const limit = 70;
const data = Array.from({ length: limit }, (_, index) => Buffer.from(`leaf ${index}`));
const nodes = createTreeNodes(data.map(leafHash));
const sizes = fc.integer({ min: 1, max: limit });
const place = fc.tuple(sizes, fc.nat()).map(([size, seed]) => ({ size, index: seed % size }));
const pair = fc.tuple(sizes, fc.nat()).map(([second, seed]) => ({ second, first: 1 + (seed % second) }));

describe('inclusionProof', () => {
  it('is the path of the RFC, and proves its leaf and no other', () => {
    fc.assert(
      fc.property(place, fc.nat(limit - 1), ({ size, index }, other) => {
        const proof = inclusionProof({ index, size, nodes });
        expect(proof).toEqual(naive.path(index, data.slice(0, size)));
        const claim = { index, size, root: naive.root(data.slice(0, size)), proof };
        expect(verifyInclusion({ ...claim, leafHash: nodes(0, index) })).toBe(true);
        expect(verifyInclusion({ ...claim, leafHash: nodes(0, other) })).toBe(other === index);
        expect(verifyInclusion({ ...claim, leafHash: nodes(0, index), proof: [...proof, nodes(0, 0)] })).toBe(false);
      }),
    );
  });

  it('refuses a leaf that the tree does not have', () => {
    for (const index of [-1, 3, 0.5]) {
      expect(() => inclusionProof({ index, size: 3, nodes })).toThrow(
        expect.objectContaining({ code: 'AUDIT_RANGE_INVALID' }),
      );
      expect(verifyInclusion({ index, size: 3, leafHash: nodes(0, 0), root: merkleRoot(3, nodes), proof: [] })).toBe(
        false,
      );
    }
  });
});

describe('consistencyProof', () => {
  it('is the proof of the RFC, and proves its two trees and no others', () => {
    fc.assert(
      fc.property(pair, ({ first, second }) => {
        const proof = consistencyProof({ first, second, nodes });
        expect(proof).toEqual(naive.proof(first, data.slice(0, second)));
        const firstRoot = naive.root(data.slice(0, first));
        const secondRoot = naive.root(data.slice(0, second));
        const claim = { first, second, firstRoot, secondRoot, proof };
        expect(verifyConsistency(claim)).toBe(true);
        expect(verifyConsistency({ ...claim, secondRoot: naive.root(data.slice(1, second + 1)) })).toBe(false);
        expect(verifyConsistency({ ...claim, firstRoot: naive.root(data.slice(1, first + 1)) })).toBe(false);
        expect(verifyConsistency({ ...claim, proof: [...proof, firstRoot] })).toBe(false);
        if (proof.length > 0) expect(verifyConsistency({ ...claim, proof: proof.slice(1) })).toBe(false);
      }),
    );
  });

  it('from nothing is empty and holds for the empty root only', () => {
    const claim = {
      first: 0,
      second: 5,
      secondRoot: merkleRoot(5, nodes),
      proof: consistencyProof({ first: 0, second: 5, nodes }),
    };
    expect(verifyConsistency({ ...claim, firstRoot: merkleRoot(0, nodes) })).toBe(true);
    expect(verifyConsistency({ ...claim, firstRoot: merkleRoot(1, nodes) })).toBe(false);
  });

  it('refuses to shrink', () => {
    expect(() => consistencyProof({ first: 4, second: 3, nodes })).toThrow(
      expect.objectContaining({ code: 'AUDIT_RANGE_INVALID' }),
    );
    const roots = { firstRoot: merkleRoot(4, nodes), secondRoot: merkleRoot(3, nodes) };
    expect(verifyConsistency({ first: 4, second: 3, ...roots, proof: [] })).toBe(false);
  });
});
