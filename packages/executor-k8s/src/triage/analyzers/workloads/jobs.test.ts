import { describe, expect, it } from 'vitest';
import { ago, look } from '../../__fixtures__/look.ts';
import type { Raw } from '../../__fixtures__/objects.ts';
import { isNever, parseSchedule, startsBetween } from '../../snapshot/schedule.ts';

const job = (name: string, status: Raw, options: { readonly cron?: string; readonly spec?: Raw } = {}): Raw => ({
  metadata: {
    ...{ namespace: 'shop', name, creationTimestamp: (status.startTime as string | undefined) ?? ago(300) },
    ...(options.cron === undefined
      ? {}
      : { ownerReferences: [{ kind: 'CronJob', name: options.cron, controller: true }] }),
  },
  spec: { backoffLimit: 1, ...options.spec },
  status: { startTime: ago(300), ...status },
});
const ended = (type: string, reason: string, seconds = 60): Raw => ({
  conditions: [{ type, status: 'True', reason, message: '', lastTransitionTime: ago(seconds) }],
});
const cron = (name: string, spec: Raw, status: Raw = {}): Raw => ({
  metadata: { namespace: 'shop', name, creationTimestamp: ago(86_400) },
  spec: { schedule: '*/5 * * * *', jobTemplate: { spec: { template: { spec: {} } } }, ...spec },
  status: { lastScheduleTime: ago(100), ...status },
});

describe('a Job', () => {
  it('that failed as often as it may is a cause', () => {
    const jobs = [
      job('import', { ...ended('Failed', 'BackoffLimitExceeded'), failed: 2 }),
      job('stock', ended('Complete', '')),
    ];
    expect(look({ jobs }).causes).toEqual(['WRK-003 Job/shop/import']);
  });

  it('that was ended by its deadline says so', () => {
    const jobs = [job('reindex', ended('Failed', 'DeadlineExceeded'), { spec: { activeDeadlineSeconds: 8 } })];
    const seen = look({ jobs });
    expect(seen.causes).toEqual(['JOB-101 Job/shop/reindex']);
    expect(seen.find('JOB-101')?.title).toContain('8 s');
  });

  it.each([
    ['23 hours ago', 23 * 3600, 1],
    ['25 hours ago', 25 * 3600, 0],
  ])('that failed %s counts accordingly', (_, seconds, causes) => {
    expect(look({ jobs: [job('import', ended('Failed', 'BackoffLimitExceeded', seconds))] }).causes).toHaveLength(
      causes,
    );
  });

  it('that is suspended waits as told', () => {
    expect(look({ jobs: [job('later', {}, { spec: { suspend: true } })] }).analysis.findings).toEqual([]);
  });
});

describe('a CronJob', () => {
  it('whose last run failed is named instead of the Job, unless a later one succeeded', () => {
    const failed = job('sweep-1', ended('Failed', 'BackoffLimitExceeded'), { cron: 'sweep' });
    const staged = { cronjobs: [cron('sweep', {})], jobs: [failed] };
    expect(look(staged).causes).toEqual(['WRK-003 CronJob/shop/sweep']);
    const later = job('sweep-2', { ...ended('Complete', ''), startTime: ago(100) }, { cron: 'sweep' });
    expect(look({ ...staged, jobs: [failed, later] }).causes).toEqual([]);
  });

  it.each([
    ['a date that never comes', { schedule: '0 0 31 2 *' }],
    ['no schedule', { schedule: 'every day' }],
    ['an unknown time zone', { timeZone: 'Europe/Atlantis' }],
  ])('with %s never starts', (_, spec) => {
    expect(look({ cronjobs: [cron('leap', spec)] }).causes).toEqual(['JOB-102 CronJob/shop/leap']);
    expect(look({ cronjobs: [cron('leap', { ...spec, suspend: true })] }).causes).toEqual([]);
  });

  it('that may not run twice is held up by a run that does not end', () => {
    const run = job('sync-1', { active: 1, startTime: ago(1200) }, { cron: 'sync' });
    const forbid = { concurrencyPolicy: 'Forbid' };
    expect(look({ cronjobs: [cron('sync', forbid)], jobs: [run] }).causes).toEqual(['JOB-103 CronJob/shop/sync']);
    expect(look({ cronjobs: [cron('sync', { ...forbid, schedule: '0 3 * * *' })], jobs: [run] }).causes).toEqual([]);
    expect(look({ cronjobs: [cron('sync', {})], jobs: [run] }).causes).toEqual([]);
  });

  it('is held up when the controller says so', () => {
    const run = job('sync-1', { active: 1, startTime: ago(100) }, { cron: 'sync' });
    const cronevents = [
      {
        metadata: { namespace: 'shop', name: 'sync.1' },
        involvedObject: { kind: 'CronJob', namespace: 'shop', name: 'sync' },
        ...{ reason: 'JobAlreadyActive', message: 'Not starting job', count: 14, lastTimestamp: ago(5) },
      },
    ];
    const staged = { cronjobs: [cron('sync', { concurrencyPolicy: 'Forbid' })], jobs: [run], cronevents };
    expect(look(staged).causes).toEqual(['JOB-103 CronJob/shop/sync']);
  });

  it.each([
    ['two starts', 840, []],
    ['three starts', 1200, ['JOB-104 CronJob/shop/poll']],
  ])('that missed %s counts accordingly', (_, seconds, causes) => {
    expect(look({ cronjobs: [cron('poll', {}, { lastScheduleTime: ago(seconds) })] }).causes).toEqual(causes);
  });
});

describe('a schedule', () => {
  const starts = (text: string, zone: string, from: string, to: string): number => {
    const schedule = parseSchedule(text);
    return schedule === null ? -1 : startsBetween(schedule, zone, Date.parse(from), Date.parse(to));
  };

  it.each([
    ['*/15 9-17 * * mon-fri', '', '2026-11-20T08:59:00Z', '2026-11-20T09:46:00Z', 4],
    ['30 2 * * *', 'Asia/Kolkata', '2026-11-19T20:59:00Z', '2026-11-19T21:01:00Z', 1],
    ['0 0 13 * 5', '', '2026-11-19T00:00:00Z', '2026-11-21T00:00:00Z', 1],
    ['@hourly', '', '2026-11-20T08:00:00Z', '2026-11-20T12:00:00Z', 4],
    ['@every 90s', '', '2026-11-20T08:00:00Z', '2026-11-20T08:03:00Z', 2],
  ])('%s in zone "%s" starts as often as it should', (text, zone, from, to, expected) => {
    expect(starts(text, zone, from, to)).toBe(expected);
  });

  it('knows which dates never come', () => {
    const never = (text: string): boolean | undefined => {
      const schedule = parseSchedule(text);
      return schedule === null ? undefined : isNever(schedule);
    };
    expect(['0 0 31 2 *', '0 0 30 feb *', '0 0 31 4,6 *'].map(never)).toEqual([true, true, true]);
    expect(['0 0 29 2 *', '0 0 31 2 1', '0 0 31 2,3 *'].map(never)).toEqual([false, false, false]);
    expect(['60 * * * *', '* * * *', '5-1 * * * *', '*/0 * * * *'].map(never)).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
  });
});
