import type { Evidence } from '@cloudops/spec';
import { describe, expect, it } from 'vitest';
import { createTestContext } from '../../__fixtures__/test-bench.ts';
import { unknown } from '../request/unknown.ts';
import { type Glimpse, waitUntilSteady } from './wait.ts';

const done: Evidence<Glimpse> = { status: 'present', output: { isDone: true, message: 'done', print: 'a' } };
const open: Evidence<Glimpse> = { status: 'present', output: { isDone: false, message: '1 of 2' } };

interface Options {
  readonly signal?: AbortSignal;
  readonly beforeLook?: (count: number) => void;
}

async function wait(looks: readonly Evidence<Glimpse>[], { signal, beforeLook }: Options = {}): Promise<unknown> {
  const context = createTestContext(signal);
  let count = 0;
  return waitUntilSteady({
    context,
    limitSec: 30,
    steadyMs: 6000,
    async look() {
      beforeLook?.(count);
      count += 1;
      return looks[Math.min(count, looks.length) - 1] ?? done;
    },
  });
}

const healed = { status: 'present', output: { outcome: 'healed', message: 'done' } };

describe('waitUntilSteady', () => {
  it('waits until it is done, and stays so', async () => {
    expect(await wait([open, open, done])).toEqual(healed);
    expect(await wait([done, open, done])).toEqual(healed);
  });

  it('is in vain when it never is', async () => {
    expect(await wait([open])).toEqual({
      status: 'present',
      output: { outcome: 'not-healed', message: 'not within 30 s: 1 of 2' },
    });
  });

  it('is in vain when it is never so for long', async () => {
    const flapping = Array.from({ length: 40 }, (_, index) => (index % 2 === 0 ? done : open));
    expect(await wait(flapping)).toMatchObject({ output: { outcome: 'not-healed' } });
    const restarting = Array.from({ length: 40 }, (_, index) => ({
      ...done,
      output: { ...done.output, print: `${index}` },
    }));
    expect(await wait(restarting as Evidence<Glimpse>[])).toMatchObject({ output: { outcome: 'not-healed' } });
  });

  it('ends at once where waiting is of no use', async () => {
    const hopeless: Evidence<Glimpse> = {
      status: 'present',
      output: { isDone: false, isHopeless: true, message: 'moved' },
    };
    expect(await wait([hopeless])).toEqual({ status: 'present', output: { outcome: 'not-healed', message: 'moved' } });
    expect(await wait([unknown('denied', 'no')])).toMatchObject({ status: 'unknown', reason: { kind: 'denied' } });
  });

  it('outlasts reads that fail, and says unknown when they go on failing', async () => {
    const failed = unknown('unreachable', 'gone');
    expect(await wait([open, failed, failed, done])).toEqual(healed);
    expect(await wait([open, failed])).toMatchObject({ status: 'unknown', reason: { kind: 'unreachable' } });
  });

  it('says what was seen last when the step has no more time, and nothing when it is interrupted', async () => {
    const late = new AbortController();
    const abort = (controller: AbortController, reason: unknown) => (count: number) => {
      if (count === 2) controller.abort(reason);
    };
    const timeout = new DOMException('late', 'TimeoutError');
    expect(await wait([open], { signal: late.signal, beforeLook: abort(late, timeout) })).toEqual({
      status: 'present',
      output: { outcome: 'not-healed', message: "not within the step's time: 1 of 2" },
    });
    const ended = new AbortController();
    expect(await wait([open], { signal: ended.signal, beforeLook: abort(ended, new Error('stop')) })).toMatchObject({
      status: 'unknown',
      reason: { kind: 'interrupted' },
    });
  });
});
