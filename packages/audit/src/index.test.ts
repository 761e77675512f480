import { expect, it } from 'vitest';
import * as audit from './index.ts';

it('exports exactly what the README promises', () => {
  expect(Object.keys(audit).sort()).toEqual([
    'consistencyProof',
    'createAuditId',
    'createNoteSigner',
    'createTreeNodes',
    'emptyRoot',
    'exportTiles',
    'formatCheckpoint',
    'inclusionProof',
    'leafHash',
    'merkleRoot',
    'nodeHash',
    'openAuditLog',
    'openNote',
    'parseCheckpoint',
    'parseVerifierKey',
    'signNote',
    'verifyConsistency',
    'verifyInclusion',
  ]);
});
