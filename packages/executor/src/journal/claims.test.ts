import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Observation, Plan, Run } from '@cloudops/spec';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createChangePlan, createMemoryStore, createSetStep } from '../__fixtures__/change-world.ts';
import { createPlan, createStep, now } from '../__fixtures__/plan.ts';
import type { BudgetLimit, BudgetReservation } from './budget.ts';
import type { Journal } from './journal.ts';
import { openJournal } from './open-journal.ts';

let folder = '';
let journal: Journal;
const open = (): Journal =>
  openJournal({
    databasePath: join(folder, 'runs.db'),
    evidenceFolder: join(folder, 'evidence'),
    clock: { now: () => now },
  });
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'claims-'));
  journal = open();
});
afterEach(async () => {
  await journal.close();
  rmSync(folder, { recursive: true, force: true });
});

const started_at = new Date(now).toISOString();
const planOf = (serial: number, ...names: readonly string[]): Plan =>
  createChangePlan(
    createMemoryStore(),
    names.map((name) => createSetStep(name)),
    serial,
  );
const endOf = (id: string, plan: Plan, more: Partial<Run> = {}): Run => ({
  schema_version: 1,
  id,
  plan,
  status: 'completed',
  results: [],
  started_at,
  finished_at: new Date(now + 1000).toISOString(),
  calls: {},
  ...more,
});

describe('locks', () => {
  it('are taken for all objects or none, and say who holds them', async () => {
    await journal.begin({ id: 'run_1', plan: planOf(1, 'b'), started_at });
    const second = journal.begin({ id: 'run_2', plan: planOf(2, 'a', 'b'), started_at });
    await expect(second).rejects.toMatchObject({
      code: 'OBJECT_LOCKED',
      message: `The object memory:p1:Thing/shop/b is held by run run_1 since ${started_at}: it is being changed, or nobody knows how that ended.`,
    });
    expect(await journal.get('run_2')).toEqual({ kind: 'absent' });
    expect(await journal.findPlanUse(planOf(2, 'a', 'b').id)).toBeUndefined();
    await journal.begin({ id: 'run_3', plan: planOf(3, 'a'), started_at });
  });

  it('go with the end of the run, but for what is not settled', async () => {
    const plan = planOf(1, 'a', 'b');
    await journal.begin({ id: 'run_1', plan, started_at });
    await journal.finish(endOf('run_1', plan, { status: 'partial' }), { changes: ['a', 'b'], unsettled: ['b'] });
    await journal.begin({ id: 'run_2', plan: planOf(2, 'a'), started_at });
    const third = journal.begin({ id: 'run_3', plan: planOf(3, 'b'), started_at });
    await expect(third).rejects.toMatchObject({ code: 'OBJECT_LOCKED' });
    await journal.finish(endOf('run_1', plan), { changes: ['a', 'b'] });
    await journal.begin({ id: 'run_3', plan: planOf(3, 'b'), started_at });
  });

  it('tell objects apart whatever is in their names', async () => {
    const [one, two] = [planOf(1, 'a/b'), planOf(2, 'a%2Fb')];
    await journal.begin({ id: 'run_1', plan: one, started_at });
    await journal.begin({ id: 'run_2', plan: two, started_at });
  });

  it('are of the place, not of what it is called', async () => {
    const plan = planOf(1, 'a');
    const renamed = JSON.parse(JSON.stringify(plan).replaceAll('"target":"memory"', '"target":"alias"')) as Plan;
    await journal.begin({ id: 'run_1', plan, started_at });
    const second = journal.begin({ id: 'run_2', plan: { ...renamed, id: 'pln_2' }, started_at });
    await expect(second).rejects.toMatchObject({ code: 'OBJECT_LOCKED' });
  });
});

describe('plans', () => {
  it('are used up by the run that begins with them', async () => {
    const plan = planOf(1, 'a');
    await journal.begin({ id: 'run_1', plan, started_at });
    await journal.finish(endOf('run_1', plan), {});
    const second = journal.begin({ id: 'run_2', plan, started_at });
    await expect(second).rejects.toMatchObject({ code: 'PLAN_USED', message: expect.stringContaining('run_1') });
    await journal.begin({ id: 'run_3', plan, started_at, rolls_back: 'run_1' });
    expect(await journal.findPlanUse(plan.id)).toEqual({ run_id: 'run_1', used_at: started_at });
  });

  it('that only read may run again', async () => {
    const plan = createPlan([createStep('a')]);
    await journal.begin({ id: 'run_1', plan, started_at });
    await journal.begin({ id: 'run_2', plan, started_at });
  });

  it('are kept with who asked and what was approved', async () => {
    const plan = planOf(1, 'a');
    const approvals = [{ payloadType: 't', payload: 'AA==', signatures: [{ keyid: 'k', sig: 'AA==' }] }];
    const run = { id: 'run_1', plan, started_at, principal: 'os:alice', approvals };
    await journal.begin(run);
    expect(await journal.findBeginning('run_1')).toEqual({ ...run, is_held: true });
    expect(await journal.findBeginning('run_2')).toBeUndefined();
  });
});

const limit: BudgetLimit = {
  name: 'per-day',
  key: 'os:alice',
  windowStart: '2026-01-01T00:00:00Z',
  windowEnd: '2026-01-02T00:00:00.000Z',
  max: { changes: 3, cost_microusd: 10_000_000 },
};
const ask = (changes: number, more: Partial<BudgetLimit> = {}): { readonly reservation: BudgetReservation } => ({
  reservation: { limits: [{ ...limit, ...more }], amounts: { changes, calls: 1000, cost_microusd: 1_000_000 } },
});
const read = createPlan([createStep('a')]);

describe('budgets', () => {
  it('refuse what is more than is left, naming the limit and when its window ends', async () => {
    await journal.begin({ id: 'run_1', plan: read, started_at }, ask(2));
    const second = journal.begin({ id: 'run_2', plan: read, started_at }, ask(2));
    await expect(second).rejects.toMatchObject({
      code: 'BUDGET_EXCEEDED',
      message:
        'The budget per-day of os:alice allows 3 changes until 2026-01-02T00:00:00.000Z: 2 changes are spent or set aside, and this run asks for 2 changes.',
    });
    expect(await journal.get('run_2')).toEqual({ kind: 'absent' });
    await journal.begin({ id: 'run_2', plan: read, started_at }, ask(1));
    await journal.begin({ id: 'run_3', plan: read, started_at }, ask(3, { key: 'os:bob' }));
  });

  it('say money in dollars', async () => {
    const reservation = { limits: [limit], amounts: { changes: 0, calls: 0, cost_microusd: 10_500_000 } };
    const begun = journal.begin({ id: 'run_1', plan: read, started_at }, { reservation });
    await expect(begun).rejects.toMatchObject({ message: expect.stringContaining('allows US$ 10.00 until') });
  });

  it('count what was used, also when that is more than was set aside', async () => {
    await journal.begin({ id: 'run_1', plan: read, started_at }, ask(1));
    await journal.finish(endOf('run_1', read), { spent: { changes: 3, calls: 7 } });
    const [spending] = await journal.readSpending([limit]);
    expect(spending?.spent).toEqual({ changes: 3, calls: 7, cost_microusd: 1_000_000 });
    expect(spending?.reserved.changes).toBe(0);
    await expect(journal.begin({ id: 'run_2', plan: read, started_at }, ask(1))).rejects.toMatchObject({
      code: 'BUDGET_EXCEEDED',
    });
  });

  it('count what a dead process set aside until its run is settled', async () => {
    await journal.begin({ id: 'run_1', plan: read, started_at }, ask(3));
    const [spending] = await journal.readSpending([limit]);
    expect([spending?.spent.changes, spending?.reserved.changes]).toEqual([3, 3]);
    await journal.finish(endOf('run_1', read), { spent: { changes: 0 } });
    await journal.begin({ id: 'run_2', plan: read, started_at }, ask(3));
  });

  it('begin anew with each window, and count what seems to lie in the future', async () => {
    const before = '2025-12-31T23:59:59.999Z';
    const after = '2026-03-01T00:00:00.000Z';
    await journal.begin({ id: 'run_1', plan: read, started_at: before }, ask(3));
    await journal.begin({ id: 'run_2', plan: read, started_at: after }, ask(3));
    await expect(journal.begin({ id: 'run_3', plan: read, started_at }, ask(1))).rejects.toMatchObject({
      code: 'BUDGET_EXCEEDED',
    });
  });

  it.each([-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY])('cannot be asked for %d', async (changes) => {
    await expect(journal.begin({ id: 'run_1', plan: read, started_at }, ask(changes))).rejects.toMatchObject({
      code: 'PLAN_INVALID',
    });
  });
});

describe('holds', () => {
  it('are had by one at a time, and leave nothing behind', async () => {
    const other = open();
    const hold = await journal.hold('run_1');
    expect(await journal.hold('run_1')).toBeUndefined();
    expect(await other.hold('run_1')).toBeUndefined();
    expect(await other.hold('../run_2')).toBeDefined();
    await hold?.release(false);
    await hold?.release(false);
    const again = await other.hold('run_1');
    expect(again).toBeDefined();
    await again?.release(true);
    expect(existsSync(join(folder, 'run_2'))).toBe(false);
    expect(readdirSync(join(folder, 'runs.db.holds'))).toHaveLength(1);
    await other.close();
  });
});

describe('changes', () => {
  const before: Observation = {
    objects: [
      {
        resource: { provider: 'p', target: 't', kind: 'K', name: 'n' },
        version: '1',
        effects: ['text'.repeat(30_000)],
      },
    ],
    state: { large: 'x'.repeat(200_000) },
    blast_radius: 1,
    monthly_cents: 0,
    in_place: false,
    undo: null,
  };

  it('are read back as they were seen, however large', async () => {
    const plan = planOf(1, 'a');
    await journal.begin({ id: 'run_1', plan, started_at });
    await journal.changeIntended({ run_id: 'run_1', step: 'a', before });
    const updated_at = started_at;
    const record = { run_id: 'run_1', step: 'a', before, phase: 'intent', verification: null, updated_at };
    expect(await journal.listChanges('run_1')).toEqual([record]);
    const verification = { outcome: 'healed', message: 'works' } as const;
    await journal.changeMoved({ runId: 'run_1', step: 'a', phase: 'verified', verification });
    await journal.changeMoved({ runId: 'run_1', step: 'a', phase: 'undoing' });
    expect(await journal.listChanges('run_1')).toEqual([{ ...record, phase: 'undoing', verification }]);
    expect(await journal.list()).toMatchObject([{ id: 'run_1', unsettled: 1 }]);
  });
});

describe('typicalDuration', () => {
  it('is the median of completed runs of the playbook', async () => {
    expect(await journal.typicalDuration('test')).toBeUndefined();
    for (const [index, ms] of [400, 100, 900, 9000].entries()) {
      const id = `run_${index}`;
      await journal.begin({ id, plan: read, started_at });
      const status = index === 3 ? 'failed' : 'completed';
      await journal.finish(endOf(id, read, { status, finished_at: new Date(now + ms).toISOString() }));
    }
    expect(await journal.typicalDuration('test')).toEqual({ median_ms: 400, runs: 3 });
    await journal.begin({ id: 'run_9', plan: read, started_at });
    await journal.finish(endOf('run_9', read, { finished_at: new Date(now + 500).toISOString() }));
    expect(await journal.typicalDuration('test')).toEqual({ median_ms: 450, runs: 4 });
    expect(await journal.typicalDuration('other')).toBeUndefined();
  });
});

describe('a journal of version 1', () => {
  it('is brought up to date where it is, with its runs', async () => {
    const database = new DatabaseSync(join(folder, 'runs.db'));
    database.exec(`
      CREATE TABLE runs (id TEXT PRIMARY KEY, plan TEXT NOT NULL, started_at TEXT NOT NULL,
        status TEXT, finished_at TEXT, calls TEXT) STRICT, WITHOUT ROWID;
      CREATE TABLE steps (run_id TEXT NOT NULL REFERENCES runs (id), step TEXT NOT NULL, status TEXT NOT NULL, digest TEXT,
        result TEXT NOT NULL, PRIMARY KEY (run_id, step)) STRICT, WITHOUT ROWID;
      CREATE TABLE tickets (nonce_digest TEXT PRIMARY KEY, used_at TEXT NOT NULL) STRICT, WITHOUT ROWID;
      PRAGMA user_version = 1;`);
    const insert = database.prepare('INSERT INTO runs VALUES (?, ?, ?, ?, ?, ?)');
    insert.run('run_1', JSON.stringify(read), started_at, 'completed', new Date(now + 700).toISOString(), '{}');
    insert.run('run_2', 'no JSON', started_at, null, null, null);
    const result = {
      step: 'a',
      action: 'memory.list',
      status: 'absent',
      digest: null,
      started_at,
      duration_ms: 1,
      calls: 1,
    };
    database
      .prepare('INSERT INTO steps VALUES (?, ?, ?, ?, ?)')
      .run('run_1', 'a', 'absent', null, JSON.stringify(result));
    database.close();
    expect(await journal.get('run_1')).toMatchObject({
      kind: 'found',
      outcome: 'completed',
      run: { results: [result] },
    });
    expect(await journal.typicalDuration('test')).toEqual({ median_ms: 700, runs: 1 });
    await journal.begin({ id: 'run_3', plan: planOf(1, 'a'), started_at }, ask(1));
    await journal.close();
    journal = open();
    expect(await journal.findPlanUse(planOf(1, 'a').id)).toMatchObject({ run_id: 'run_3' });
  });
});
