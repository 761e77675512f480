import type { ChangeOutcome, Clock, Run } from '@cloudops/spec';
import { describe, expect, it } from 'vitest';
import {
  createChangePlan,
  createMemoryStore,
  createSetProtocol,
  createSetProvider,
  createSetStep,
  type EffectStore,
  type Fault,
  type Faults,
  numberOf,
} from '../__fixtures__/change-world.ts';
import { createMemoryJournal } from '../__fixtures__/memory-journal.ts';
import { createOptions, createTestClock, hastyTimers } from '../__fixtures__/options.ts';
import { createTicket } from '../__fixtures__/plan.ts';
import type { ExecuteOptions } from '../execute-options.ts';
import { executePlan } from '../execute-plan.ts';

const steps = [createSetStep('a'), createSetStep('b'), createSetStep('c')];

async function execute(faults: Faults, more: Partial<ExecuteOptions> = {}): Promise<{ run: Run; store: EffectStore }> {
  const store = createMemoryStore();
  const plan = createChangePlan(store, steps);
  const provider = createSetProvider(createSetProtocol(store, faults));
  const options = createOptions({ journal: createMemoryJournal(), timers: hastyTimers, ...more });
  return { run: await executePlan(plan, createTicket(plan), [provider], options), store };
}

const statesOf = (run: Run): readonly string[] =>
  run.results.map(({ output }) => (output as unknown as ChangeOutcome).state);

const work: Fault = async (run) => run();

describe('an interrupt', () => {
  it.each(['doObserve', 'doDryRun', 'doChange', 'doVerify'] as const)(
    'at %s takes back what was done, and begins nothing more',
    async (call) => {
      const controller = new AbortController();
      const faults: Faults = (name, step) => {
        if (name === call && step === 'b') controller.abort();
        return undefined;
      };
      const { run, store } = await execute(faults, { signal: controller.signal });
      const reachedB = call === 'doChange' || call === 'doVerify';
      expect(statesOf(run)).toEqual(['undone', reachedB ? 'undone' : 'not-done', 'not-done']);
      expect(run.status).toBe('interrupted');
      for (const name of ['a', 'b', 'c']) expect(numberOf(store, name)).toBe(1);
    },
  );

  it('lets a request that is under way come to its end', async () => {
    const controller = new AbortController();
    const aborted: boolean[] = [];
    const faults: Faults = (name, step) =>
      name === 'doChange' && step === 'b'
        ? async (run, { signal }) => {
            controller.abort();
            aborted.push(signal.aborted);
            run();
          }
        : undefined;
    const { store } = await execute(faults, { signal: controller.signal });
    expect(aborted).toEqual([false]);
    expect(numberOf(store, 'b')).toBe(1);
  });

  it('does not keep from looking or from taking back', async () => {
    const controller = new AbortController();
    const signals: boolean[] = [];
    const faults: Faults = (name, step) => {
      if (name === 'doChange' && step === 'b') {
        return async (run) => {
          run();
          controller.abort();
          return { status: 'unknown', reason: { kind: 'unreachable', message: 'gone' } };
        };
      }
      if (name !== 'doLook' && name !== 'doUndo') return undefined;
      return async (run, context, parts) => {
        signals.push(context.signal.aborted);
        return work(run, context, parts);
      };
    };
    const { run } = await execute(faults, { signal: controller.signal });
    expect(statesOf(run)).toEqual(['undone', 'undone', 'not-done']);
    expect(new Set(signals)).toEqual(new Set([false]));
  });

  it('once all is changed leaves it', async () => {
    const controller = new AbortController();
    const onEvent: ExecuteOptions['onEvent'] = (event) => {
      if (event.kind === 'step-finished' && event.step === 'c') controller.abort();
    };
    const { run } = await execute(() => undefined, { signal: controller.signal, onEvent });
    expect([run.status, ...statesOf(run)]).toEqual(['completed', 'changed', 'changed', 'changed']);
  });

  it('before the first change keeps from all', async () => {
    const { run, store } = await execute(() => undefined, { signal: AbortSignal.abort() });
    expect([run.status, ...statesOf(run)]).toEqual(['interrupted', 'not-done', 'not-done', 'not-done']);
    expect(store.read()).toEqual([]);
  });
});

describe('a deadline', () => {
  it('ends a run as an interrupt does, and says so', async () => {
    const after = (_: number, callback: () => void): (() => void) => {
      callback();
      return () => {};
    };
    const { run } = await execute(() => undefined, { deadlineMs: 0, timers: { after } });
    expect([run.status, ...statesOf(run)]).toEqual(['failed', 'not-done', 'not-done', 'not-done']);
    expect(run.results[0]?.reason?.kind).toBe('timeout');
  });
});

describe('a request that arrives after its answer was given up', () => {
  /** Lets everything else happen first while it waits. */
  const clock: Clock = (() => {
    const inner = createTestClock();
    return {
      now: inner.now,
      sleep: async (ms: number, signal?: AbortSignal) => {
        await new Promise(setImmediate);
        await inner.sleep(ms, signal);
      },
    };
  })();

  it.each(['doChange', 'doUndo'] as const)('is noticed: %s', async (call) => {
    const faults: Faults = (name, step) => {
      if (name === call && step === 'b') {
        return async (run) => {
          setImmediate(run);
          return { status: 'unknown', reason: { kind: 'unreachable', message: 'gone' } };
        };
      }
      if (name !== 'doVerify' || step !== 'c' || call !== 'doUndo') return undefined;
      return async () => ({ status: 'present', output: { outcome: 'not-healed', message: 'still broken' } });
    };
    const { run, store } = await execute(faults, { clock });
    const expected = call === 'doChange' ? 'changed' : 'undone';
    expect(statesOf(run)).toEqual([expected, expected, expected]);
    expect(store.read().filter(({ name }) => name === 'b')).toHaveLength(call === 'doChange' ? 1 : 2);
  });

  it('is noticed after an answer that was a yes', async () => {
    const faults: Faults = (name, step) =>
      name === 'doChange' && step === 'b'
        ? async (run) => {
            setImmediate(run);
            return { status: 'present', output: 'accepted' };
          }
        : name === 'doVerify'
          ? async () => ({ status: 'present', output: { outcome: 'healed', message: 'works' } })
          : undefined;
    const { run } = await execute(faults, { clock });
    expect(statesOf(run)).toEqual(['changed', 'changed', 'changed']);
  });

  it('is not waited for in vain: what was accepted and is not there counts as taken back', async () => {
    const faults: Faults = (name, step) =>
      name === 'doChange' && step === 'b' ? async () => ({ status: 'present', output: 'accepted' }) : undefined;
    const { run, store } = await execute(faults, { clock });
    expect(statesOf(run)).toEqual(['undone', 'undone', 'not-done']);
    expect(store.read().filter(({ name }) => name === 'b')).toEqual([]);
  });
});
