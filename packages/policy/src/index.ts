// For everybody who asks for decisions.
export { decide } from './decide.ts';
// For authors of tools around policies.
export { policyDigest } from './digest.ts';
export { createPolicyEngine, type PolicyEngine, type PolicyEngineOptions } from './engine.ts';
export type { PolicyErrorCode } from './errors.ts';
export { loadPolicySet } from './load-policy-set.ts';
export { type Budget, type BudgetQuestion, type BudgetWindow, budgetsFor } from './people/budget.ts';
export { type ActiveFreeze, type Freeze, freezesAt } from './people/freeze.ts';
export { findPersonByKey, type NamedPerson, type Person, personOf, rolesOf } from './people/person.ts';
export { parsePolicyData } from './policy-data.ts';
export { policyDataSchema } from './policy-data-schema.ts';
export { loadDefaultPolicies, readPolicyFolder } from './policy-folder.ts';
export type { Approval, ChangeContext, PolicyRequest, RequestedPlan } from './policy-request.ts';
export type { Answer, PolicySet, PolicySummary, Question } from './policy-set.ts';
export type { PolicyData, PolicyFile, PolicySource, ValidatedCache } from './policy-source.ts';
