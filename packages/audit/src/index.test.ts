import { expect, it } from 'vitest';
import * as audit from './index.ts';

it('exports exactly what the README promises', () => {
  expect(Object.keys(audit).sort()).toEqual([
    'consistencyProof',
    'createAuditId',
    'createCommandRecord',
    'createNoteSigner',
    'createTreeNodes',
    'emptyRoot',
    'eraseSubject',
    'exportTiles',
    'findSecrets',
    'formatCheckpoint',
    'inclusionProof',
    'isPseudonym',
    'leafHash',
    'maskSecrets',
    'merkleRoot',
    'nodeHash',
    'openAuditLog',
    'openNote',
    'openSubjectKeys',
    'parseCheckpoint',
    'parseVerifierKey',
    'protectAuditLog',
    'signNote',
    'toAuditInputs',
    'toAuditPolicy',
    'toAuditSteps',
    'toAuditUser',
    'verifyConsistency',
    'verifyInclusion',
  ]);
});
