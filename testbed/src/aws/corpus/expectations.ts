import { aclExpectations } from './acl-cases.ts';
import { dataExpectations } from './data-services.ts';
import { edgeExpectations } from './edge-services.ts';
import { exposure } from './exposure.ts';
import { exposedServices } from './exposure-services.ts';
import { hygiene } from './hygiene.ts';
import { references } from './hygiene-references.ts';
import { networkExpectations } from './network-cases.ts';
import { type Expectations, type GroupScenario, toExpectations } from './scenario.ts';
import { serviceGroups } from './service-groups.ts';
import { sources } from './sources.ts';

/** What the playbook is to be told, so that the expectations hold. */
export interface CorpusSettings {
  readonly trusted_cidrs: readonly string[];
  readonly trusted_accounts: readonly string[];
  /** TCP ports. */
  readonly allowed_ports: readonly number[];
  /** The key of a tag. */
  readonly restricted_egress_tag: string;
}

/** Every group of the exposed account. */
export const exposedGroups: readonly GroupScenario[] = [
  ...exposure,
  ...exposedServices,
  ...sources,
  ...hygiene,
  ...references,
  ...serviceGroups,
];

/** The settings that the expectations are made for. */
export const corpusSettings: CorpusSettings = {
  trusted_cidrs: ['20.30.50.0/24'],
  trusted_accounts: ['444455556666'],
  allowed_ports: [80, 443],
  restricted_egress_tag: 'restricted-egress',
};

function merge(parts: readonly Expectations[]): Expectations {
  return {
    expected: parts.flatMap(({ expected }) => expected),
    absent: parts.flatMap(({ absent }) => absent),
    open: parts.flatMap(({ open }) => open),
  };
}

/**
 * What a right audit says of the exposed account: each finding by code and resource, what must not be said, and what
 * the rules leave open. SG-048 needs an approved baseline, which an account does not hold: it is not in here.
 */
export const exposedExpectations: Expectations = merge([
  toExpectations(exposedGroups),
  aclExpectations,
  dataExpectations,
  edgeExpectations,
  networkExpectations,
]);
