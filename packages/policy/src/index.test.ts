import { expect, it } from 'vitest';
import * as policy from './index.ts';

it('exports what is meant to be public', () => {
  expect(Object.keys(policy).sort()).toEqual([
    ...[
      'budgetsFor',
      'createPolicyEngine',
      'createPolicyRequest',
      'decide',
      'findMissedMutants',
      'findPersonByKey',
      'findRemedies',
    ],
    ...['freezesAt', 'lintPolicySet', 'loadDefaultPolicies', 'loadDefaultPolicyCases', 'loadPolicySet'],
    ...['parsePolicyCases', 'parsePolicyData', 'personOf', 'policyDataSchema', 'policyDigest', 'readPolicyCaseFile'],
    ...['readPolicyCases', 'readPolicyFolder', 'rolesOf', 'runPolicyCases'],
  ]);
});
