import { expect, it } from 'vitest';
import * as policy from './index.ts';

it('exports what is meant to be public', () => {
  expect(Object.keys(policy).sort()).toEqual([
    'createPolicyEngine',
    'decide',
    'loadDefaultPolicies',
    'loadPolicySet',
    'parsePolicyData',
    'policyDataSchema',
    'policyDigest',
    'readPolicyFolder',
  ]);
});
