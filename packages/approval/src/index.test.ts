import { expect, it } from 'vitest';
import * as approval from './index.ts';

it('exports exactly what the README promises', () => {
  expect(Object.keys(approval).sort()).toEqual([
    'approvalPredicateType',
    'approvalStatementSchema',
    'createApproval',
    'createCommandSigner',
    'createKeychainSigner',
    'createRevocation',
    'createSshAgentSigner',
    'encodePae',
    'generateKeyFile',
    'openEnvelope',
    'openKeyFile',
    'parseEnvelope',
    'parsePublicKey',
    'parseStrictJson',
    'planBlob',
    'readStatement',
    'revocationPredicateType',
    'revocationStatementSchema',
    'sealEnvelope',
    'statementType',
    'toSigstoreBundle',
    'verifyApprovals',
  ]);
});
