import type { Evidence, Json, Step } from '@cloudops/spec';
import { describe, expect, it } from 'vitest';
import { createOptions, createTestClock, hastyTimers } from '../__fixtures__/options.ts';
import { createPlan, createStep, createTicket } from '../__fixtures__/plan.ts';
import { createAction, createProvider, type Run as RunAction } from '../__fixtures__/provider.ts';
import type { ExecuteOptions } from '../execute-options.ts';
import { executePlan } from '../execute-plan.ts';

const present = (output: Json): Evidence<Json> => ({ status: 'present', output });

async function execute(steps: readonly Step[], run: RunAction, more: Partial<ExecuteOptions> = {}, extra = {}) {
  const plan = createPlan(steps);
  const provider = createProvider([createAction('list', run, extra)]);
  return executePlan(plan, createTicket(plan), [provider], createOptions(more));
}

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
