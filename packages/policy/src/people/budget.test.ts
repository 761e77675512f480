import { describe, expect, it } from 'vitest';
import { data } from '../__fixtures__/requests.ts';
import type { PolicyData } from '../policy-source.ts';
import { type Budget, budgetsFor } from './budget.ts';

const people: PolicyData = {
  ...data,
  roles: { ...data.roles, operator: ['alice'] },
  people: { alice: { logins: ['os:alice', 'aws:alice'] } },
};
const budgets = (entries: readonly Budget[], zone = 'UTC'): PolicyData => ({
  ...people,
  budgets: entries,
  time_zone: zone,
});
const at = (iso: string, principal = 'os:alice', environments: readonly string[] = ['prod']) => ({
  principal,
  environments,
  now: Date.parse(iso),
});

describe('budgetsFor', () => {
  const all = budgets([
    { name: 'spending', of: '*', window: 'month', shared: true, cost_usd: 12.345 },
    { name: 'alice', of: 'alice', window: 'hour', calls: 10 },
    { name: 'prod', of: 'operator', window: 'day', environment: 'prod', changes: 3 },
  ]);

  it('gives those that bind somebody, by name, in micro-dollars', () => {
    expect(budgetsFor(all, at('2026-09-15T10:20:30Z'))).toEqual([
      {
        name: 'alice',
        key: '["alice","hour","alice"]',
        windowStart: '2026-09-15T10:00:00.000Z',
        windowEnd: '2026-09-15T11:00:00.000Z',
        max: { calls: 10 },
      },
      {
        name: 'prod',
        key: '["prod","day","alice"]',
        windowStart: '2026-09-15T00:00:00.000Z',
        windowEnd: '2026-09-16T00:00:00.000Z',
        max: { changes: 3 },
      },
      {
        name: 'spending',
        key: '["spending","month","*"]',
        windowStart: '2026-09-01T00:00:00.000Z',
        windowEnd: '2026-10-01T00:00:00.000Z',
        max: { cost_microusd: 12_345_000 },
      },
    ]);
  });

  it('counts all logins of a person in one pot', () => {
    const [one, other] = ['os:alice', 'aws:alice'].map((login) => budgetsFor(all, at('2026-09-15T10:20:30Z', login)));
    expect(one).toEqual(other);
  });

  it('leaves out what binds others or other environments, and counts the unknown as prod', () => {
    const names = (principal: string, environments: readonly string[]) =>
      budgetsFor(all, at('2026-09-15T10:20:30Z', principal, environments)).map(({ name }) => name);
    expect(names('os:eve', ['prod'])).toEqual(['spending']);
    expect(names('os:alice', ['dev'])).toEqual(['alice', 'spending']);
    expect(names('os:alice', ['unheard-of'])).toEqual(['alice', 'prod', 'spending']);
  });

  it.each([
    ['Europe/Berlin', 'day', '2026-03-29T10:00:00Z', '2026-03-28T23:00:00.000Z', '2026-03-29T22:00:00.000Z'],
    ['Europe/Berlin', 'day', '2026-10-25T10:00:00Z', '2026-10-24T22:00:00.000Z', '2026-10-25T23:00:00.000Z'],
    ['Europe/Berlin', 'hour', '2026-10-25T00:30:00Z', '2026-10-25T00:00:00.000Z', '2026-10-25T02:00:00.000Z'],
    ['America/New_York', 'month', '2026-03-31T23:00:00Z', '2026-03-01T05:00:00.000Z', '2026-04-01T04:00:00.000Z'],
    ['Asia/Kolkata', 'hour', '2026-03-31T23:00:00Z', '2026-03-31T22:30:00.000Z', '2026-03-31T23:30:00.000Z'],
    ['Africa/Cairo', 'day', '2026-04-24T10:00:00Z', '2026-04-23T22:00:00.000Z', '2026-04-24T21:00:00.000Z'],
    ['UTC', 'day', '2026-02-28T00:00:00Z', '2026-02-28T00:00:00.000Z', '2026-03-01T00:00:00.000Z'],
  ] as const)('in %s, the %s of %s begins %s and ends %s', (zone, window, now, windowStart, windowEnd) => {
    const one = budgets([{ name: 'x', of: '*', window, calls: 1 }], zone);
    expect(budgetsFor(one, at(now))[0]).toMatchObject({ windowStart, windowEnd });
  });
});
