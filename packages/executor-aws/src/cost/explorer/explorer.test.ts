import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Evidence, Json, JsonObject } from '@cloudops/spec';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AwsSession } from '../../clients/session.ts';
import { contextAt } from '../billing/__fixtures__/ledger-steps.ts';
import { type CostAnswer, createCostExplorerAction } from './action.ts';
import { daysToMonthEnd, formatDay, lastCompleteDay, parseDay } from './calendar.ts';
import { createFolderCostCache } from './cost-cache.ts';
import { costRegionOf } from './cost-region.ts';
import { money, readMicros, sumMicros, toCents } from './money.ts';
import { toRequest } from './request.ts';

const now = '2026-11-20T12:00:00Z';

interface Script {
  readonly session: AwsSession;
  readonly asked: JsonObject[];
}

function scripted(answers: readonly Evidence<Json>[]): Script {
  const asked: JsonObject[] = [];
  const session: AwsSession = {
    call({ input = {} }, context) {
      context.countCall();
      asked.push(input);
      return Promise.resolve(answers[asked.length - 1] ?? { status: 'absent' });
    },
    list: ({ account, region }) => Promise.resolve({ account, region, status: 'present', items: [] }),
  };
  return { session, asked };
}

const day = (start: string, keys: readonly string[], amount: string, Unit = 'USD') => ({
  TimePeriod: { Start: start, End: start },
  Groups: [{ Keys: [...keys], Metrics: { UnblendedCost: { Amount: amount, Unit } } }],
});
const page = (results: readonly Json[], NextPageToken?: string): Evidence<Json> => ({
  status: 'present',
  output: { ResultsByTime: results, ...(NextPageToken === undefined ? {} : { NextPageToken }) },
});

async function ask(script: Script, cache: string | null = null, at = now): Promise<Evidence<CostAnswer>> {
  const action = createCostExplorerAction({
    region: 'us-east-1',
    session: script.session,
    cache: cache === null ? null : createFolderCostCache(cache),
  });
  const group_by = [{ type: 'DIMENSION', key: 'SERVICE' }];
  return (await action.doRun({ account: '111122223333', days: 3, group_by }, contextAt(at))) as Evidence<CostAnswer>;
}

describe('aws.cost-explorer', () => {
  it('asks for whole UTC days up to yesterday, end exclusive', () => {
    expect(toRequest({ days: 3 }, Date.parse('2026-11-20T23:59:59Z')).input).toEqual({
      TimePeriod: { Start: '2026-11-17', End: '2026-11-20' },
      Granularity: 'DAILY',
      Metrics: ['UnblendedCost'],
    });
  });

  it('sends a token with the very request it belongs to and joins a day that two pages share', async () => {
    const script = scripted([
      page([day('2026-11-17', ['S3'], '1.50')], 'next'),
      page([day('2026-11-17', ['EC2'], '2.25'), day('2026-11-18', ['S3'], '0.25')]),
    ]);
    const { output } = await ask(script);
    expect(script.asked[1]).toEqual({ ...script.asked[0], NextPageToken: 'next' });
    expect(output).toMatchObject({
      days: ['2026-11-17', '2026-11-18', '2026-11-19'],
      results: [
        { keys: ['EC2'], micros: [2_250_000, 0, 0] },
        { keys: ['S3'], micros: [1_500_000, 250_000, 0] },
      ],
      ...{ currency: 'USD', requests: 2, cached: 0, cost_usd: 0.02 },
    });
  });

  it('follows the token that operations about Savings Plans name otherwise', async () => {
    const part = (at: number, more: object): Evidence<Json> => ({
      status: 'present',
      output: { SavingsPlansCoverages: [at], ...more },
    });
    const script = scripted([part(1, { NextToken: 'two' }), part(2, {})]);
    const action = createCostExplorerAction({ session: script.session, region: 'us-east-1', cache: null });
    const input = { account: '111122223333', operation: 'GetSavingsPlansCoverage', items: 'SavingsPlansCoverages' };
    expect(await action.doRun(input, contextAt(now))).toMatchObject({ status: 'present', output: { results: [1, 2] } });
    expect(script.asked[1]).toMatchObject({ NextToken: 'two' });
  });

  it('asks where the partition answers', () => {
    expect(['us-east-1', 'cn-north-1', 'us-gov-west-1'].map(costRegionOf)).toEqual([
      ...['us-east-1', 'cn-northwest-1', 'us-gov-west-1'],
    ]);
  });

  it('refuses a token that comes twice', async () => {
    const same = page([], 'again');
    expect(await ask(scripted([same, same, same]))).toMatchObject({ status: 'unknown', reason: { kind: 'invalid' } });
  });

  it('refuses to add two currencies', async () => {
    const answer = page([day('2026-11-17', ['S3'], '1', 'USD'), day('2026-11-18', ['S3'], '1', 'EUR')]);
    expect(await ask(scripted([answer]))).toMatchObject({ status: 'unknown', reason: { kind: 'invalid' } });
  });

  it('names the permission when denied, and keeps what was paid', async () => {
    const denied: Evidence<Json> = { status: 'unknown', reason: { kind: 'denied', message: 'no' } };
    expect(await ask(scripted([denied]))).toMatchObject({
      status: 'unknown',
      reason: { kind: 'denied', needs: 'ce:GetCostAndUsage' },
      output: { requests: 1, cost_usd: 0.01 },
    });
  });

  it('says how to switch Cost Explorer on', async () => {
    const off: Evidence<Json> = { status: 'unknown', reason: { kind: 'failed', message: 'DataUnavailableException' } };
    const { reason } = await ask(scripted([off]));
    expect(reason).toMatchObject({ kind: 'unavailable' });
    expect(reason?.needs).toContain('switched on');
  });

  it('is unknown without an account', async () => {
    const action = createCostExplorerAction({ session: scripted([]).session, region: 'us-east-1', cache: null });
    expect(await action.doRun({ places: [] }, contextAt(now))).toMatchObject({ status: 'unknown' });
  });
});

describe('the cache of Cost Explorer', () => {
  let folder = '';
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'cost-cache-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));
  const one = () => scripted([page([day('2026-11-17', ['S3'], '1.50')])]);

  it('answers the same question without a request, from a file only its owner reads', async () => {
    const first = await ask(one(), folder);
    const again = one();
    const second = await ask(again, folder, '2026-11-20T17:00:00Z');
    expect(again.asked).toEqual([]);
    expect(second.output).toEqual({ ...first.output, requests: 0, cached: 1, cost_usd: 0 });
    const [name = ''] = await readdir(folder);
    expect((await stat(join(folder, name))).mode & 0o777).toBe(0o600);
  });

  it('asks again after six hours while the month is open', async () => {
    await ask(one(), folder);
    const again = one();
    await ask(again, folder, '2026-11-20T18:00:00Z');
    expect(again.asked).toHaveLength(1);
  });

  it('takes a corrupt file for none', async () => {
    await ask(one(), folder);
    const [name = ''] = await readdir(folder);
    await writeFile(join(folder, name), (await readFile(join(folder, name), 'utf8')).slice(0, 20));
    const again = one();
    expect(await ask(again, folder)).toMatchObject({ status: 'present', output: { requests: 1 } });
  });

  it('never keeps a failure', async () => {
    await ask(scripted([{ status: 'unknown', reason: { kind: 'throttled', message: 'LimitExceeded' } }]), folder);
    expect(await readdir(folder)).toEqual([]);
  });
});

describe('money', () => {
  it('reads what AWS writes and nothing else', () => {
    expect(['12.3456789', '-0.1', '1E-7', 'NaN', '', null].map(readMicros)).toEqual([
      12345679,
      -100000,
      0,
      null,
      null,
      null,
    ]);
  });
  it('writes cents with their currency', () => {
    expect([money(1_234_567_890), money(-3_000_000, 'EUR'), money(-1)]).toEqual(['$1,234.57', '-3.00 EUR', '$0.00']);
  });
  it('adds up the same in any order', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -1e12, max: 1e12 })), (amounts) => {
        expect(toCents(sumMicros(amounts))).toBe(toCents(sumMicros([...amounts].reverse())));
      }),
    );
  });
});

describe('days', () => {
  it('are complete 48 hours after their end', () => {
    expect(formatDay(lastCompleteDay(Date.parse('2026-11-20T00:00:00Z')))).toBe('2026-11-17');
    expect(formatDay(lastCompleteDay(Date.parse('2026-11-19T23:59:59Z')))).toBe('2026-11-16');
  });
  it('that do not exist are none', () => expect(parseDay('2026-02-30')).toBeNull());
  it('know the end of their month', () => expect(daysToMonthEnd(parseDay('2028-02-28') ?? 0)).toBe(1));
});
