import type { AwsTestbed } from '../testbed.ts';
import { aclExpectations, stageAcls } from './acl-cases.ts';
import { closeClients, createClients } from './client.ts';
import { dataExpectations, stageDataServices } from './data-services.ts';
import { edgeExpectations, stageEdgeServices } from './edge-services.ts';
import { exposure } from './exposure.ts';
import { stageFunction } from './function-case.ts';
import { hygiene } from './hygiene.ts';
import { LogicalNames } from './logical-names.ts';
import { createBlockedNetwork, createOpenNetwork } from './network.ts';
import { networkExpectations, stageNetworkCases } from './network-cases.ts';
import { type Expectations, type GroupScenario, toExpectations } from './scenario.ts';
import { serviceGroups } from './service-groups.ts';
import { sources } from './sources.ts';
import { createPrefixLists, stageGroups } from './stage-groups.ts';

/** What the playbook is to be told, so that the expectations hold. */
export interface CorpusSettings {
  readonly trusted_cidrs: readonly string[];
  readonly trusted_accounts: readonly string[];
  /** TCP ports. */
  readonly allowed_ports: readonly number[];
  /** The key of a tag. */
  readonly restricted_egress_tag: string;
}

/** An account that was staged. */
export interface StagedCorpus {
  readonly account: string;
  /** The second one has Block Public Access on. */
  readonly regions: readonly string[];
  readonly names: LogicalNames;
}

/** Every group of the exposed account. */
export const exposedGroups: readonly GroupScenario[] = [...exposure, ...sources, ...hygiene, ...serviceGroups];

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

/**
 * Stages every exposure, its confusable negatives and every reach in one account, over the wire; about a minute.
 * @throws TestbedError `API_FAILED`, or what an AWS client throws.
 */
export async function stageExposedAccount(testbed: AwsTestbed, account = '111122223333'): Promise<StagedCorpus> {
  const credentials = await testbed.credentials(account);
  const open = createClients(testbed.endpoint, credentials, 'eu-west-1');
  const blocked = createClients(testbed.endpoint, credentials, 'eu-central-1');
  const names = new LogicalNames();
  const stage = { open, blocked, names };
  try {
    await createOpenNetwork(open, names);
    await createBlockedNetwork(blocked, names);
    await createPrefixLists(stage);
    await stageGroups(stage, exposedGroups);
    await stageAcls(open, names);
    await stageDataServices(stage);
    await stageEdgeServices(stage);
    await stageNetworkCases(stage);
    await stageFunction(stage);
  } finally {
    closeClients(open);
    closeClients(blocked);
  }
  return { account, regions: [open.region, blocked.region], names };
}
