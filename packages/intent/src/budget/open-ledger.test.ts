import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { BudgetLedger, Reservation } from './ledger.ts';
import { type LedgerOptions, openBudgetLedger } from './open-ledger.ts';

const minute = 60_000;
const noon = Date.UTC(2026, 10, 30, 12);

let folder: string;
let now: number;
const open: BudgetLedger[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ledger-'));
  now = noon;
});

afterEach(() => {
  for (const ledger of open.splice(0)) ledger.close();
  rmSync(folder, { recursive: true });
});

function create(options: Partial<LedgerOptions> = {}): BudgetLedger {
  const ledger = openBudgetLedger({ path: join(folder, 'state', 'usage.db'), clock: { now: () => now }, ...options });
  open.push(ledger);
  return ledger;
}

function reserve(ledger: BudgetLedger, microUsd: number, user = 'os:alice'): Reservation {
  return ledger.reserve({ user, parser: 'anthropic', model: 'claude-haiku-5-5', microUsd });
}

function idOf(reservation: Reservation): string {
  return reservation.kind === 'reserved' ? reservation.id : expect.unreachable(reservation.why);
}

describe('a ledger of budgets', () => {
  it('allows up to the budget and not a micro-dollar more', () => {
    const ledger = create({ monthlyMicroUsd: { default: 1000 } });
    expect(reserve(ledger, 600).kind).toBe('reserved');
    expect(reserve(ledger, 401)).toMatchObject({ kind: 'over-budget' });
    expect(reserve(ledger, 400).kind).toBe('reserved');
    expect(ledger.status('os:alice')).toEqual({
      user: 'os:alice',
      month: '2026-11',
      spent: 0,
      reserved: 1000,
      limit: 1000,
      left: 0,
    });
  });

  it('gives back what a call did not use, once', () => {
    const ledger = create({ monthlyMicroUsd: { default: 1000 } });
    const id = idOf(reserve(ledger, 900));
    ledger.settle(id, { microUsd: 100, inputTokens: 10, outputTokens: 1 });
    ledger.settle(id, { microUsd: 0, inputTokens: 0, outputTokens: 0 });
    expect(ledger.status('os:alice')).toMatchObject({ spent: 100, reserved: 0, left: 900 });
  });

  it('keeps a budget for each user, and for some their own', () => {
    const ledger = create({ monthlyMicroUsd: { default: 10, users: { 'os:bob': 20 } } });
    expect(reserve(ledger, 10).kind).toBe('reserved');
    expect(reserve(ledger, 20, 'os:bob').kind).toBe('reserved');
    expect(reserve(ledger, 1, 'os:bob').kind).toBe('over-budget');
    expect(ledger.status('toString').limit).toBe(10);
  });

  it('begins anew with the month, in UTC', () => {
    const ledger = create({ monthlyMicroUsd: { default: 10 } });
    now = Date.UTC(2026, 11, 1) - 1;
    idOf(reserve(ledger, 10));
    expect(reserve(ledger, 1).kind).toBe('over-budget');
    now += 1;
    expect(reserve(ledger, 10).kind).toBe('reserved');
  });

  it('lets a reservation that nobody settled expire, and shows it as unsettled', () => {
    const ledger = create({ monthlyMicroUsd: { default: 10 } });
    const id = idOf(reserve(ledger, 10));
    now += 10 * minute - 1;
    expect(reserve(ledger, 1).kind).toBe('over-budget');
    now += 1;
    expect(ledger.status('os:alice').left).toBe(10);
    expect(ledger.usage({ by: 'user' })).toMatchObject([{ calls: 0, unsettled: 1, microUsd: 0 }]);
    ledger.settle(id, { microUsd: 7, inputTokens: 1, outputTokens: 1 });
    expect(ledger.status('os:alice').left).toBe(3);
  });

  it('warns from 80 %', () => {
    const ledger = create({ monthlyMicroUsd: { default: 1_000_000 } });
    expect(reserve(ledger, 799_999)).toMatchObject({ warning: null });
    expect(reserve(ledger, 1)).toMatchObject({
      warning: "$0.80 of the month's $1.00 for models is spent or reserved.",
    });
  });

  it('limits calls within any minute, and says how long to wait', () => {
    const ledger = create({ callsPerMinute: 2 });
    idOf(reserve(ledger, 1));
    now += 20_000;
    idOf(reserve(ledger, 1));
    expect(reserve(ledger, 1)).toMatchObject({ kind: 'too-often', retryAfterMs: 40_000 });
    expect(reserve(ledger, 1, 'os:bob').kind).toBe('reserved');
    now += 40_000;
    expect(reserve(ledger, 1).kind).toBe('reserved');
  });

  it('adds up by user, model, playbook and day', () => {
    const ledger = create();
    const first = idOf(reserve(ledger, 50));
    ledger.settle(first, { microUsd: 30, inputTokens: 1000, outputTokens: 50 });
    ledger.name([first], 'k8s-high-cpu');
    now += 24 * 60 * minute;
    ledger.settle(idOf(reserve(ledger, 50, 'os:bob')), { microUsd: 40, inputTokens: 900, outputTokens: 60 });
    ledger.noteCached({ user: 'os:bob', parser: 'anthropic', model: 'claude-haiku-5-5', playbook: 'k8s-high-cpu' });
    const row = { unsettled: 0, cached: 0, calls: 1 };
    expect(ledger.usage({ by: 'user' })).toEqual([
      { ...row, key: 'os:bob', cached: 1, inputTokens: 900, outputTokens: 60, microUsd: 40 },
      { ...row, key: 'os:alice', inputTokens: 1000, outputTokens: 50, microUsd: 30 },
    ]);
    expect(ledger.usage({ by: 'model' })).toMatchObject([{ key: 'claude-haiku-5-5', calls: 2, microUsd: 70 }]);
    expect(ledger.usage({ by: 'playbook' })).toMatchObject([
      { key: null, microUsd: 40 },
      { key: 'k8s-high-cpu', calls: 1, cached: 1, microUsd: 30 },
    ]);
    expect(ledger.usage({ by: 'day', since: now })).toMatchObject([{ key: '2026-12-01', microUsd: 40 }]);
    expect(ledger.usage({ by: 'day', user: 'os:alice', until: now })).toMatchObject([{ key: '2026-11-30' }]);
  });

  it('is readable by its owner alone', () => {
    create();
    expect(statSync(join(folder, 'state', 'usage.db')).mode & 0o777).toBe(0o600);
  });

  it('refuses to work on a file that is no ledger', () => {
    const path = join(folder, 'other.db');
    writeFileSync(path, 'not a database, and long enough to be looked at as one by its header'.repeat(20));
    expect(() => openBudgetLedger({ path, clock: { now: () => now } })).toThrow(
      expect.objectContaining({ code: 'LEDGER_UNUSABLE' }),
    );
  });

  it.each([-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY])('refuses to reserve %d', (microUsd) => {
    expect(() => reserve(create(), microUsd)).toThrow(expect.objectContaining({ code: 'LEDGER_UNUSABLE' }));
  });

  it('never lets 16 processes spend more than a budget of $1', async () => {
    const path = join(folder, 'shared.db');
    const run = promisify(execFile);
    const flags = ['--conditions=@cloudops/source', '--disable-warning=ExperimentalWarning'];
    const script = join(import.meta.dirname, '__fixtures__', 'spend.ts');
    const outputs = await Promise.all(
      Array.from({ length: 16 }, () => run(process.execPath, [...flags, script, path, '6'])),
    );
    const spent = outputs.reduce((sum, { stdout }) => sum + Number(stdout), 0);
    expect(spent).toBeLessThanOrEqual(1_000_000);
    // 96 calls of 2 to 3 cents want more than twice the budget, so it must come close to all of it.
    expect(spent).toBeGreaterThan(960_000);
    expect(create({ path }).status('os:alice')).toMatchObject({ spent, reserved: 0 });
  });
});
