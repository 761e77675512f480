import type { ChangeOutcome, Plan, Run, Step } from '@cloudops/spec';
import { beforeEach, describe, expect, it } from 'vitest';
import {
  createChangePlan,
  createMemoryStore,
  createSetProtocol,
  createSetProvider,
  createSetStep,
  type EffectStore,
  type Faults,
} from './__fixtures__/change-world.ts';
import { createMemoryJournal, type MemoryJournal } from './__fixtures__/memory-journal.ts';
import { createOptions, hastyTimers } from './__fixtures__/options.ts';
import { createStep, now } from './__fixtures__/plan.ts';
import { createAction } from './__fixtures__/provider.ts';
import type { ChangePhase } from './journal/change-record.ts';
import { type ResumeOutcome, resumeRun } from './resume-run.ts';

let store: EffectStore;
let journal: MemoryJournal;
let plan: Plan;

beforeEach(async () => {
  store = createMemoryStore();
  journal = createMemoryJournal();
  plan = createChangePlan(store, [createSetStep('a'), createStep('look'), createSetStep('b')]);
  await journal.begin({ id: 'run_1', plan, started_at: new Date(now).toISOString() });
});

const list = createAction('list', () => ({ status: 'present', output: 1 }));
const providerOf = (faults: Faults = () => undefined, version = '1.0.0') => ({
  ...createSetProvider(createSetProtocol(store, faults), [list]),
  version,
});
const resume = (faults?: Faults, provider = providerOf(faults)): Promise<ResumeOutcome> =>
  resumeRun('run_1', [provider], { ...createOptions({ timers: hastyTimers }), journal });

/** The process died when step `a` was in this phase, and its object was this. */
async function die(phase: ChangePhase, value: number): Promise<void> {
  const before = await providerOf().actions[0]?.change?.doObserve(plan.steps[0]?.with, {
    countCall: () => {},
  } as never);
  if (before?.status !== 'present') throw new TypeError('nothing observed');
  await journal.changeIntended({ run_id: 'run_1', step: 'a', before: before.output });
  if (phase !== 'intent') await journal.changeMoved({ runId: 'run_1', step: 'a', phase });
  if (value !== 1) store.append({ name: 'a', value, by: 'run_1/a' });
}

const runOf = (outcome: ResumeOutcome): Run => {
  if ('run' in outcome) return outcome.run;
  throw new TypeError(outcome.kind);
};
const outcomeOf = (outcome: ResumeOutcome, step = 'a'): ChangeOutcome =>
  runOf(outcome).results.find((result) => result.step === step)?.output as unknown as ChangeOutcome;

describe('resumeRun', () => {
  it.each([
    ['intent', 1, 'not-done', 'interrupted'],
    ['intent', 5, 'changed', 'partial'],
    ['intent', 3, 'stands', 'partial'],
    ['changed', 5, 'changed', 'partial'],
    ['changed', 1, 'undone', 'interrupted'],
    ['verified', 5, 'changed', 'partial'],
    ['undoing', 1, 'undone', 'interrupted'],
    ['undoing', 5, 'stands', 'partial'],
    ['undoing', 3, 'stands', 'partial'],
  ] as const)('tells of phase %s with the object at %i that it is %s', async (phase, value, state, status) => {
    await die(phase, value);
    const effects = store.read().length;
    const outcome = await resume();
    expect([outcome.kind, outcomeOf(outcome).state, runOf(outcome).status]).toEqual(['settled', state, status]);
    expect(outcomeOf(outcome).verification?.outcome).toBe(state === 'changed' ? 'healed' : undefined);
    expect(outcomeOf(outcome, 'b')).toMatchObject({ state: 'not-done' });
    expect(store.read()).toHaveLength(effects);
    expect(journal.locked()).toEqual([]);
    expect(await journal.get('run_1')).toMatchObject({ outcome: status });
    expect((await resume()).kind).toBe('nothing-to-do');
  });

  it.each(['intent', 'undoing'] as const)('waits for a request of phase %s that is still on its way', async (phase) => {
    await die(phase, phase === 'intent' ? 1 : 5);
    const late: Faults = (call, _step, before) =>
      call === 'doLook' && before === 1
        ? async (work) => {
            store.append({ name: 'a', value: phase === 'intent' ? 5 : 1, by: 'late' });
            work();
          }
        : undefined;
    expect(outcomeOf(await resume(late)).state).toBe(phase === 'intent' ? 'changed' : 'undone');
  });

  it('says that a change did not help', async () => {
    await die('changed', 5);
    const outcome = await resume((call) =>
      call === 'doVerify'
        ? async () => ({ status: 'present', output: { outcome: 'not-healed', message: 'still broken' } })
        : undefined,
    );
    expect(outcomeOf(outcome)).toMatchObject({ state: 'changed', verification: { outcome: 'not-healed' } });
    expect(runOf(outcome).status).toBe('partial');
  });

  it('keeps the objects locked while nobody can look, and can be asked again', async () => {
    await die('intent', 5);
    const blind: Faults = (call) =>
      call === 'doLook'
        ? async () => ({ status: 'unknown', reason: { kind: 'unreachable', message: 'no route' } })
        : undefined;
    const outcome = await resume(blind);
    expect([outcome.kind, outcomeOf(outcome).state]).toEqual(['unknown', 'unknown']);
    expect(journal.locked()).toEqual(['memory:p1:Thing/shop/a']);
    expect(outcomeOf(await resume()).state).toBe('changed');
    expect(journal.locked()).toEqual([]);
  });

  it('looks nowhere else', async () => {
    await die('intent', 5);
    const elsewhere = { ...providerOf(), doLocate: async () => ({ status: 'present', output: 'p2' }) as const };
    const outcome = await resume(undefined, elsewhere);
    expect(outcome).toEqual({ kind: 'elsewhere', why: 'memory:memory was p1 then, and is p2 now.' });
    const { doLocate: _, ...silent } = providerOf();
    expect((await resume(undefined, silent)).kind).toBe('elsewhere');
    expect(journal.locked()).toHaveLength(2);
  });

  it.each([
    ['verified', 'intent', 7, 'changed', 'changed'],
    ['verified', 'intent', 5, 'changed', 'not-done'],
    ['verified', 'undoing', 5, 'changed', 'undone'],
    ['verified', 'undone', 5, 'changed', 'undone'],
    ['undoing', 'undone', 1, 'undone', 'undone'],
    ['undone', 'undone', 1, 'undone', 'undone'],
  ] as const)('tells steps on one object apart: %s, then %s, at %i', async (first, second, value, one, two) => {
    const object = (id: string, to: number): Step =>
      createSetStep(id, ['x'], { with: { names: ['x'], value: to, isLoose: true } });
    plan = createChangePlan(store, [object('a', 5), object('b', 7)], 2);
    await journal.begin({ id: 'run_2', plan, started_at: new Date(now).toISOString() });
    for (const [index, phase] of [first, second].entries()) {
      const context = { countCall: () => {} } as never;
      const seen = await providerOf().actions[0]?.change?.doObserve(plan.steps[index]?.with, context);
      const step = index === 0 ? 'a' : 'b';
      if (seen?.output !== undefined) await journal.changeIntended({ run_id: 'run_2', step, before: seen.output });
      await journal.changeMoved({ runId: 'run_2', step, phase });
      store.append({ name: 'x', value: index === 0 ? 5 : 7, by: step });
    }
    store.append({ name: 'x', value, by: 'undo' });
    const outcome = await resumeRun('run_2', [providerOf()], { ...createOptions({ timers: hastyTimers }), journal });
    expect([outcome.kind, outcomeOf(outcome).state, outcomeOf(outcome, 'b').state]).toEqual(['settled', one, two]);
  });

  it('leaves a run alone that somebody works on', async () => {
    const hold = await journal.hold('run_1');
    expect(await resume()).toEqual({ kind: 'running' });
    await hold?.release(false);
    expect((await resume()).kind).toBe('settled');
  });

  it('looks with whatever version of the provider there is', async () => {
    await die('intent', 5);
    expect(outcomeOf(await resume(undefined, providerOf(undefined, '9.0.0'))).state).toBe('changed');
  });

  it('knows when there is nothing to do', async () => {
    const options = { ...createOptions(), journal };
    expect(await resumeRun('run_2', [providerOf()], options)).toEqual({ kind: 'not-found' });
  });
});
