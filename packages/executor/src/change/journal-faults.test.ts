import type { ChangeOutcome, Run } from '@cloudops/spec';
import { CloudOpsError } from '@cloudops/spec';
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
import { createMemoryJournal, type MemoryJournal } from '../__fixtures__/memory-journal.ts';
import { createOptions, hastyTimers } from '../__fixtures__/options.ts';
import { createStep, createTicket } from '../__fixtures__/plan.ts';
import { createAction } from '../__fixtures__/provider.ts';
import type { ExecutionEvent } from '../execute-options.ts';
import { executePlan } from '../execute-plan.ts';
import type { Journal } from '../journal/journal.ts';
import { resumeRun } from '../resume-run.ts';

const steps = [createSetStep('a'), createStep('look'), createSetStep('b')];
const methods = ['useTicket', 'hold', 'begin', 'stepFinished', 'changeIntended', 'changeMoved', 'finish'] as const;
type Method = (typeof methods)[number];

/** A journal whose calls, from one number on, fail: before their work, or once it is done. */
function breakAt(journal: Journal, from: number, isLasting: boolean, isAfter: boolean, log: Method[] = []): Journal {
  const broken = { ...journal } as Record<string, unknown>;
  for (const method of methods) {
    const work = journal[method] as (...given: readonly unknown[]) => Promise<unknown>;
    broken[method] = async (...given: readonly unknown[]) => {
      const index = log.length;
      log.push(method);
      const fails = isLasting ? index >= from : index === from;
      if (fails && !isAfter) throw new CloudOpsError({ code: 'JOURNAL_FULL', message: 'the disk is full' });
      const result = await work(...given);
      if (fails) throw new CloudOpsError({ code: 'JOURNAL_FULL', message: 'the disk is full' });
      return result;
    };
  }
  return broken as unknown as Journal;
}

interface Ended {
  readonly run: Run | undefined;
  readonly code: string | undefined;
  readonly store: EffectStore;
  readonly events: readonly ExecutionEvent['kind'][];
}

const list = createAction('list', () => ({ status: 'present', output: 1 }));
const providerOf = (store: EffectStore, faults?: Faults) => createSetProvider(createSetProtocol(store, faults), [list]);

async function execute(journal: Journal, faults?: Faults): Promise<Ended> {
  const store = createMemoryStore();
  const plan = createChangePlan(store, steps);
  const events: ExecutionEvent['kind'][] = [];
  const onEvent = (event: ExecutionEvent): void => void events.push(event.kind);
  const running = executePlan(
    plan,
    createTicket(plan),
    [providerOf(store, faults)],
    createOptions({ journal, timers: hastyTimers, onEvent }),
  );
  try {
    return { run: await running, code: undefined, store, events };
  } catch (error) {
    return { run: undefined, code: (error as CloudOpsError).code, store, events };
  }
}

function assertHonest({ run, store }: Ended): void {
  for (const step of ['a', 'b']) {
    const output = run?.results.find((result) => result.step === step)?.output as unknown as ChangeOutcome;
    const expected = output.state === 'changed' ? 5 : 1;
    expect(['changed', 'undone', 'not-done']).toContain(output.state);
    expect([output.state, numberOf(store, step)]).toEqual([output.state, expected]);
  }
}

const log: Method[] = [];
await execute(breakAt(createMemoryJournal(), Number.POSITIVE_INFINITY, true, false, log));
const points = log.map((method, index) => [index, method] as const);

describe.each([
  ['once, before its work', false, false],
  ['once, after its work', false, true],
  ['for good, before its work', true, false],
  ['for good, after its work', true, true],
])('a journal that fails %s', (_, isLasting, isAfter) => {
  it.each(points)('at its call %i (%s)', async (index, method) => {
    const journal: MemoryJournal = createMemoryJournal();
    const ended = await execute(breakAt(journal, index, isLasting, isAfter));
    if (ended.run === undefined) {
      expect(['useTicket', 'hold', 'begin']).toContain(method);
      expect(ended).toMatchObject({ code: 'JOURNAL_FULL' });
      expect(ended.store.read()).toEqual([]);
    } else {
      assertHonest(ended);
      // What could not be written is said, and such a run never counts as completed.
      const found = await journal.get(ended.run.id);
      const isWritten = found.kind === 'found' && found.outcome === ended.run.status;
      if (!isWritten) expect(ended.events).toContain('journal-failed');
      if (ended.events.includes('journal-failed')) expect(ended.run.status).not.toBe('completed');
    }
    journal.dropHolds();
    const options = { ...createOptions({ timers: hastyTimers }), journal };
    const runId = 'run_00000000000000000000000001';
    const resumed = await resumeRun(runId, [providerOf(ended.store)], options);
    expect(['not-found', 'nothing-to-do', 'settled']).toContain(resumed.kind);
    if ('run' in resumed) assertHonest({ ...ended, run: resumed.run });
    expect(journal.locked()).toEqual([]);
  });
});

describe('without a durable intent', () => {
  it('nothing is changed, and what was changed before is taken back', async () => {
    const journal = createMemoryJournal();
    let intents = 0;
    const ended = await execute({
      ...journal,
      changeIntended: async (intent) => {
        intents += 1;
        if (intents === 2) throw new TypeError('broken');
        await journal.changeIntended(intent);
      },
    });
    expect(ended.store.read().map(({ name, value }) => `${name} ${value}`)).toEqual(['a 5', 'a 1']);
    expect(ended.run?.status).toBe('failed');
    expect(ended.run?.results[2]?.reason?.message).toContain('could not be written down');
  });
});
