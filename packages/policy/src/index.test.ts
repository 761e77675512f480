import { expect, it } from 'vitest';
import * as policy from './index.ts';

it('exports what is meant to be public', () => {
  expect(Object.keys(policy).sort()).toEqual([
    'budgetsFor',
    'createPolicyEngine',
    'decide',
    'findPersonByKey',
    'freezesAt',
    'loadDefaultPolicies',
    'loadPolicySet',
    'parsePolicyData',
    'personOf',
    'policyDataSchema',
    'policyDigest',
    'readPolicyFolder',
    'rolesOf',
  ]);
});
