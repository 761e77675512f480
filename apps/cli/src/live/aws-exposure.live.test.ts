import type { Finding } from '@cloudops/spec';
import { type AwsTestbed, type FaultKind, startAwsTestbed } from '@cloudops/testbed';
import {
  corpusSettings,
  exposedExpectations,
  type StagedCorpus,
  scoreFindings,
  stageExposedAccount,
  stageTidyAccount,
} from '@cloudops/testbed/aws-corpus';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type AwsAsker, createAwsAsker, gapsOf, inRegions } from '../__fixtures__/aws-scene.ts';
import { expectTidy } from '../__fixtures__/expect-tidy.ts';

const question = 'is anything of ours open to the internet?';
const ireland = ['--region', 'eu-west-1'];
/** As the corpus wants to be asked. */
const settings = Object.entries({ ...corpusSettings, info: true }).flatMap(([name, value]) => [
  '--input',
  `${name}=${String(value)}`,
]);
const right = { recall: 1, precision: 1, missed: [], wrong: [], forbidden: [], misplaced: [] };

let testbed: AwsTestbed;
let exposed: StagedCorpus;
let tidy: StagedCorpus;
const askers: AwsAsker[] = [];

async function createAsker(account: string): Promise<AwsAsker> {
  const asker = await createAwsAsker(testbed, account);
  askers.push(asker);
  return asker;
}

const configure = (asker: AwsAsker, lines: readonly string[]): string =>
  asker.write('.config/cloudops/config.yaml', `environments:\n  prod:\n    aws:\n${lines.join('\n')}\n`);

const accountsOf = (findings: readonly Finding[]): readonly string[] =>
  [...new Set(findings.map(({ resource }) => resource.target))].sort();

const readAsff = (line: string): readonly { readonly AwsAccountId: string }[] =>
  (JSON.parse(line) as { Findings: readonly { AwsAccountId: string }[] }).Findings;

const guardedOf = (findings: readonly Finding[]): readonly string[] =>
  findings.filter(({ data }) => data?.reach === 'R1').map(({ code, resource }) => `${code} ${resource.name}`);

beforeAll(async () => {
  testbed = await startAwsTestbed();
  exposed = await stageExposedAccount(testbed);
  tidy = await stageTidyAccount(testbed);
});
afterEach(() => testbed.faults([]));
afterAll(async () => {
  for (const asker of askers) asker.remove();
  await testbed?.stop();
});

describe('the exposed account', () => {
  it('gets every exposure reported, nothing else, and each with its true reach', async () => {
    const asker = await createAsker(exposed.account);
    const { report, status } = await asker.ask(question, ...inRegions(exposed.regions), ...settings);
    expect({ status, answer: report.status, gaps: report.not_checked }).toEqual({
      status: 0,
      answer: 'completed',
      gaps: [],
    });
    expect(scoreFindings(report.findings, exposedExpectations, exposed.names)).toEqual(right);
  });

  it('has its public databases told', async () => {
    const asker = await createAsker(exposed.account);
    const { report } = await asker.ask('are any of our databases public?', ...inRegions(exposed.regions));
    const known = exposedExpectations.expected.filter(({ code }) => code === 'NET-001' || code === 'NET-002');
    const told = report.findings.map(({ code, resource }) => `${code} ${resource.name}`).sort();
    expect(told.filter((text) => /^NET-00[12] (postgres|warehouse)/.test(text))).toEqual(
      known.map(({ code, resource }) => `${code} ${resource}`).sort(),
    );
    expect(report.causes[0]?.severity).toBe('critical');
  });

  it('gets the same bytes twice, and documents that other tools read', async () => {
    const asker = await createAsker(exposed.account);
    const first = await asker.ask(question, ...ireland);
    const second = await asker.ask(question, ...ireland);
    expect(JSON.stringify(second.report)).toBe(JSON.stringify(first.report));
    const codes = new Set(first.report.findings.map(({ code }) => code));
    const print = async (form: string): Promise<string> =>
      (await asker.run(['ask', question, ...ireland, '-o', form])).stdout;
    const sarif = JSON.parse(await print('sarif')) as { runs: { results: { ruleId: string }[] }[] };
    expect(new Set(sarif.runs[0]?.results.map(({ ruleId }) => ruleId))).toEqual(codes);
    const ocsf = (await print('ocsf')).trim().split('\n');
    expect(ocsf.map((line) => (JSON.parse(line) as { class_uid: number }).class_uid)).toContain(2003);
    // Batches, as BatchImportFindings takes them.
    const asff = (await print('asff'))
      .trim()
      .split('\n')
      .flatMap((line) => readAsff(line));
    expect(asff.length).toBe(first.report.findings.length);
    expect(new Set(asff.map(({ AwsAccountId }) => AwsAccountId))).toEqual(new Set([exposed.account]));
  });
});

describe('the tidy account', () => {
  it('is told that nothing above info is wrong', async () => {
    const asker = await createAsker(tidy.account);
    const { report, status } = await asker.ask(question, ...ireland, '--input', 'info=true', '--fail-on', 'low');
    expect(status).toBe(0);
    expect(report.causes.filter(({ severity }) => severity !== 'info')).toEqual([]);
    expect(report.not_checked).toEqual([]);
    expect((await asker.ask('are any of our databases public?', ...ireland)).report.causes).toEqual([]);
  });
});

describe('an environment of several accounts', () => {
  beforeAll(async () => {
    await testbed.credentials(exposed.account, { kind: 'role', name: 'cloudops-reader' });
  });

  it('is read by roles, and each finding says whose it is', async () => {
    const asker = await createAsker(tidy.account);
    configure(asker, [
      '      regions: [eu-west-1]',
      '      accounts:',
      `        - { id: "${tidy.account}", name: shop }`,
      `        - { id: "${exposed.account}", name: lab, role: cloudops-reader }`,
    ]);
    const { report, stderr } = await asker.ask(question, '--scope', 'prod');
    expect(stderr).toBe('');
    expect(report.status).toBe('completed');
    expect(accountsOf(report.findings)).toEqual([exposed.account]);
    expect(report.figures.find(({ name }) => name === 'accounts and regions')?.value).toBe(2);
  });

  it('leaves an account unknown whose role cannot be assumed, and reads the others', async () => {
    const asker = await createAsker(exposed.account);
    configure(asker, [
      '      regions: [eu-west-1]',
      '      accounts:',
      `        - { id: "${exposed.account}", name: lab }`,
      '        - { id: "333344445555", name: closed, role: cloudops-reader }',
    ]);
    await testbed.faults([{ kind: 'denied', operation: 'AssumeRole' }]);
    const { report, status } = await asker.ask(question, '--scope', 'prod', '--fail-on', 'unknown');
    expect({ status, answer: report.status }).toEqual({ status: 10, answer: 'partial' });
    expect(accountsOf(report.findings)).toEqual([exposed.account]);
    expect(gapsOf(report)).toContain('333344445555');
    expect(gapsOf(report)).toContain('sts:AssumeRole');
  });
});

/** What an endpoint can do to one read, and what the report says of it. */
const disturbances: readonly (readonly [FaultKind, string])[] = [
  ['html', 'ANSWER_UNREADABLE'],
  ['truncated', 'ANSWER_UNREADABLE'],
  ['reset', 'UNREACHABLE'],
  ['expired', 'expired'],
  ['skewed', 'CLOCK_SKEWED'],
  ['denied', 'ACCESS_DENIED'],
  ['denied-by-organization', 'service control policy'],
  ['unavailable', 'NOT_AVAILABLE'],
];

describe('when AWS answers otherwise than it should', () => {
  /** What is out of reach when everything can be read. */
  let guarded: readonly string[];
  beforeAll(async () => {
    const { report } = await (await createAsker(exposed.account)).ask(question, ...ireland);
    guarded = guardedOf(report.findings);
  });

  it.each(disturbances)('%s for one read leaves the report partial and says so', async (kind, told) => {
    const asker = await createAsker(exposed.account);
    await testbed.faults([{ kind, operation: 'DescribeRouteTables' }]);
    const answer = await asker.ask(question, ...ireland);
    expect({ status: answer.status, answer: answer.report.status }).toEqual({ status: 0, answer: 'partial' });
    expect(gapsOf(answer.report)).toContain(told);
    // Without routes nothing may be called out of reach that is not so for another reason.
    const unreached = guardedOf(answer.report.findings);
    expect(unreached.filter((id) => !guarded.includes(id))).toEqual([]);
    expectTidy(answer);
  });

  it.each(disturbances.filter(([kind]) => kind !== 'unavailable'))(
    '%s for everything is no answer, and exit status 6',
    async (kind, told) => {
      const asker = await createAsker(exposed.account);
      await testbed.faults([{ kind }]);
      const answer = await asker.ask(question, ...ireland);
      expect(answer.status).toBe(6);
      expect(answer.report).toMatchObject({ status: 'failed', causes: [], findings: [], figures: [] });
      expect(gapsOf(answer.report)).toContain(told);
      expect(answer.report.not_checked.length).toBeLessThan(4);
      expectTidy(answer);
    },
  );

  it('throttling that ends is waited out', async () => {
    const asker = await createAsker(exposed.account);
    await testbed.faults([{ kind: 'throttle', service: 'ec2', times: 12 }]);
    const { report } = await asker.ask(question, ...ireland);
    expect(report.status).toBe('completed');
    expect(report.not_checked).toEqual([]);
  });

  it('throttling of one read without end is named, and the rest is answered', async () => {
    const asker = await createAsker(exposed.account);
    await testbed.faults([{ kind: 'throttle', operation: 'DescribeSecurityGroupRules' }]);
    const answer = await asker.ask(question, ...ireland);
    expect(answer.report.status).toBe('partial');
    expect(gapsOf(answer.report)).toContain('THROTTLED');
    expectTidy(answer);
  });

  it('a region that is not there is no answer', async () => {
    const asker = await createAsker(exposed.account);
    const answer = await asker.ask(question, '--region', 'eu-west-9');
    expect({ status: answer.status, answer: answer.report.status }).toEqual({ status: 6, answer: 'failed' });
    expect(gapsOf(answer.report)).toContain('AWS knows no region eu-west-9; did you mean');
    expectTidy(answer);
  });

  it('credentials that are nowhere end it with an error that says where was looked', async () => {
    const asker = await createAsker(exposed.account);
    const environment = { AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: '' };
    const answer = await asker.json(['ask', question, ...ireland], { environment });
    expect(answer.status).toBe(6);
    expect(answer.stdout).toContain('CREDENTIALS_NOT_FOUND');
    expectTidy(answer);
  });
});
