import {
  BillExpirationException,
  CostExplorerClient,
  DataUnavailableException,
  GetAnomalyMonitorsCommand,
  GetCostAndUsageCommand,
  type GetCostAndUsageCommandInput,
  GetTagsCommand,
  LimitExceededException,
  RequestChangedException,
} from '@aws-sdk/client-cost-explorer';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { costCorpora } from './corpus/corpora.ts';
import type { Ledger } from './ledger/ledger.ts';
import { type CostExplorerDouble, startCostExplorer } from './server.ts';

const payer = '111122223333';

function ledgerNamed(name: string): Ledger {
  const found = costCorpora.find((one) => one.name === name);
  if (found === undefined) throw new Error(`no corpus ${name}`);
  return found.build().ledger;
}

const ledger: Ledger = ledgerNamed('savings-plan-steady');
const month = { Start: '2026-11-01', End: '2026-11-18' };
const daily: GetCostAndUsageCommandInput = {
  TimePeriod: month,
  Granularity: 'DAILY',
  Metrics: ['UnblendedCost'],
  GroupBy: [{ Type: 'DIMENSION', Key: 'SERVICE' }],
};

let double: CostExplorerDouble;
let client: CostExplorerClient;

function settings(account: string, maxAttempts: number = 1) {
  return {
    endpoint: double.endpoint,
    region: 'us-east-1',
    maxAttempts,
    credentials: { accessKeyId: `AKIA${account}TEST`, secretAccessKey: 'not-a-secret' },
  };
}

beforeAll(async () => {
  double = await startCostExplorer({
    ledger: [
      ledger,
      { ...ledgerNamed('yuan'), payer: '999900001111', accounts: [{ id: '999900001111', name: 'north' }] },
    ],
    groupsPerPage: 7,
    states: { '444455556666': 'no-data-yet' },
  });
  client = new CostExplorerClient(settings(payer));
});

afterAll(async () => {
  client.destroy();
  await double.stop();
});

describe('the double, read by the real SDK', () => {
  it('gives pages that end within a day and together hold each group once', async () => {
    const seen: string[] = [];
    let NextPageToken: string | undefined;
    let splitDays = 0;
    let lastStart: string | undefined;
    do {
      const page = await client.send(
        new GetCostAndUsageCommand({ ...daily, ...(NextPageToken === undefined ? {} : { NextPageToken }) }),
      );
      if (page.ResultsByTime?.[0]?.TimePeriod?.Start === lastStart) splitDays += 1;
      for (const { TimePeriod, Groups } of page.ResultsByTime ?? []) {
        lastStart = TimePeriod?.Start;
        for (const { Keys } of Groups ?? []) seen.push(`${TimePeriod?.Start} ${Keys?.join()}`);
      }
      NextPageToken = page.NextPageToken;
    } while (NextPageToken !== undefined);
    expect(splitDays).toBeGreaterThan(3);
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen.filter((one) => one.startsWith('2026-11-02')).length).toBe(
      new Set(ledger.items.filter(({ date }) => date === '2026-11-02').map(({ key }) => key.service)).size,
    );
  });

  it('binds a token to its request', async () => {
    const { NextPageToken } = await client.send(new GetCostAndUsageCommand(daily));
    const other = {
      ...daily,
      Granularity: 'MONTHLY' as const,
      ...(NextPageToken === undefined ? {} : { NextPageToken }),
    };
    await expect(client.send(new GetCostAndUsageCommand(other))).rejects.toBeInstanceOf(RequestChangedException);
  });
});

describe('an account', () => {
  const total: GetCostAndUsageCommandInput = { TimePeriod: month, Granularity: 'MONTHLY', Metrics: ['UnblendedCost'] };
  const ask = (account: string) => new CostExplorerClient(settings(account)).send(new GetCostAndUsageCommand(total));

  it('that is a member sees its own lines', async () => {
    const [all, own] = await Promise.all([ask(payer), ask('333344445555')]);
    const amount = (answer: typeof all): number => Number(answer.ResultsByTime?.[0]?.Total?.UnblendedCost?.Amount);
    expect(amount(own)).toBeGreaterThan(500);
    expect(amount(own)).toBeLessThan(amount(all) / 5);
  });

  it('has the currency of its ledger', async () => {
    const answer = await ask('999900001111');
    expect(answer.ResultsByTime?.[0]?.Total?.UnblendedCost?.Unit).toBe('CNY');
  });

  it('is told by a key that was registered for it', async () => {
    double.register('ASIAGIVENBYMOTO', '999900001111');
    const credentials = { accessKeyId: 'ASIAGIVENBYMOTO', secretAccessKey: 'not-a-secret' };
    const answer = await new CostExplorerClient({ ...settings(payer), credentials }).send(
      new GetCostAndUsageCommand(total),
    );
    expect(answer.ResultsByTime?.[0]?.Total?.UnblendedCost?.Unit).toBe('CNY');
  });

  it('without Cost Explorer is refused, and one that has it only just has no data', async () => {
    await expect(ask('777788889999')).rejects.toMatchObject({
      name: 'AccessDeniedException',
      message: 'User not enabled for cost explorer access',
    });
    await expect(ask('444455556666')).rejects.toBeInstanceOf(DataUnavailableException);
  });
});

describe('faults', () => {
  it('throttle as often as planned', async () => {
    double.faults([{ fault: 'LimitExceededException', operation: 'GetCostAndUsage', times: 2 }]);
    const before = double.requests().length;
    await expect(client.send(new GetCostAndUsageCommand(daily))).rejects.toBeInstanceOf(LimitExceededException);
    await expect(client.send(new GetCostAndUsageCommand(daily))).rejects.toThrow('Rate exceeded');
    expect((await client.send(new GetCostAndUsageCommand(daily))).ResultsByTime?.length).toBeGreaterThan(0);
    expect(
      double
        .requests()
        .slice(before)
        .map(({ outcome }) => outcome),
    ).toEqual(['LimitExceededException', 'LimitExceededException', 'ok']);
  });

  it('deny in the words that name the permission', async () => {
    double.faults([{ fault: 'AccessDeniedException', operation: 'GetTags' }]);
    await expect(client.send(new GetTagsCommand({ TimePeriod: month }))).rejects.toMatchObject({
      name: 'AccessDeniedException',
      message: expect.stringContaining('not authorized to perform: ce:GetTags on resource'),
    });
    expect((await client.send(new GetAnomalyMonitorsCommand({}))).AnomalyMonitors).toHaveLength(1);
  });

  it.each(['reset', 'html', 'truncated'] as const)('%s the answer', async (fault) => {
    double.faults([{ fault, times: 1 }]);
    await expect(client.send(new GetCostAndUsageCommand(daily))).rejects.toThrow();
    double.faults([]);
  });

  it('hang until the caller gives up', async () => {
    double.faults([{ fault: 'hang', times: 1 }]);
    await expect(
      client.send(new GetCostAndUsageCommand(daily), { abortSignal: AbortSignal.timeout(50) }),
    ).rejects.toMatchObject({ name: 'AbortError' });
  });

  it('expire a report', async () => {
    double.faults([{ fault: 'BillExpirationException', times: 1 }]);
    await expect(client.send(new GetCostAndUsageCommand(daily))).rejects.toBeInstanceOf(BillExpirationException);
  });
});
