import { type Evidence, type Json, resourceRefSchema, runSchema, type Step } from '@cloudops/spec';
import { describe, expect, it } from 'vitest';
import { cel, createOptions } from './__fixtures__/options.ts';
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
