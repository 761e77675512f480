import {
  type CreateProvider,
  checkAbort,
  checkBadInput,
  checkCounting,
  checkDeterminism,
  checkOutput,
  checkUnknown,
} from './behaviour-checks.ts';
import {
  checkActionNames,
  checkClose,
  checkDeclarations,
  checkFindings,
  checkSpecification,
  checkTargets,
  checkUnknownKeys,
} from './declaration-checks.ts';
import type { ConformanceCase, ProviderUnderTest } from './provider-under-test.ts';

/** Checks that need one provider and leave it behind. */
const singles: Readonly<Record<string, (subject: ProviderUnderTest) => Promise<void>>> = {
  'specification-is-stated': checkSpecification,
  'actions-are-named': checkActionNames,
  'actions-are-declared': checkDeclarations,
  'unknown-keys-are-rejected': checkUnknownKeys,
  'bad-input-does-not-throw': checkBadInput,
  'output-matches-its-schema': checkOutput,
  'requests-are-counted': checkCounting,
  'findings-are-documented': checkFindings,
  'targets-need-no-network': checkTargets,
  'close-may-be-repeated': checkClose,
};

/** Checks that need several. */
const multiples: Readonly<Record<string, (createProvider: CreateProvider) => Promise<void>>> = {
  'abort-is-prompt': checkAbort,
  'same-answers-give-same-bytes': checkDeterminism,
  'failure-reads-as-unknown': checkUnknown,
};

/**
 * What every provider must do, one case for each rule of the contract. For any test runner: register each case under its name
 * and await its `run`.
 * @param createProvider makes a fresh provider over a transport that answers the sample inputs; called once or more a case.
 */
export function providerConformance(createProvider: CreateProvider): readonly ConformanceCase[] {
  return [
    ...Object.entries(singles).map(([name, check]) => ({ name, run: async () => check(await createProvider()) })),
    ...Object.entries(multiples).map(([name, check]) => ({ name, run: () => check(createProvider) })),
  ];
}
