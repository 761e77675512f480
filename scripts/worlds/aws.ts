import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type AwsTestbed, type CostCase, costCorpora, type Ledger, startAwsTestbed, startCostExplorer } from '@cloudops/testbed';
import { stageShowcaseAccount, stageTidyAccount } from '@cloudops/testbed/aws-corpus';
import { recordByCommand, type WorldText } from './record-command.ts';

/** A world, what is staged for it, and how it is asked. */
export interface AwsWorldPlan extends WorldText {
  /** @returns the account to ask. */
  stage(testbed: AwsTestbed): Promise<string>;
  readonly flags: readonly string[];
}

const staged = 'Recorded from a stand-in for AWS in which every cause is known.';
const exposure = 'is anything of ours open to the internet?';
const ireland = ['--region', 'eu-west-1'];
const bill = costCorpora.find(({ name }) => name === 'three-causes');

/** The recorded accounts. */
export const accountWorlds: readonly AwsWorldPlan[] = [
  {
    name: 'exposed-account',
    title: 'What the internet reaches',
    description: `A small shop on AWS. Some of its ports are open to everybody, some only look as if, and one is open by two rules together. ${staged}`,
    question: exposure,
    stage: async (testbed) => (await stageShowcaseAccount(testbed)).account,
    flags: ireland,
  },
  {
    name: 'tidy-account',
    title: 'An account in which all is well',
    description: `A web page, servers behind it and a database behind those, as they should be. ${staged}`,
    question: exposure,
    stage: async (testbed) => (await stageTidyAccount(testbed)).account,
    flags: ireland,
  },
  {
    name: 'bill-with-three-causes',
    title: 'A bill with three causes at once',
    description: `Traffic, instances and credits changed within days of each other. Which of them cost how much? ${staged}`,
    question: 'why did our AWS bill jump last week?',
    stage: async () => '111122223333',
    flags: ['--input', 'history_days=60'],
  },
];

const mostLines = 9;

/** The dearest lines of a bill and those that changed: a world is to be small, and small lines tell nothing. */
function keepTelling({ ledger, expectations }: CostCase): Ledger {
  const nameOf = ({ key }: Ledger['items'][number]): string => `${key.recordType} ${key.usageType} ${key.account}`;
  const changed = new Set(expectations.map(({ usage_type: usage }) => usage));
  const totals = new Map<string, number>();
  for (const item of ledger.items) totals.set(nameOf(item), (totals.get(nameOf(item)) ?? 0) + Math.abs(item.unblended));
  const ranked = [...totals].sort(([, one], [, other]) => other - one).map(([name]) => name);
  const kept = new Set(ranked.slice(0, mostLines));
  return { ...ledger, items: ledger.items.filter((item) => kept.has(nameOf(item)) || changed.has(item.key.usageType)) };
}

/** Stages worlds behind the test bed's proxy, with a bill whose causes are known, and records their questions. */
export async function recordAccountWorlds(worlds: readonly AwsWorldPlan[]): Promise<void> {
  if (bill === undefined) throw new RangeError('the bill with three causes is gone');
  const double = await startCostExplorer({ ledger: keepTelling(bill.build(undefined, new Date().toISOString())) });
  const testbed = await startAwsTestbed({ costExplorerUrl: double.endpoint });
  const home = mkdtempSync(join(tmpdir(), 'cloudops-record-'));
  try {
    for (const world of worlds) {
      const environment = testbed.environment(await testbed.credentials(await world.stage(testbed)));
      await recordByCommand(world, { ...environment, HOME: home }, world.flags);
    }
  } finally {
    rmSync(home, { recursive: true, force: true });
    await testbed.stop();
    await double.stop();
  }
}
