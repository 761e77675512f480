import type { AwsTestbed } from '../testbed.ts';
import { stageAcls } from './acl-cases.ts';
import { closeClients, createClients } from './client.ts';
import { stageDataServices } from './data-services.ts';
import { stageEdgeServices } from './edge-services.ts';
import { exposedGroups } from './expectations.ts';
import { stageFunction } from './function-case.ts';
import { LogicalNames } from './logical-names.ts';
import { createBlockedNetwork, createOpenNetwork } from './network.ts';
import { stageNetworkCases } from './network-cases.ts';
import { createPrefixLists, stageGroups } from './stage-groups.ts';

/** An account that was staged. */
export interface StagedCorpus {
  readonly account: string;
  /** The second one has Block Public Access on. */
  readonly regions: readonly string[];
  readonly names: LogicalNames;
}

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
