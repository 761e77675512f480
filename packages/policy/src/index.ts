// For everybody who asks for decisions.

export { decide } from './decide.ts';
export { createPolicyEngine, type PolicyEngine, type PolicyEngineOptions } from './engine.ts';
export type { PolicyErrorCode } from './errors.ts';
export { type Budget, type BudgetQuestion, type BudgetWindow, budgetsFor } from './people/budget.ts';
export { type ActiveFreeze, type Freeze, freezesAt } from './people/freeze.ts';
export { findPersonByKey, type NamedPerson, type Person, personOf, rolesOf } from './people/person.ts';
export { loadDefaultPolicies, readPolicyFolder } from './policy-folder.ts';
export {
  type Approval,
  type ChangeContext,
  createPolicyRequest,
  type PolicyQuestion,
  type PolicyRequest,
  type RequestedPlan,
} from './policy-request.ts';
export type { PolicyData, PolicyFile, PolicySource, ValidatedCache } from './policy-source.ts';

// For authors of tools around policies.

export { parsePolicyCases } from './cases/parse-cases.ts';
export type { CaseApproval, CaseExpectation, PolicyCase, PolicyCaseFile } from './cases/policy-case.ts';
export { loadDefaultPolicyCases, readPolicyCaseFile, readPolicyCases } from './cases/read-cases.ts';
export { type PolicyCaseResult, runPolicyCases } from './cases/run-cases.ts';
export { policyDigest } from './digest.ts';
export { findRemedies, type Remedy } from './find-remedies.ts';
export { lintPolicySet } from './lint/lint-policy-set.ts';
export type { PolicyRemark, PolicyRemarkCode } from './lint/remark.ts';
export { loadPolicySet } from './load-policy-set.ts';
export { findMissedMutants, type MutatedPolicy, type MutationReport } from './mutation/find-missed-mutants.ts';
export { parsePolicyData } from './policy-data.ts';
export { policyDataSchema } from './policy-data-schema.ts';
export type { Answer, PolicySet, PolicySummary, Question } from './policy-set.ts';
