import type { ChangeOutcome, ChangeProtocol, ChangeState, Run, Step } from '@cloudops/spec';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
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
import { faultKinds } from '../__fixtures__/fault-kinds.ts';
import { createMemoryJournal, type MemoryJournal } from '../__fixtures__/memory-journal.ts';
import { createOptions, hastyTimers } from '../__fixtures__/options.ts';
import { createTicket } from '../__fixtures__/plan.ts';
import { executePlan } from '../execute-plan.ts';
import { resumeRun } from '../resume-run.ts';
import { rollbackRun } from '../rollback-run.ts';

const calls = ['doObserve', 'doDryRun', 'doChange', 'doLook', 'doVerify', 'doUndo'] as const;
const steps = [createSetStep('a'), createSetStep('b', ['b1', 'b2']), createSetStep('c')];

interface World {
  readonly store: EffectStore;
  readonly journal: MemoryJournal;
  readonly run: Run;
}

const notHealed: Faults = (call, step) =>
  call === 'doVerify' && step === 'c'
    ? async () => ({ status: 'present', output: { outcome: 'not-healed', message: 'still broken' } })
    : undefined;

const providerOf = (store: EffectStore, faults: Faults = () => undefined) =>
  createSetProvider(createSetProtocol(store, faults));

async function execute(faults: Faults, signal = new AbortController().signal): Promise<World> {
  const store = createMemoryStore();
  const journal = createMemoryJournal();
  const plan = createChangePlan(store, steps);
  const options = createOptions({ journal, timers: hastyTimers, signal });
  const run = await executePlan(plan, createTicket(plan), [providerOf(store, faults)], options);
  // For what comes late.
  for (let turn = 0; turn < 20; turn += 1) await new Promise(setImmediate);
  return { store, journal, run };
}

const namesOf = (step: Step): readonly string[] => (step.with as { readonly names: readonly string[] }).names;

function stateOf(run: Run, step: string): ChangeState {
  const output = run.results.find((result) => result.step === step)?.output;
  return (output as unknown as ChangeOutcome).state;
}

/** What must hold whatever went wrong: the outcome tells the world's state, and nothing happened twice. */
function assertHonest(run: Run, store: EffectStore): void {
  for (const step of steps) {
    const state = stateOf(run, step.id);
    const values = namesOf(step).map((name) => numberOf(store, name));
    if (state === 'changed' || state === 'in-place') expect([state, ...new Set(values)]).toEqual([state, 5]);
    if (state === 'not-done' || state === 'undone') expect([state, ...new Set(values)]).toEqual([state, 1]);
    if (state === 'stands') expect(values).toContain(5);
    for (const name of namesOf(step)) {
      for (const by of [`${run.id}/${step.id}`, `undo ${run.id}/${step.id}`]) {
        const times = store.read().filter((effect) => effect.name === name && effect.by === by).length;
        expect(times, `${by} ${name}`).toBeLessThanOrEqual(1);
      }
    }
  }
  const states = steps.map(({ id }) => stateOf(run, id));
  if (run.status === 'completed') expect(states.every((state) => state === 'changed')).toBe(true);
  if (run.status === 'failed') expect(states.every((state) => state === 'undone' || state === 'not-done')).toBe(true);
  if (states.some((state) => state === 'stands' || state === 'unknown')) expect(run.status).toBe('partial');
  if (states.some((state) => state === 'changed')) expect(run.status).not.toBe('failed');
}

/** Whatever stayed unknown is known once the world can be looked at; and what stands can then be taken back. */
async function assertCanBeEnded({ run, store, journal }: World): Promise<void> {
  const unknown = steps.filter(({ id }) => stateOf(run, id) === 'unknown');
  expect(journal.locked()).toEqual(unknown.flatMap(namesOf).map((name) => `memory:p1:Thing/shop/${name}`));
  const options = { ...createOptions(), journal, timers: hastyTimers };
  const effects = store.read().length;
  const resumed = await resumeRun(run.id, [providerOf(store)], options);
  expect(resumed.kind).toBe(unknown.length === 0 ? 'nothing-to-do' : 'settled');
  expect(store.read()).toHaveLength(effects);
  const settled = 'run' in resumed ? resumed.run : run;
  assertHonest(settled, store);
  expect(journal.locked()).toEqual([]);
}

/** What was changed can be taken back later. */
async function assertCanBeTakenBack({ run, store, journal }: World): Promise<void> {
  const options = { ...createOptions(), journal, timers: hastyTimers };
  const found = await journal.get(run.id);
  const settled = found.kind === 'found' ? found.run : run;
  await rollbackRun(run.id, 'run_back', [providerOf(store)], options);
  for (const step of steps) {
    if (stateOf(settled, step.id) !== 'changed') continue;
    for (const name of namesOf(step)) expect(numberOf(store, name)).toBe(1);
  }
  expect(journal.locked()).toEqual([]);
}

const once =
  (call: keyof ChangeProtocol, kind: string, rest: Faults): Faults =>
  (name, step, before) =>
    name === call && step === 'b' && before === 0 ? faultKinds[kind] : rest(name, step, before);
const always =
  (call: keyof ChangeProtocol, kind: string, rest: Faults): Faults =>
  (name, step, before) =>
    name === call && step === 'b' ? faultKinds[kind] : rest(name, step, before);

describe.each(calls)('when %s', (call) => {
  describe.each([
    ['goes well', () => undefined],
    ['ends in taking back', notHealed],
  ] satisfies [string, Faults][])('of a plan that %s', (_, rest) => {
    it.each(Object.keys(faultKinds))('%s', async (kind) => {
      for (const schedule of [once, always]) {
        const world = await execute(schedule(call, kind, rest));
        assertHonest(world.run, world.store);
        await assertCanBeEnded(world);
      }
    });
  });
});

describe('one fault', () => {
  const deaf = /^never answers|late$/;
  it.each(calls.filter((call) => call !== 'doChange' && call !== 'doUndo'))(
    'of %s leaves nothing unknown and nothing that stands',
    async (call) => {
      for (const kind of Object.keys(faultKinds)) {
        for (const rest of [() => undefined, notHealed]) {
          const { run } = await execute(once(call, kind, rest));
          const states = steps.map(({ id }) => stateOf(run, id));
          expect([kind, ...states.filter((state) => state === 'unknown' || state === 'stands')]).toEqual([kind]);
        }
      }
    },
  );
  it.each(Object.keys(faultKinds).filter((kind) => !deaf.test(kind)))(
    'of doChange that comes back leaves the old or the new: %s',
    async (kind) => {
      const { run } = await execute(once('doChange', kind, () => undefined));
      expect(['completed', 'failed']).toContain(run.status);
    },
  );
});

describe('any schedule of faults and interrupts', () => {
  const kind = fc.constantFrom(...Object.keys(faultKinds));
  const schedule = fc.array(fc.option(kind, { freq: 3, nil: undefined }), { maxLength: 40 });

  it('is told as it is', async () => {
    await fc.assert(
      fc.asyncProperty(schedule, fc.option(fc.nat(20), { freq: 3 }), fc.boolean(), async (kinds, interrupt, fails) => {
        const controller = new AbortController();
        let index = 0;
        const world = await execute((...[call, step, before]) => {
          if (index === interrupt) controller.abort();
          const fault = faultKinds[kinds[index] ?? ''];
          index += 1;
          return fault ?? (fails ? notHealed(call, step, before) : undefined);
        }, controller.signal);
        assertHonest(world.run, world.store);
        await assertCanBeEnded(world);
        await assertCanBeTakenBack(world);
      }),
      { numRuns: 200, seed: 8 },
    );
  });
});
