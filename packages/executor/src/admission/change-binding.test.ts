import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  createChangePlan,
  createMemoryStore,
  createSetProtocol,
  createSetProvider,
  createSetStep,
  type EffectStore,
} from '../__fixtures__/change-world.ts';
import { createOptions } from '../__fixtures__/options.ts';
import { createPlan, createTicket, now } from '../__fixtures__/plan.ts';
import { createAction, createProvider } from '../__fixtures__/provider.ts';
import { executePlan } from '../execute-plan.ts';
import type { Journal } from '../journal/journal.ts';
import { openJournal } from '../journal/open-journal.ts';

let folder = '';
let journal: Journal;
let store: EffectStore;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'changes-'));
  const at = (name: string): string => join(folder, name);
  journal = openJournal({ databasePath: at('runs.db'), evidenceFolder: at('evidence'), clock: { now: () => now } });
  store = createMemoryStore();
});
afterEach(async () => {
  await journal.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('a plan that changes something is refused', () => {
  const set = createSetProvider(createSetProtocol(createMemoryStore()));
  const remove = createProvider([createAction('set', () => ({ status: 'present', output: 1 }), { risk: 'write' })]);
  const memory = createMemoryStore();
  const good = createChangePlan(memory, [createSetStep('a')]);
  const { change } = good;

  it.each([
    ['CHANGE_WITHOUT_PROTOCOL', good, remove],
    ['CHANGE_NOT_PREPARED', createPlan([createSetStep('a')]), set],
    ['PLAN_INVALID', createChangePlan(memory, [createSetStep('a', ['a'], { when: 'true' })]), set],
    ['PLAN_INVALID', createChangePlan(memory, [createSetStep('a', ['a'], { foreach: 'inputs.list' })]), set],
    [
      'PLAN_INVALID',
      createPlan([createSetStep('a', ['a'], { with: { names: [`\${{ steps.x }}`] } })], change ? { change } : {}),
      set,
    ],
    ['PLAN_INVALID', createPlan([createSetStep('b')], change ? { change } : {}), set],
    [
      'PLAN_INVALID',
      createPlan(
        [createSetStep('a')],
        change ? { change: { ...change, places: [{ provider: 'x', target: 'y', identity: 'z' }] } } : {},
      ),
      set,
    ],
    [
      'PLAN_EXPIRED',
      createPlan([createSetStep('a')], change ? { change: { ...change, expires_at: '2025-12-31T23:59:59.999Z' } } : {}),
      set,
    ],
  ])('with %s', async (code, plan, provider) => {
    const running = executePlan(plan, createTicket(plan), [provider], createOptions({ journal }));
    await expect(running).rejects.toMatchObject({ code });
    expect(await journal.list()).toEqual([]);
  });

  it('without a journal', async () => {
    const running = executePlan(good, createTicket(good), [set], createOptions());
    await expect(running).rejects.toMatchObject({ code: 'CHANGE_WITHOUT_JOURNAL' });
  });

  it('a second time', async () => {
    const plan = createChangePlan(store, [createSetStep('a')]);
    const provider = createSetProvider(createSetProtocol(store));
    await executePlan(plan, createTicket(plan), [provider], createOptions({ journal }));
    const again = executePlan(
      plan,
      createTicket(plan, { nonce: 'another' }),
      [provider],
      createOptions({ journal, runId: 'run_2' }),
    );
    await expect(again).rejects.toMatchObject({ code: 'PLAN_USED' });
    expect(await journal.findPlanUse(plan.id)).toMatchObject({ run_id: 'run_00000000000000000000000001' });
    expect(store.read()).toHaveLength(1);
  });
});
