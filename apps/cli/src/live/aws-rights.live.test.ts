import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { openAuditLog } from '@cloudops/audit';
import { createEngine } from '@cloudops/engine';
import { openJournal } from '@cloudops/executor';
import { createAwsProvider } from '@cloudops/executor-aws';
import { createLocalParser } from '@cloudops/intent';
import type { Report } from '@cloudops/spec';
import {
  type AwsCredentials,
  type AwsTestbed,
  type CostExplorerDouble,
  costCorpora,
  startAwsTestbed,
  startCostExplorer,
} from '@cloudops/testbed';
import { stageExposedAccount } from '@cloudops/testbed/aws-corpus';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { gapsOf } from '../__fixtures__/aws-scene.ts';
import { createUser } from '../__fixtures__/scene.ts';
import { findAssets } from '../composition/assets.ts';
import { readCatalog } from '../composition/catalog.ts';
import { createPolicy } from '../composition/policy.ts';
import { systemClock } from '../composition/system-clock.ts';
import { findPaths } from '../configuration/paths.ts';

const account = '111122223333';
const region = 'eu-west-1';
const policyFile = new URL('../../../../deploy/aws/read-only.json', import.meta.url);
const document = JSON.parse(readFileSync(policyFile, 'utf8')) as { Statement: [{ Action: readonly string[] }] };
const granted = document.Statement[0].Action;

/** The questions whose playbooks read moto, and the one that reads the double, which knows no policies. */
const questions = {
  exposure: 'is anything of ours open to the internet?',
  databases: 'are any of our databases public?',
  waste: 'what are we wasting money on in aws?',
};
const billed = 'why did our AWS bill jump last week?';

const assets = findAssets(fileURLToPath(new URL('../..', import.meta.url)));
const { home } = createUser();
const paths = findPaths({ XDG_CONFIG_HOME: home, XDG_STATE_HOME: home, XDG_DATA_HOME: home }, home);
const shared = {
  parser: createLocalParser(),
  catalog: await readCatalog(assets, paths),
  policy: createPolicy(assets, paths),
  audit: openAuditLog({ path: paths.auditDatabase, keyFolder: paths.keys, origin: 'test/audit', clock: systemClock }),
  journal: openJournal({ databasePath: paths.runsDatabase, evidenceFolder: paths.evidence, clock: systemClock }),
};

let testbed: AwsTestbed;
let double: CostExplorerDouble;
let complete: Readonly<Record<string, Report>>;

/** Asks in this process: a hundred starts of the command line would take minutes. */
async function ask(question: string, { accessKeyId, secretAccessKey }: AwsCredentials): Promise<Report> {
  const provider = createAwsProvider({
    version: '0.0.0',
    endpoint: testbed.endpoint,
    baseCredentials: () => async () => ({ accessKeyId, secretAccessKey }),
    environmentOf: () => 'dev',
    environment: {},
    regions: [region],
  });
  const engine = createEngine({
    ...shared,
    connect: async () => [provider],
    clock: systemClock,
    randomBytes,
    principal: { id: 'os:tester', kind: 'human', established_by: 'os-user', credential: 'unknown' },
    environments: [],
    toolVersion: '0.0.0',
    host: 'test',
  });
  const { report } = await engine.investigate(question, { signal: AbortSignal.timeout(60_000) });
  await provider.close();
  return report;
}

/** Where moto looks for another name than AWS does. */
const names: Readonly<Record<string, string>> = {
  'batch:DescribeComputeEnvironments': 'batch:describecomputeenvironments',
  'budgets:ViewBudget': 'budgets:DescribeBudgets',
  'cloudwatch:GetMetricData': 'monitoring:GetMetricData',
};

/** Keys of a user who may do this and nothing else. */
function permit(name: string, actions: readonly string[]): Promise<AwsCredentials> {
  const Action = actions.map((action) => names[action] ?? action);
  const policy = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action, Resource: '*' }] };
  return testbed.credentials(account, { name, policy });
}

beforeAll(async () => {
  const corpus = costCorpora.find(({ name }) => name === 'three-causes');
  if (corpus === undefined) throw new RangeError('the bill with three causes is gone');
  double = await startCostExplorer({ ledger: corpus.build(undefined, new Date().toISOString()).ledger });
  testbed = await startAwsTestbed({ costExplorerUrl: double.endpoint });
  await stageExposedAccount(testbed, account);
  await testbed.enforceIam(true);
  const reader = await permit('reader', granted);
  const answers = Object.entries({ ...questions, billed }).map(
    async ([name, question]) => [name, await ask(question, reader)] as const,
  );
  complete = Object.fromEntries(await Promise.all(answers));
});
afterAll(async () => {
  await Promise.all([shared.policy.close(), shared.audit.close(), shared.journal.close()]);
  await testbed?.stop();
  await double?.stop();
});

describe('the shipped policy', () => {
  it.each([...Object.keys(questions), 'billed'])('suffices to answer about %s', (name) => {
    const report = complete[name];
    expect(gapsOf(report as Report)).not.toMatch(/ACCESS_DENIED/);
    expect(report?.status).not.toBe('failed');
  });
});

/** What is asked only about things that this account has none of, or by an option; regions that are stated need no list. */
const unasked: ReadonlySet<string> = new Set([
  'codebuild:BatchGetProjects',
  'compute-optimizer:GetEC2InstanceRecommendations',
  'ec2:DescribeImageAttribute',
  'ec2:DescribeRegions',
  'ec2:DescribeReservedInstances',
  'ecs:DescribeServices',
  'ecs:ListServices',
  'elasticmapreduce:DescribeCluster',
  'es:DescribeDomains',
  'events:ListTargetsByRule',
]);

// What is read for databases is read for exposure, too.
describe('each permission that is taken away', () => {
  it.each(granted.filter((action) => !/^(?:budgets|ce|organizations|savingsplans|sts):/.test(action)))(
    '%s is named by a report that is partial, where it was asked for',
    async (action) => {
      const others = granted.filter((one) => one !== action);
      const poorer = await permit(`without-${action.replace(':', '-')}`, others);
      const reports = await Promise.all([questions.exposure, questions.waste].map((question) => ask(question, poorer)));
      const partial = reports.filter((report) => gapsOf(report).includes(action));
      expect(partial.length > 0).toBe(!unasked.has(action));
      expect(partial.filter(({ status }) => status !== 'partial').map(({ summary }) => summary)).toEqual([]);
    },
  );
});
