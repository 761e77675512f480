import type { Report } from '@cloudops/spec';
import {
  type AwsTestbed,
  type CostCase,
  type CostExplorerDouble,
  costCorpora,
  scoreCosts,
  startAwsTestbed,
  startCostExplorer,
} from '@cloudops/testbed';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type AwsAsker, createAskerWith, gapsOf } from '../__fixtures__/aws-scene.ts';
import { expectTidy } from '../__fixtures__/expect-tidy.ts';

const question = 'why did our AWS bill jump last week?';
const payer = '111122223333';
const euros = '444455556666';
const nothingYet = '555566667777';
const notEnabled = '666677778888';
const empty = '777788889999';

let testbed: AwsTestbed;
let double: CostExplorerDouble;
let known: CostCase;
const askers: AwsAsker[] = [];

function buildCase(): CostCase {
  const corpus = costCorpora.find(({ name }) => name === 'three-causes');
  if (corpus === undefined) throw new RangeError('the bill with three causes is gone');
  return corpus.build(undefined, new Date().toISOString());
}

async function createAsker(account: string): Promise<AwsAsker> {
  const credentials = await testbed.credentials(account);
  double.register(credentials.accessKeyId, account);
  const asker = createAskerWith(testbed, credentials);
  askers.push(asker);
  return asker;
}

const paidOf = ({ figures }: Report): number | null | undefined =>
  figures.find(({ name }) => name === 'requests paid')?.value;
const paid = (): number => double.requests().filter(({ service }) => service === 'ce').length;

beforeAll(async () => {
  known = buildCase();
  double = await startCostExplorer({
    ledger: [
      known.ledger,
      { ...known.ledger, payer: euros, currency: 'EUR' },
      { ...known.ledger, payer: empty, items: [] },
    ],
    states: { [nothingYet]: 'no-data-yet', [notEnabled]: 'not-enabled' },
  });
  testbed = await startAwsTestbed({ costExplorerUrl: double.endpoint });
});
afterEach(() => double.faults([]));
afterAll(async () => {
  for (const asker of askers) asker.remove();
  await testbed?.stop();
  await double?.stop();
});

describe('a bill with three causes', () => {
  it('has its price told beforehand, is explained for about as much, and then for nothing', async () => {
    const asker = await createAsker(payer);
    const { document } = await asker.json(['plan', question]);
    const { plan } = document as { readonly plan: { readonly estimated_cost_usd: number } };
    expect(plan.estimated_cost_usd).toBeGreaterThan(0);
    expect(paid()).toBe(0);

    const first = await asker.ask(question);
    expect(first.status).toBe(0);
    const causes = first.report.findings.filter(({ role }) => role === 'fault').map(({ data }) => data ?? {});
    expect(scoreCosts(causes, known)).toEqual({ matched: 3, missed: [], wrong: [] });
    expect(paidOf(first.report)).toBe(paid());
    // Which drills are needed shows only once the bill was read.
    expect(paid() * 0.01).toBeLessThanOrEqual(plan.estimated_cost_usd + 0.05);

    const before = paid();
    const second = await asker.ask(question);
    expect(paid()).toBe(before);
    expect(paidOf(second.report)).toBe(0);
    expect(second.report.causes).toEqual(first.report.causes);
  });

  it('in euros is told in euros', async () => {
    const { report } = await (await createAsker(euros)).ask(question);
    expect(report.causes).toHaveLength(3);
    expect(report.findings[0]?.data?.currency).toBe('EUR');
    expect(report.summary).toContain('EUR');
    expect(report.summary).not.toContain('$');
  });

  it('whose reading is throttled for a while is explained all the same', async () => {
    double.faults([{ fault: 'LimitExceededException', operation: 'GetCostAndUsage', times: 2 }]);
    const { report } = await (await createAsker(payer)).ask(question);
    expect(report).toMatchObject({ status: 'completed', not_checked: [] });
    expect(report.causes).toHaveLength(3);
  });
});

describe('where there is no bill to read', () => {
  it.each([
    ['Cost Explorer is not enabled', notEnabled],
    ['Cost Explorer has no data yet', nothingYet],
  ])('%s: it says so and gives no answer', async (_title, account) => {
    const answer = await (await createAsker(account)).ask(question);
    expect({ status: answer.status, answer: answer.report.status }).toEqual({ status: 6, answer: 'failed' });
    expect(gapsOf(answer.report)).toMatch(/Cost Explorer|ce:GetCostAndUsage/);
    expectTidy(answer);
  });

  it('an empty bill is not called quiet: it says that nothing was billed', async () => {
    const answer = await (await createAsker(empty)).ask(question);
    expect(answer.report).toMatchObject({ status: 'failed', causes: [] });
    expect(gapsOf(answer.report)).toContain('Cost Explorer names no cost at all');
    expectTidy(answer);
  });

  it.each(['reset', 'html', 'truncated'] as const)('%s: it is no answer', async (fault) => {
    double.faults([{ fault, operation: 'GetCostAndUsage' }]);
    const answer = await (await createAsker(payer)).ask(question);
    expect(answer.report.causes).toEqual([]);
    expect(answer.report.status).not.toBe('completed');
    expect(gapsOf(answer.report)).toContain('ce:GetCostAndUsage');
    expectTidy(answer);
  });
});
