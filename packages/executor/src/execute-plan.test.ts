import { type Evidence, type Json, resourceRefSchema, runSchema, type Step } from '@cloudops/spec';
import { describe, expect, it } from 'vitest';
import { cel, createOptions, createTestClock, hastyTimers } from './__fixtures__/options.ts';
import { createPlan, createStep, createTicket } from './__fixtures__/plan.ts';
import { createAction, createProvider, type Run as RunAction } from './__fixtures__/provider.ts';
import type { ExecuteOptions, ExecutionEvent } from './execute-options.ts';
import { executePlan } from './execute-plan.ts';

const present = (output: Json): Evidence<Json> => ({ status: 'present', output });

async function execute(steps: readonly Step[], run: RunAction, more: Partial<ExecuteOptions> = {}, extra = {}) {
  const plan = createPlan(steps);
  const provider = createProvider([createAction('list', run, extra)]);
  return executePlan(plan, createTicket(plan), [provider], createOptions(more));
}

describe('executePlan', () => {
  it('gives a run that its schema accepts', async () => {
    const run = await execute([createStep('pods')], () => present({ items: [] }));
    expect(runSchema.safeParse(run).error).toBeUndefined();
    expect(run).toMatchObject({ status: 'completed', calls: { memory: 1 } });
    // printf '{"items":[]}' | sha256sum
    expect(run.results[0]?.digest).toBe('sha256:eef46741adfc3a9f76294d3b78f37a45f113092ac9d44ee77c7a038a88ff09a1');
  });

  it('keeps the order of the plan, whatever the order of arrival', async () => {
    const steps = ['c', 'a', 'b'].map((id, index) => createStep(id, { with: { turns: 3 - index } }));
    const run = await execute(steps, async (input) => {
      for (let turn = (input as { turns: number }).turns; turn > 0; turn -= 1) await new Promise(setImmediate);
      return present(input);
    });
    expect(run.results.map(({ step }) => step)).toEqual(['c', 'a', 'b']);
  });

  it('runs no more actions at once than it may', async () => {
    let running = 0;
    let most = 0;
    const steps = Array.from({ length: 12 }, (_, index) => createStep(`s${index}`));
    const loop = createStep('each', { foreach: 'inputs.list' });
    const plan = createPlan([...steps, loop], { inputs: { list: [1, 2, 3, 4, 5] } });
    const action = createAction('list', async () => {
      running += 1;
      most = Math.max(most, running);
      await new Promise(setImmediate);
      running -= 1;
      return present(1);
    });
    await executePlan(plan, createTicket(plan), [createProvider([action])], createOptions({ concurrency: 3 }));
    expect(most).toBe(3);
  });

  it('hands a step what it needs, integers and parts of outputs included', async () => {
    const seen: Json[] = [];
    const steps = [
      createStep('pods'),
      createStep('look', {
        needs: ['pods'],
        with: { pods: cel('steps.pods.output.items'), limit: cel('500'), ns: cel('inputs.namespace') },
      }),
    ];
    await execute(steps, (input) => {
      seen.push(input);
      return present({ items: [{ name: 'a' }] });
    });
    expect(seen[1]).toEqual({ pods: [{ name: 'a' }], limit: 500, ns: 'shop' });
  });

  it('shows a step nothing but what it needs, directly or not', async () => {
    const steps = [
      createStep('first'),
      createStep('second', { needs: ['first'] }),
      createStep('third', { needs: ['second'], with: { value: cel('steps.first.output') } }),
      createStep('other', { needs: ['second'], with: { value: cel('steps.third.output') } }),
    ];
    const run = await execute(steps, () => present('x'));
    expect(run.results.map(({ status }) => status)).toEqual(['present', 'present', 'present', 'unknown']);
  });

  it('goes on after a step that failed, which others see as unknown', async () => {
    const steps = [
      createStep('broken', { with: { fail: true } }),
      createStep('after', {
        needs: ['broken'],
        with: { status: cel('steps.broken.status'), output: cel('steps.broken.output') },
      }),
    ];
    const run = await execute(steps, (input) => {
      if ((input as { fail?: boolean }).fail) throw new TypeError('a bug');
      return present(input);
    });
    expect(run.status).toBe('partial');
    expect(run.results[0]).toMatchObject({
      status: 'unknown',
      reason: { kind: 'failed', message: 'memory.list failed: a bug' },
    });
    expect(run.results[1]?.output).toEqual({ status: 'unknown', output: null });
  });

  it('skips a step whose condition is false', async () => {
    const steps = [
      createStep('a', { when: "inputs.namespace == 'other'" }),
      createStep('b', { needs: ['a'], when: cel("steps.a.status == 'skipped'") }),
    ];
    const run = await execute(steps, () => present(1));
    expect(run.results.map(({ status, calls }) => [status, calls])).toEqual([
      ['skipped', 0],
      ['present', 1],
    ]);
    expect(run.status).toBe('completed');
  });

  it.each([
    [{ when: 'inputs.namespace' }, 'when must be true or false'],
    [{ when: 'inputs.missing' }, 'when: no such name missing'],
    [{ foreach: 'inputs.namespace' }, 'foreach must be a list'],
    [{ with: { kind: cel('inputs.missing') } }, 'with.kind: no such name missing'],
    [{ with: { provider: 'p', target: 't', kind: 'K' } }, 'with.name:'],
    [{ with: { provider: 'p', target: 't', kind: 'K', name: 'n', extra: 1 } }, 'extra'],
  ])('names the step and field of a bad input %j', async (more, message) => {
    const run = await execute([createStep('pods', more)], () => present(1), {}, { input: resourceRefSchema });
    const [result] = run.results;
    expect(result?.reason?.kind).toBe('invalid');
    expect(result?.reason?.message).toContain('step pods: ');
    expect(result?.reason?.message).toContain(message);
    expect(result?.calls).toBe(0);
  });

  it.each([
    ['no evidence', undefined],
    ['another status', { status: 'fine' }],
    ['present without output', { status: 'present' }],
    ['unknown without reason', { status: 'unknown' }],
    ['an output that breaks its schema', { status: 'present', output: { name: 7 } }],
  ])('takes %s for unknown, never for an answer', async (_, evidence) => {
    const run = await execute([createStep('pods')], () => evidence as never, {}, { output: resourceRefSchema });
    expect(run.results[0]).toMatchObject({ status: 'unknown', reason: { kind: 'invalid' }, digest: null });
    expect(run.status).toBe('failed');
  });

  it('takes an output that JSON cannot carry for unknown', async () => {
    const run = await execute([createStep('pods')], () => present({ big: 1n } as never));
    expect(run.results[0]).toMatchObject({ status: 'unknown', reason: { kind: 'invalid' } });
  });

  it('has failed when all that asked the provider stayed unknown', async () => {
    const unknown: Evidence<Json> = { status: 'unknown', reason: { kind: 'denied', message: '403' } };
    const plan = createPlan([createStep('pods'), createStep('analyze', { action: 'memory.analyze', needs: ['pods'] })]);
    const analyze = createAction('analyze', () => present([]), { doRun: async () => present([]) });
    const provider = createProvider([createAction('list', () => unknown), analyze]);
    const run = await executePlan(plan, createTicket(plan), [provider], createOptions());
    expect(run.status).toBe('failed');
  });

  it('tells what happens, and does not mind a listener that throws', async () => {
    const events: ExecutionEvent['kind'][] = [];
    const run = await execute(
      [createStep('pods')],
      (_, context) => {
        context.notify({ message: 'page 1' });
        return present(1);
      },
      {
        onEvent: (event) => {
          events.push(event.kind);
          throw new TypeError('a bug in the display');
        },
      },
    );
    expect(events).toEqual(['step-started', 'step-progress', 'step-finished']);
    expect(run.status).toBe('completed');
  });
});

describe('foreach', () => {
  const items = (count: number): Json => Array.from({ length: count }, (_, index) => index);

  async function loop(count: number, run: RunAction) {
    const plan = createPlan([createStep('each', { foreach: 'inputs.items', with: { item: cel('item') } })], {
      inputs: { items: items(count) },
    });
    const result = (
      await executePlan(plan, createTicket(plan), [createProvider([createAction('list', run)])], createOptions())
    ).results[0];
    return {
      ...result,
      items: (result?.output as { items: { item: number; status: string }[] } | undefined)?.items ?? [],
    };
  }

  it('keeps the order of the items', async () => {
    const result = await loop(20, async (input) => {
      const { item } = input as { item: number };
      for (let turn = 0; turn < 20 - item; turn += 1) await new Promise(setImmediate);
      return present(item);
    });
    expect(result.status).toBe('present');
    expect(result.items.map(({ item }) => item)).toEqual(items(20));
    expect(result.calls).toBe(20);
  });

  it('looks at the first 100 and says that there were more', async () => {
    const result = await loop(101, () => present(1));
    expect(result).toMatchObject({ status: 'unknown', reason: { kind: 'truncated' }, calls: 100 });
    expect(result.items).toHaveLength(100);
    expect((await loop(100, () => present(1))).status).toBe('present');
  });

  it('is unknown with the rest as its output when one item is', async () => {
    const denied: Evidence<Json> = { status: 'unknown', reason: { kind: 'denied', message: '403' } };
    const result = await loop(3, (input) => ((input as { item: number }).item === 1 ? denied : { status: 'absent' }));
    expect(result).toMatchObject({
      status: 'unknown',
      reason: { kind: 'denied', message: '1 of 3 items unknown, the first: 403' },
    });
    expect(result.items.map(({ status }) => status)).toEqual(['absent', 'unknown', 'absent']);
  });

  it('over nothing is present and empty', async () => {
    expect(await loop(0, () => present(1))).toMatchObject({ status: 'present', output: { items: [] }, calls: 0 });
  });
});

describe('retry', () => {
  const unknown = (kind: 'timeout' | 'denied'): Evidence<Json> => ({
    status: 'unknown',
    reason: { kind, message: kind },
  });

  it('asks again after a time-out, waiting longer each time', async () => {
    const clock = createTestClock();
    let calls = 0;
    const run = await execute(
      [createStep('pods', { retry: { attempts: 4 } })],
      () => {
        calls += 1;
        return calls < 4 ? unknown('timeout') : present(1);
      },
      { clock },
    );
    expect(run.results[0]).toMatchObject({ status: 'present', calls: 4 });
    expect(clock.slept).toEqual([200, 400, 800]);
  });

  it('stops after the attempts it may make, and does not ask again what was denied', async () => {
    const late = await execute([createStep('pods', { retry: { attempts: 2 } })], () => unknown('timeout'));
    const denied = await execute([createStep('pods', { retry: { attempts: 9 } })], () => unknown('denied'));
    expect([late.results[0]?.calls, denied.results[0]?.calls]).toEqual([2, 1]);
  });
});

describe('time-outs and interrupts', () => {
  const never: RunAction = () => new Promise(() => {});

  it('ends a step that ignores its signal', async () => {
    const run = await execute(
      [createStep('pods'), createStep('after', { needs: ['pods'], when: "steps.pods.status == 'present'" })],
      never,
      { timers: hastyTimers },
    );
    expect(run.results[0]).toMatchObject({
      status: 'unknown',
      reason: { kind: 'timeout', message: 'no answer within 30 s' },
    });
    expect(run.results[1]?.status).toBe('skipped');
  });

  it('keeps what a step could still hand over when its time was up', async () => {
    const partial: RunAction = (_, { signal }) =>
      new Promise((resolve) => {
        signal.addEventListener('abort', () =>
          resolve({ status: 'unknown', reason: { kind: 'interrupted', message: 'aborted' }, output: [1] }),
        );
      });
    const run = await execute([createStep('pods')], partial, { timers: hastyTimers });
    expect(run.results[0]).toMatchObject({ status: 'unknown', reason: { kind: 'timeout' }, output: [1] });
  });

  it('ends at the deadline of the run', async () => {
    const timers = {
      after: (ms: number, callback: () => void) => (ms === 30_000 ? () => {} : hastyTimers.after(ms, callback)),
    };
    const run = await execute([createStep('a'), createStep('b', { needs: ['a'] })], never, {
      timers,
      deadlineMs: 5000,
    });
    expect(run.results.map(({ reason }) => reason?.kind)).toEqual(['timeout', 'timeout']);
    expect(run.status).toBe('failed');
  });

  it('returns within two seconds of an interrupt, the rest unknown', async () => {
    const controller = new AbortController();
    const steps = [
      createStep('done'),
      createStep('hangs', { with: { hang: true }, needs: ['done'] }),
      createStep('after', { needs: ['hangs'] }),
    ];
    const started = performance.now();
    const run = await execute(
      steps,
      (input) => {
        if (!(input as { hang?: boolean }).hang) return present(1);
        controller.abort();
        return new Promise(() => {});
      },
      { signal: controller.signal },
    );
    expect(performance.now() - started).toBeLessThan(2000);
    expect(run.status).toBe('interrupted');
    expect(run.results.map(({ status, reason }) => reason?.kind ?? status)).toEqual([
      'present',
      'interrupted',
      'interrupted',
    ]);
  });

  it('calls nothing when it was interrupted before it began', async () => {
    let calls = 0;
    const run = await execute([createStep('pods')], () => present(++calls), { signal: AbortSignal.abort() });
    expect(calls).toBe(0);
    expect(run).toMatchObject({ status: 'interrupted', calls: { memory: 0 } });
  });
});
