import type { ChangeOutcome, Run } from '@cloudops/spec';
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
} from './__fixtures__/change-world.ts';
import { createMemoryJournal, type MemoryJournal } from './__fixtures__/memory-journal.ts';
import { createOptions, hastyTimers } from './__fixtures__/options.ts';
import { createStep, createTicket } from './__fixtures__/plan.ts';
import { createAction } from './__fixtures__/provider.ts';
import { executePlan } from './execute-plan.ts';
import { resumeRun } from './resume-run.ts';
import { type RollbackOutcome, rollbackRun } from './rollback-run.ts';

let store: EffectStore;
let journal: MemoryJournal;
let original: Run;

const list = createAction('list', () => ({ status: 'present', output: 1 }));
const providerOf = (faults: Faults = () => undefined) => createSetProvider(createSetProtocol(store, faults), [list]);
const optionsOf = (signal = new AbortController().signal) => ({
  ...createOptions({ timers: hastyTimers, signal }),
  journal,
});
const rollBack = (faults?: Faults, id = 'run_back', signal?: AbortSignal): Promise<RollbackOutcome> =>
  rollbackRun(original.id, id, [providerOf(faults)], optionsOf(signal));

beforeEach(async () => {
  store = createMemoryStore();
  journal = createMemoryJournal();
  const plan = createChangePlan(store, [createSetStep('a'), createStep('look'), createSetStep('b')]);
  original = await executePlan(plan, createTicket(plan), [providerOf()], optionsOf());
});

const runOf = (outcome: RollbackOutcome): Run => {
  if ('run' in outcome) return outcome.run;
  throw new TypeError(outcome.kind);
};
const statesOf = (outcome: RollbackOutcome): readonly (string | undefined)[] =>
  runOf(outcome).results.map(({ output }) => (output as unknown as ChangeOutcome | undefined)?.state);

describe('rollbackRun', () => {
  it('takes the changes back, the last first, as a run of its own', async () => {
    const outcome = await rollBack();
    expect([outcome.kind, runOf(outcome).status, runOf(outcome).id]).toEqual(['ran', 'completed', 'run_back']);
    expect(statesOf(outcome)).toEqual(['undone', undefined, 'undone']);
    expect(runOf(outcome).results.map(({ status }) => status)).toEqual(['present', 'skipped', 'present']);
    expect(store.read().map(({ name, value }) => `${name} ${value}`)).toEqual(['a 5', 'b 5', 'b 1', 'a 1']);
    // The mark is that of the run which made the change.
    expect(store.read()[2]?.by).toBe(`undo ${original.id}/b`);
    expect(await journal.get('run_back')).toMatchObject({ outcome: 'completed' });
    expect(journal.locked()).toEqual([]);
    expect((await rollbackRun('run_back', 'run_again', [providerOf()], optionsOf())).kind).toBe('nothing-to-do');
  });

  it('leaves alone what has moved since', async () => {
    store.append({ name: 'b', value: 7, by: 'other' });
    const outcome = await rollBack();
    expect(statesOf(outcome)).toEqual(['undone', undefined, 'not-done']);
    expect([runOf(outcome).status, numberOf(store, 'b'), numberOf(store, 'a')]).toEqual(['partial', 7, 1]);
    expect(runOf(outcome).results[2]?.reason?.kind).toBe('stale');
  });

  it('has nothing to do where all is as before', async () => {
    store.append({ name: 'a', value: 1, by: 'other' });
    store.append({ name: 'b', value: 1, by: 'other' });
    const outcome = await rollBack();
    expect([runOf(outcome).status, ...statesOf(outcome)]).toEqual(['completed', 'in-place', undefined, 'in-place']);
    expect(store.read()).toHaveLength(4);
  });

  it('says what could not be taken back, and can be asked again', async () => {
    const refuse: Faults = (call, step) =>
      call === 'doUndo' && step === 'b'
        ? async () => ({ status: 'unknown', reason: { kind: 'denied', message: 'you may not' } })
        : undefined;
    const outcome = await rollBack(refuse);
    expect([runOf(outcome).status, ...statesOf(outcome)]).toEqual(['partial', 'undone', undefined, 'stands']);
    expect(statesOf(await rollBack(undefined, 'run_back2'))).toEqual(['in-place', undefined, 'undone']);
  });

  it('keeps its objects locked when nobody knows how it ended, until it is resumed', async () => {
    let isBlind = false;
    const blind: Faults = (call) => {
      if (call === 'doUndo') isBlind = true;
      return call === 'doLook' && isBlind
        ? async () => ({ status: 'unknown', reason: { kind: 'unreachable', message: 'no route' } })
        : undefined;
    };
    const outcome = await rollBack(blind);
    // The second could not even be looked at, so it was not touched.
    expect([runOf(outcome).status, ...statesOf(outcome)]).toEqual(['partial', 'not-done', undefined, 'unknown']);
    expect(journal.locked()).toEqual(['memory:p1:Thing/shop/b']);
    await expect(rollBack(undefined, 'run_back2')).rejects.toMatchObject({ code: 'OBJECT_LOCKED' });
    const resumed = await resumeRun('run_back', [providerOf()], optionsOf());
    expect(resumed).toMatchObject({ kind: 'settled', run: { results: [{}, {}, { output: { state: 'undone' } }] } });
    expect(statesOf(await rollBack(undefined, 'run_back2'))).toEqual(['undone', undefined, 'in-place']);
  });

  it('does nothing elsewhere', async () => {
    const elsewhere = { ...providerOf(), doLocate: async () => ({ status: 'present', output: 'p2' }) as const };
    const outcome = await rollbackRun(original.id, 'run_back', [elsewhere], optionsOf());
    expect([outcome.kind, store.read().length]).toEqual(['elsewhere', 2]);
  });

  it('does not begin when it is interrupted', async () => {
    const outcome = await rollBack(undefined, 'run_back', AbortSignal.abort());
    expect(outcome.kind).toBe('elsewhere');
    expect(store.read()).toHaveLength(2);
  });

  it('waits for a run that is not settled', async () => {
    const plan = createChangePlan(store, [createSetStep('c')], 2);
    await journal.begin({ id: 'run_open', plan, started_at: original.started_at });
    expect((await rollbackRun('run_open', 'run_back', [providerOf()], optionsOf())).kind).toBe('unsettled');
    expect((await rollbackRun('run_none', 'run_back', [providerOf()], optionsOf())).kind).toBe('not-found');
  });
});
