import type { ActionContext, Evidence, Json, JsonObject } from '@cloudops/spec';
import { describe, expect, it } from 'vitest';
import type { AwsRequest, AwsSession } from '../../clients/session.ts';
import { createMetricsAction } from './action.ts';
import type { MetricsOutput } from './metric-series.ts';
import { type MetricsInput, metricsInputSchema } from './metrics-input.ts';

const now = Date.parse('2026-03-15T10:42:07Z');
const account = '111122223333';
const region = 'eu-west-1';

type Answer = (request: AwsRequest) => Evidence<Json>;

function listing(...ids: readonly string[]) {
  const items = ids.map((InstanceId) => ({ InstanceId, State: { Name: 'running' } }));
  return { status: 'present' as const, output: { places: [{ account, region, status: 'present', items }] } };
}

function input(...ids: readonly string[]): MetricsInput {
  const metrics = [{ metric: 'CPUUtilization', stat: 'Maximum', period: 86_400 }];
  const dimensions = [{ name: 'InstanceId', field: 'InstanceId' }];
  return { days: 2, requests: [{ of: listing(...ids), namespace: 'AWS/EC2', dimensions, metrics }] };
}

async function run(request: MetricsInput, answer: Answer) {
  const sent: AwsRequest[] = [];
  const session: AwsSession = {
    call: async (one) => {
      sent.push(one);
      return answer(one);
    },
    list: () => Promise.reject(new TypeError('not used')),
  };
  const action = createMetricsAction(session);
  const context: ActionContext = {
    signal: new AbortController().signal,
    clock: { now: () => now, sleep: async () => undefined },
    target: { provider: 'aws', name: 'test', environment: 'prod' },
    notify: () => undefined,
    countCall: () => undefined,
  };
  const evidence = (await action.doRun(action.input.parse(request), context)) as Evidence<MetricsOutput>;
  return { evidence, sent, series: evidence.output?.series ?? [] };
}

function idsOf(request: AwsRequest): readonly string[] {
  const queries = (request.input?.MetricDataQueries ?? []) as readonly { Id: string }[];
  return queries.map(({ Id }) => Id);
}

function result(Id: string, values: readonly number[], more: JsonObject = {}): JsonObject {
  const Timestamps = values.map((_, index) =>
    new Date(Date.parse('2026-03-13T10:00:00Z') + index * 864e5).toISOString(),
  );
  return { Id, StatusCode: 'Complete', Timestamps, Values: values, ...more };
}

function all(values: readonly number[]): Answer {
  return (request) => ({
    status: 'present',
    output: { MetricDataResults: idsOf(request).map((id) => result(id, values)) },
  });
}

describe('aws.metrics', () => {
  it('asks for whole hours, so that the same hour repeats the same request', async () => {
    const { sent, evidence } = await run(input('i-1'), all([1, 2]));
    expect(sent).toHaveLength(1);
    expect(sent[0]).toMatchObject({ service: 'cloudwatch', operation: 'GetMetricData', account, region });
    expect(sent[0]?.input).toMatchObject({
      StartTime: '2026-03-13T10:00:00.000Z',
      EndTime: '2026-03-15T10:00:00.000Z',
    });
    expect(evidence).toMatchObject({ status: 'present', output: { to: '2026-03-15T10:00:00.000Z', metrics: 1 } });
  });

  it('keeps samples by hour and says how many there should be', async () => {
    const { series } = await run(input('i-1'), all([2.71234567, 2]));
    expect(series[0]).toMatchObject({
      status: 'present',
      expected: 2,
      points: [
        [0, 2.71235],
        [24, 2],
      ],
    });
  });

  it('calls no data unknown without calling the step unknown', async () => {
    const { evidence, series } = await run(input('i-1'), all([]));
    expect(evidence.status).toBe('present');
    expect(series[0]).toMatchObject({ status: 'unknown', reason: { message: 'CloudWatch holds no data' } });
  });

  it('asks for 500 at a time and prices them', async () => {
    const ids = Array.from({ length: 1001 }, (_, index) => `i-${index}`);
    const { sent, evidence } = await run(input(...ids), all([1]));
    expect(sent.map((one) => idsOf(one).length)).toEqual([500, 500, 1]);
    expect(evidence.output).toMatchObject({ metrics: 1001, requests: 3, cost_usd: 0.01001 });
  });

  it('gives the same bytes whatever the order of items', async () => {
    const one = await run(input('i-1', 'i-2', 'i-3'), all([1]));
    const other = await run(input('i-3', 'i-1', 'i-2', 'i-1'), all([1]));
    expect(JSON.stringify(other)).toBe(JSON.stringify(one));
  });

  it('joins pages', async () => {
    const { series, sent } = await run(input('i-1'), ({ input: asked }) =>
      asked?.NextToken === 'two'
        ? { status: 'present', output: { MetricDataResults: [result('m0', [7, 8])] } }
        : {
            status: 'present',
            output: { NextToken: 'two', MetricDataResults: [result('m0', [7], { StatusCode: 'PartialData' })] },
          },
    );
    expect(sent).toHaveLength(2);
    expect(series[0]).toMatchObject({
      status: 'present',
      points: [
        [0, 7],
        [24, 8],
      ],
    });
  });

  it('stops at a page token that repeats', async () => {
    const { evidence } = await run(input('i-1'), () => ({
      status: 'present',
      output: { NextToken: 'again', MetricDataResults: [] },
    }));
    expect(evidence).toMatchObject({ status: 'unknown', reason: { kind: 'invalid' } });
  });

  it('keeps what was complete when a later page fails', async () => {
    const { evidence, series } = await run(input('i-1', 'i-2'), ({ input: asked }) =>
      asked?.NextToken === undefined
        ? { status: 'present', output: { NextToken: 'two', MetricDataResults: [result('m0', [7, 8])] } }
        : { status: 'unknown', reason: { kind: 'throttled', message: 'slow down' } },
    );
    expect(series.map(({ status }) => status)).toEqual(['present', 'unknown']);
    expect(evidence.reason).toMatchObject({ kind: 'throttled', message: expect.stringContaining('1 of 2 metrics') });
  });

  it('does not let refused percentiles take plain statistics with them', async () => {
    const request = input('i-1');
    const [first] = request.requests;
    const metrics = ['Maximum', 'p99'].map((stat) => ({ metric: 'CPUUtilization', stat, period: 86_400 }));
    const both = { ...request, requests: first === undefined ? [] : [{ ...first, metrics }] };
    const { series } = await run(both, (asked) =>
      JSON.stringify(asked.input).includes('p99')
        ? { status: 'unknown', reason: { kind: 'failed', message: 'HTTP 500' } }
        : all([1, 2])(asked),
    );
    expect(series.map(({ stat, status }) => [stat, status])).toEqual([
      ['Maximum', 'present'],
      ['p99', 'unknown'],
    ]);
  });

  it.each([
    ['Forbidden', 'denied'],
    ['InternalError', 'failed'],
  ])('calls a series that is %s %s', async (StatusCode, kind) => {
    const { evidence } = await run(input('i-1'), () => ({
      status: 'present',
      output: { MetricDataResults: [result('m0', [], { StatusCode })] },
    }));
    expect(evidence).toMatchObject({ status: 'unknown', reason: { kind } });
  });

  it('is unknown when what to measure is unknown', async () => {
    const request = input('i-1');
    const of = { status: 'unknown', reason: { kind: 'denied', message: 'no' } } as const;
    const { evidence } = await run({ ...request, requests: request.requests.map((one) => ({ ...one, of })) }, all([]));
    expect(evidence.status).toBe('unknown');
  });

  it('asks nothing about items that a filter leaves out or that lack a dimension', async () => {
    const request = input('i-1');
    const skip = (more: object) =>
      run({ ...request, requests: request.requests.map((one) => ({ ...one, ...more })) }, all([1]));
    expect((await skip({ where: [{ field: 'State.Name', in: ['stopped'] }] })).sent).toEqual([]);
    expect((await skip({ where: [{ field: 'InstanceId', prefixes: ['i-'] }] })).sent).toHaveLength(1);
    expect((await skip({ dimensions: [{ name: 'VpcId', field: 'VpcId' }] })).sent).toEqual([]);
    const cut = await skip({ dimensions: [{ name: 'InstanceId', field: 'InstanceId', after: '-' }] });
    expect(cut.series[0]?.dimensions).toEqual({ InstanceId: '1' });
  });

  it('refuses inputs that would cost more than they say', () => {
    const request = input('i-1');
    const period = (seconds: number) => ({
      ...request,
      requests: request.requests.map((one) => ({ ...one, metrics: [{ metric: 'X', stat: 'Sum', period: seconds }] })),
    });
    expect(metricsInputSchema.safeParse(period(60)).success).toBe(false);
    expect(metricsInputSchema.safeParse(period(3600)).success).toBe(true);
  });
});
