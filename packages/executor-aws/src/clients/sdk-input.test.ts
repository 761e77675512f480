import { describe, expect, it } from 'vitest';
import { loadService } from './service-module.ts';

const day = '2026-11-20';
const time = '2026-11-20T09:00:00Z';

describe('an input of plain JSON', () => {
  it('has Dates where the API takes times, at any depth, and is else unchanged', async () => {
    const cloudwatch = await loadService('cloudwatch');
    const query = { Id: 'm1', MetricStat: { Period: 3600, Stat: 'Sum' } };
    const input = { StartTime: day, EndTime: time, MetricDataQueries: [query], Unheard: time };
    expect(cloudwatch.toInput('GetMetricData', input)).toEqual({
      ...{ MetricDataQueries: [query], Unheard: time },
      ...{ StartTime: new Date('2026-11-20T00:00:00Z'), EndTime: new Date(time) },
    });
    const eventbridge = await loadService('eventbridge');
    expect(eventbridge.toInput('PutEvents', { Entries: [{ Time: 1_764_000_000, Detail: time }] })).toEqual({
      Entries: [{ Time: new Date(1_764_000_000_000), Detail: time }],
    });
  });

  it('keeps text that only looks like a time', async () => {
    const ce = await loadService('cost-explorer');
    const input = { TimePeriod: { Start: day, End: day }, Metrics: ['UnblendedCost'] };
    expect(ce.toInput('GetCostAndUsage', input)).toEqual(input);
  });

  it('keeps Dates, absent times and operations without an input', async () => {
    const ec2 = await loadService('ec2');
    const given = { StartTime: new Date(time), EndTime: undefined, Filters: [{ Name: 'a', Values: [time] }] };
    expect(ec2.toInput('DescribeSpotPriceHistory', given)).toEqual(given);
    expect((await loadService('organizations')).toInput('DescribeOrganization', {})).toEqual({});
  });

  it.each(['yesterday', '2026-11-20T09:00:00', '2026-13-45', true, {}])(
    'is refused when %j stands where a time must, since the SDK would leave it out',
    async (value) => {
      const ec2 = await loadService('ec2');
      expect(() => ec2.createCommand('DescribeSpotPriceHistory', { StartTime: value })).toThrow(
        expect.objectContaining({
          code: 'INPUT_INVALID',
          message: expect.stringContaining('DescribeSpotPriceHistory.StartTime'),
        }),
      );
    },
  );
});
