import { describe, expect, it } from 'vitest';
import { execution, facets, listed } from '../__fixtures__/facets.ts';
import type { LoggedFacets, RecordQuery } from '../log/audit-log.ts';
import { type AlertRules, defaultAlertRules } from './alert.ts';
import { findAlerts } from './find-alerts.ts';

const dayMs = 86_400_000;
const noon = Date.UTC(2026, 0, 1, 12);

const off: AlertRules = {
  ...{ windowMs: dayMs, usualMs: 30 * dayMs, errorRate: null, costUsd: null, policyViolations: null },
  ...{ unknownOutcomeMs: null, newAction: null, oddHour: null, burst: null },
};

async function titles(all: readonly LoggedFacets[], rules: Partial<AlertRules>, now = noon + 2 * 3_600_000) {
  const log = { facets: ({ from = 0 }: RecordQuery = {}) => listed(all.filter(({ time }) => time >= from)) };
  return (await findAlerts(log, { rules: { ...off, ...rules }, now })).map(({ title }) => title);
}

/** What a user did every day of the month before, at noon. */
const habits: readonly LoggedFacets[] = Array.from({ length: 50 }, (_, index) =>
  facets(index, {
    time: noon - 2 * dayMs - Math.floor(index / 2) * dayMs,
    event: 'plan.decided',
    status: 'auto-approve',
  }),
).reverse();

describe('an alert', () => {
  const failures = [1, 3, 5].flatMap((index) => execution(index, { status: 'failed' }));

  it('is raised when too many executions fail, not by too few to judge', async () => {
    const rule = { errorRate: { share: 0.25, minimum: 4 } };
    expect(await titles(failures, rule)).toEqual([]);
    expect(await titles([...failures, ...execution(9)], rule)).toEqual([
      '3 of 4 executions failed (75 %, allowed 25 %)',
    ]);
    const good = Array.from({ length: 9 }, (_, index) => execution(20 + index * 2)).flat();
    expect(await titles([...failures, ...good], rule)).toEqual([]);
  });

  it('is raised when models cost more than allowed', async () => {
    const asked = [facets(0, { cost_usd: 0.6 }), facets(1, { cost_usd: 0.5 })];
    expect(await titles(asked, { costUsd: 1 })).toEqual(['Models cost $1.1000 (allowed $1.00)']);
    expect(await titles(asked, { costUsd: 1.1 })).toEqual([]);
  });

  it('is raised when policy denied somebody, by user', async () => {
    const denied = facets(0, { event: 'plan.decided', status: 'deny' });
    const other = { ...denied, index: 1, user: 'os:bob', playbook: 'aws-cost' };
    expect(await titles([denied, other, other], { policyViolations: 2 })).toEqual([
      'Policy denied os:bob 2 plans: aws-cost',
    ]);
    expect(await titles([denied], { policyViolations: 1 })).toEqual(['Policy denied os:alice a plan: k8s-high-cpu']);
  });

  it('is raised when an execution never ended, after a while', async () => {
    const [started] = execution(0);
    const all = started === undefined ? [] : [started, ...execution(5)];
    expect(await titles(all, { unknownOutcomeMs: 3_600_000 })).toEqual([
      'The outcome of run_0 is unknown: it started and never ended',
    ]);
    expect(await titles(all, { unknownOutcomeMs: 3_600_000 }, noon + 60_000)).toEqual([]);
  });

  it('is raised when somebody with habits does something new', async () => {
    const rule = { newAction: { minimum: 20 } };
    const fresh = facets(100, { event: 'plan.decided', playbook: 'aws-cost', status: 'auto-approve' });
    expect(await titles([...habits, fresh, { ...fresh, index: 101 }], rule)).toEqual([
      'os:alice used aws-cost for the first time',
    ]);
    expect(await titles([...habits, facets(100, { event: 'plan.decided' })], rule)).toEqual([]);
    expect(await titles([...habits, { ...fresh, user: 'os:new' }], rule)).toEqual([]);
    const erased = facets(100, { event: 'subject.erased', playbook: null });
    expect(await titles([...habits, erased], rule)).toEqual(['os:alice used subject.erased for the first time']);
  });

  it('is raised at an hour at which somebody never was', async () => {
    const rule = { oddHour: { minimum: 50 } };
    const night = noon - 9 * 3_600_000;
    expect(await titles([...habits, facets(100, { time: night })], rule)).toEqual([
      'os:alice was active at 03:00 UTC, an hour without any earlier record',
    ]);
    expect(await titles([...habits, facets(100, { time: noon + 3_600_000 })], rule)).toEqual([]);
    expect(await titles([...habits.slice(1), facets(100, { time: night })], rule)).toEqual([]);
    expect(await titles([...habits, facets(100, { time: night, role: 'service' })], rule)).toEqual([]);
  });

  it('is raised when one user asks very much at once', async () => {
    const rule = { burst: { questions: 5, withinMs: 300_000 } };
    const asked = Array.from({ length: 6 }, (_, index) => facets(index));
    expect(await titles(asked, rule)).toEqual(['os:alice asked 6 questions within 5 minutes']);
    expect(await titles(asked.slice(2), rule)).toEqual([]);
    expect(
      await titles(
        asked.map((one, index) => ({ ...one, user: `os:${index}` })),
        rule,
      ),
    ).toEqual([]);
  });
});

describe('findAlerts', () => {
  it('puts the gravest first, with an id that stays while the cause does', async () => {
    const all = [
      facets(0, { cost_usd: 9 }),
      facets(1, { event: 'plan.decided', status: 'deny' }),
      ...execution(2, { status: 'failed' }),
    ];
    const log = (list: readonly LoggedFacets[]) => ({ facets: () => listed(list) });
    const options = { rules: { ...defaultAlertRules, errorRate: { share: 0, minimum: 1 } }, now: noon + 600_000 };
    const found = await findAlerts(log(all), options);
    expect(found.map(({ rule }) => rule)).toEqual(['policy-violation', 'error-rate', 'cost']);
    const later = await findAlerts(log([...all, facets(9, { event: 'plan.decided', status: 'deny' })]), options);
    expect(later.map(({ id }) => id)).toEqual(found.map(({ id }) => id));
    expect(later[0]?.records).toEqual([1, 9]);
  });

  it('finds nothing in quiet days', async () => {
    const log = { facets: () => listed([...habits, facets(100), ...execution(101)]) };
    expect(await findAlerts(log, { rules: defaultAlertRules, now: noon + 3 * 3_600_000 })).toEqual([]);
  });
});
