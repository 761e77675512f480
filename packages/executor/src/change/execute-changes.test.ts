import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ChangeOutcome, type Run, runSchema, type Step } from '@cloudops/spec';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  createChangePlan,
  createMemoryStore,
  createSetProtocol,
  createSetProvider,
  createSetStep,
  type EffectStore,
  type Faults,
  numberOf,
} from '../__fixtures__/change-world.ts';
import { createOptions } from '../__fixtures__/options.ts';
import { createPlan, createStep, createTicket, now } from '../__fixtures__/plan.ts';
import { createAction, createProvider } from '../__fixtures__/provider.ts';
import type { ExecuteOptions, ExecutionEvent } from '../execute-options.ts';
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

const list = createAction('list', () => ({ status: 'present', output: { items: [] } }));

async function execute(
  steps: readonly Step[],
  faults: Faults = () => undefined,
  more: Partial<ExecuteOptions> = {},
): Promise<Run> {
  const plan = createChangePlan(store, steps, more.runId);
  const provider = createSetProvider(createSetProtocol(store, faults), [list]);
  return executePlan(plan, createTicket(plan, { nonce: plan.id }), [provider], createOptions({ journal, ...more }));
}

const outcomesOf = (run: Run): readonly ChangeOutcome[] =>
  run.results.filter(({ action }) => action === 'memory.set').map(({ output }) => output as unknown as ChangeOutcome);
const statesOf = (run: Run): readonly string[] => outcomesOf(run).map(({ state }) => state);
const notHealed: Faults = (call, step) =>
  call === 'doVerify' && step === 'c'
    ? async () => ({ status: 'present', output: { outcome: 'not-healed', message: 'still broken' } })
    : undefined;

describe('a plan that changes something', () => {
  it('makes its changes one after another, and says what they were', async () => {
    const run = await execute([createStep('look'), createSetStep('a'), createSetStep('b', ['b1', 'b2'])]);
    expect(runSchema.safeParse(run).error).toBeUndefined();
    expect(run.status).toBe('completed');
    expect(store.read().map(({ name, by }) => `${name} ${by.split('/')[1]}`)).toEqual(['a a', 'b1 b', 'b2 b']);
    expect(outcomesOf(run)[0]).toMatchObject({
      state: 'changed',
      objects: [{ resource: { name: 'a' }, effects: ['value: 1 → 5'] }],
      verification: { outcome: 'healed' },
      undo: 'puts the old value back',
    });
    expect(outcomesOf(run)[0]?.objects[0]?.after).not.toBe(outcomesOf(run)[0]?.objects[0]?.before);
    expect(await journal.get(run.id)).toEqual({ kind: 'found', outcome: 'completed', run });
    expect(await journal.listChanges(run.id)).toMatchObject([{ phase: 'settled' }, { phase: 'settled' }]);
  });

  it('lets later steps see what became of a change', async () => {
    const run = await execute([createSetStep('a'), createStep('after', { needs: ['a'] })]);
    expect(run.results.map(({ status }) => status)).toEqual(['present', 'present']);
  });

  it('does nothing where all is in place', async () => {
    store.append({ name: 'a', value: 5, by: 'other' });
    const run = await execute([createSetStep('a')]);
    expect([run.status, ...statesOf(run)]).toEqual(['completed', 'in-place']);
    expect(store.read()).toHaveLength(1);
  });

  it('does nothing when what it was approved for has moved', async () => {
    const plan = createChangePlan(store, [createSetStep('a'), createSetStep('b')]);
    store.append({ name: 'a', value: 3, by: 'other' });
    const provider = createSetProvider(createSetProtocol(store));
    const run = await executePlan(plan, createTicket(plan), [provider], createOptions({ journal }));
    expect([run.status, ...statesOf(run)]).toEqual(['failed', 'not-done', 'not-done']);
    expect(run.results[0]?.reason).toMatchObject({
      kind: 'stale',
      message: expect.stringContaining('Thing shop/a has moved'),
    });
    expect(store.read()).toHaveLength(1);
  });

  it('does nothing when the cloud would refuse it', async () => {
    const run = await execute([createSetStep('a')], (call) =>
      call === 'doDryRun'
        ? async () => ({ status: 'unknown', reason: { kind: 'denied', message: 'you may not' } })
        : undefined,
    );
    expect(run.results[0]?.reason).toMatchObject({ kind: 'denied' });
    expect([run.status, ...statesOf(run), store.read().length]).toEqual(['failed', 'not-done', 0]);
  });

  it('takes everything back, the last first, when a change did not help', async () => {
    const run = await execute(
      ['a', 'b', 'c', 'd'].map((id) => createSetStep(id)),
      notHealed,
    );
    expect([run.status, ...statesOf(run)]).toEqual(['failed', 'undone', 'undone', 'undone', 'not-done']);
    expect(store.read().map(({ name }) => name)).toEqual(['a', 'b', 'c', 'c', 'b', 'a']);
    for (const name of ['a', 'b', 'c', 'd']) expect(numberOf(store, name)).toBe(1);
    expect(run.results.map(({ status }) => status)).toEqual(['unknown', 'unknown', 'unknown', 'unknown']);
    expect(run.results[0]?.reason?.message).toContain('step c failed');
  });

  it('says what could not be taken back', async () => {
    const faults: Faults = (call, step, before) =>
      call === 'doUndo' && step === 'b'
        ? async () => ({ status: 'unknown', reason: { kind: 'invalid', message: 'that cannot be' } })
        : notHealed(call, step, before);
    const run = await execute(
      ['a', 'b', 'c'].map((id) => createSetStep(id)),
      faults,
    );
    expect([run.status, ...statesOf(run)]).toEqual(['partial', 'undone', 'stands', 'undone']);
    expect(outcomesOf(run)[1]?.message).toContain('that cannot be');
  });

  it('tells again what became of a change that was taken back', async () => {
    const told: string[] = [];
    const onEvent = (event: ExecutionEvent): void => {
      if (event.kind === 'step-finished') told.push(`${event.step} ${event.result.status}`);
    };
    await execute([createSetStep('b'), createSetStep('c')], notHealed, { onEvent });
    expect(told).toEqual(['b present', 'b unknown', 'c unknown']);
  });

  it('tries again when only the precondition moved', async () => {
    const stale: Faults = (call, _step, before) =>
      call === 'doChange' && before < 2
        ? async () => ({ status: 'unknown', reason: { kind: 'stale', message: 'conflict' } })
        : undefined;
    expect(statesOf(await execute([createSetStep('a')], stale))).toEqual(['changed']);
    const always: Faults = (call, step) => (step === 'b' ? stale(call, step, 0) : undefined);
    const run = await execute([createSetStep('b')], always, { runId: 'run_2' });
    expect(run.results[0]).toMatchObject({ status: 'unknown', reason: { kind: 'stale' } });
    expect(numberOf(store, 'b')).toBe(1);
  });

  it('marks every call with the run and the step, and no other call', async () => {
    const marks = new Set<string | undefined>();
    const look = createAction('list', (_, context) => {
      marks.add(context.change?.id);
      return { status: 'present', output: 1 };
    });
    const plan = createChangePlan(store, [createStep('look'), createSetStep('a')]);
    const provider = createSetProvider(createSetProtocol(store), [look]);
    await executePlan(plan, createTicket(plan), [provider], createOptions({ journal }));
    expect([...marks]).toEqual([undefined]);
    expect(store.read()[0]?.by).toBe('run_00000000000000000000000001/a');
  });

  it('does not change what it could not read first', async () => {
    const broken = createAction('list', () => ({ status: 'unknown', reason: { kind: 'denied', message: 'no' } }));
    const plan = createChangePlan(store, [createStep('look'), createSetStep('a', ['a'], { needs: ['look'] })]);
    const provider = createSetProvider(createSetProtocol(store), [broken]);
    const run = await executePlan(plan, createTicket(plan), [provider], createOptions({ journal }));
    expect(statesOf(run)).toEqual(['not-done']);
    expect(store.read()).toEqual([]);
  });
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
