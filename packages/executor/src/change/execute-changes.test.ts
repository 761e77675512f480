import { type ChangeOutcome, type ChangeProtocol, type Plan, type Run, runSchema, type Step } from '@cloudops/spec';
import { beforeEach, describe, expect, it } from 'vitest';
import {
  createChangePlan,
  createMemoryStore,
  createSetProtocol,
  createSetProvider,
  createSetStep,
  type EffectStore,
  type Faults,
  numberOf,
  type SetInput,
} from '../__fixtures__/change-world.ts';
import { createMemoryJournal } from '../__fixtures__/memory-journal.ts';
import { createOptions } from '../__fixtures__/options.ts';
import { createStep, createTicket } from '../__fixtures__/plan.ts';
import { createAction } from '../__fixtures__/provider.ts';
import type { ExecuteOptions, ExecutionEvent } from '../execute-options.ts';
import { executePlan } from '../execute-plan.ts';
import type { Journal, RunEnding } from '../journal/journal.ts';
import { rollbackRun } from '../rollback-run.ts';

let journal: Journal;
let store: EffectStore;
beforeEach(() => {
  journal = createMemoryJournal();
  store = createMemoryStore();
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

  it('goes on from its own changes of one object, and back', async () => {
    const object = (id: string, value: number): Step =>
      createSetStep(id, ['x'], { with: { names: ['x'], value, isLoose: true } });
    const run = await execute([object('a', 5), object('b', 7)]);
    expect([run.status, ...statesOf(run), numberOf(store, 'x')]).toEqual(['completed', 'changed', 'changed', 7]);
    const provider = createSetProvider(createSetProtocol(store), [list]);
    const back = await rollbackRun(run.id, 'run_back', [provider], { ...createOptions(), journal });
    expect(back).toMatchObject({ kind: 'ran', run: { status: 'completed' } });
    expect(store.read().map(({ value }) => value)).toEqual([5, 7, 5, 1]);
  });

  it('writes down how far each change came, before and after', async () => {
    const moves: string[] = [];
    const writing: Journal = {
      ...journal,
      changeIntended: async (intent) => {
        moves.push(`${intent.step} intent ${numberOf(store, intent.step)}`);
        await journal.changeIntended(intent);
      },
      changeMoved: async (move) => {
        moves.push(`${move.step} ${move.phase} ${numberOf(store, move.step)}`);
        await journal.changeMoved(move);
      },
    };
    await execute([createSetStep('b'), createSetStep('c')], notHealed, { journal: writing });
    expect(moves).toEqual([
      'b intent 1',
      'b changed 5',
      'b verified 5',
      'c intent 1',
      'c changed 5',
      'c verified 5',
      'c undoing 5',
      'c undone 1',
      'b undoing 5',
      'b undone 1',
    ]);
  });

  it.each([
    ['blast_radius', 9, 'it would touch 9 and not 1'],
    ['monthly_cents', 500, 'it would cost more'],
    ['objects', [], 'broke its promise'],
  ])('does nothing when %s is more than was approved', async (field, value, message) => {
    const faults: Faults = (call) =>
      call === 'doObserve'
        ? async (_work, context) => {
            const honest = createSetProtocol(store);
            const seen = await honest.doObserve({ names: ['a'], value: 5 }, context);
            return { status: 'present', output: { ...seen.output, [field]: value } };
          }
        : undefined;
    const run = await execute([createSetStep('a')], faults);
    expect([...statesOf(run), store.read().length]).toEqual(['not-done', 0]);
    expect(run.results[0]?.reason?.message).toContain(message);
  });

  it('does nothing when it would touch something else too', async () => {
    const faults: Faults = (call) =>
      call === 'doObserve'
        ? async (_work, context) => createSetProtocol(store).doObserve({ names: ['a', 'z'], value: 5 }, context)
        : undefined;
    const run = await execute([createSetStep('a')], faults);
    expect([...statesOf(run), store.read().length]).toEqual(['not-done', 0]);
    expect(run.results[0]?.reason?.message).toContain('Thing shop/z would be changed too');
  });

  describe('when it cannot be taken back', () => {
    const lasting = (faults?: Faults): ChangeProtocol<SetInput> => {
      const protocol = createSetProtocol(store, faults);
      return {
        ...protocol,
        doObserve: async (input, context) => {
          const seen = await protocol.doObserve(input, context);
          return seen.status === 'present' ? { status: 'present', output: { ...seen.output, undo: null } } : seen;
        },
      };
    };
    const run = (plan: Plan, faults?: Faults): Promise<Run> =>
      executePlan(plan, createTicket(plan), [createSetProvider(lasting(faults))], createOptions({ journal }));

    it('lets it stand and says so, where the plan does', async () => {
      const ended = await run(createChangePlan(store, [createSetStep('c')], 0, { undo: null }), notHealed);
      expect([ended.status, ...statesOf(ended), store.read().length]).toEqual(['partial', 'stands', 1]);
      expect(outcomesOf(ended)[0]).toMatchObject({ undo: null, verification: { outcome: 'not-healed' } });
    });

    it('does nothing where the plan promises otherwise', async () => {
      const ended = await run(createChangePlan(store, [createSetStep('c')]));
      expect([ended.status, ...statesOf(ended), store.read().length]).toEqual(['failed', 'not-done', 0]);
      expect(ended.results[0]?.reason).toMatchObject({
        kind: 'stale',
        message: expect.stringContaining('it could not be taken back any more'),
      });
    });
  });

  it('is charged with every object that it changed, also with those that it put back', async () => {
    const endings: (RunEnding | undefined)[] = [];
    const finish: Journal['finish'] = (run, ending) => {
      endings.push(ending);
      return journal.finish(run, ending);
    };
    const steps = [createSetStep('a', ['a1', 'a2']), createSetStep('b'), createSetStep('c')];
    await execute(steps, notHealed, { journal: { ...journal, finish } });
    store.append({ name: 'd', value: 5, by: 'other' });
    await execute([createSetStep('d'), createSetStep('e')], undefined, { journal: { ...journal, finish }, runId: 'e' });
    expect(endings.map((ending) => ending?.spent?.changes)).toEqual([4, 1]);
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
