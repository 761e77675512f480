import { describe, expect, it } from 'vitest';
import { createCallQueue } from './call-queue.ts';

const { signal } = new AbortController();

function createGate(): { readonly wait: () => Promise<string>; open(): void } {
  const { promise, resolve } = Promise.withResolvers<string>();
  return { wait: () => promise, open: () => resolve('done') };
}

describe('a queue of calls', () => {
  it('runs no more at once than it may, in the order in which they came', async () => {
    const queue = createCallQueue({ running: 2, waiting: 10 });
    const order: number[] = [];
    let running = 0;
    let most = 0;
    const work = (call: number) => async () => {
      running += 1;
      most = Math.max(most, running);
      order.push(call);
      await new Promise((resolve) => setImmediate(resolve));
      running -= 1;
    };
    await Promise.all([1, 2, 3, 4, 5, 6].map((call) => queue.run(work(call), signal)));
    expect(order).toEqual([1, 2, 3, 4, 5, 6]);
    expect(most).toBe(2);
  });

  it('refuses what it has no room for', async () => {
    const queue = createCallQueue({ running: 1, waiting: 1 });
    const gate = createGate();
    const calls = [queue.run(gate.wait, signal), queue.run(gate.wait, signal)];
    await expect(queue.run(gate.wait, signal)).rejects.toMatchObject({ code: 'MCP_BUSY' });
    gate.open();
    expect(await Promise.all(calls)).toEqual(['done', 'done']);
  });

  it('gives up a place in the line when its caller does, and never begins that call', async () => {
    const queue = createCallQueue({ running: 1, waiting: 1 });
    const gate = createGate();
    const first = queue.run(gate.wait, signal);
    const controller = new AbortController();
    let begun = false;
    const second = queue.run(async () => {
      begun = true;
    }, controller.signal);
    controller.abort(new DOMException('enough', 'AbortError'));
    await expect(second).rejects.toMatchObject({ name: 'AbortError' });
    const third = queue.run(async () => 'third', signal);
    gate.open();
    expect([await first, await third, begun]).toEqual(['done', 'third', false]);
  });

  it('frees the place of a call that failed', async () => {
    const queue = createCallQueue({ running: 1, waiting: 1 });
    await expect(queue.run(() => Promise.reject(new TypeError('no')), signal)).rejects.toThrow('no');
    expect(await queue.run(async () => 'next', signal)).toBe('next');
  });

  it('aborts what runs when it is closed, takes nothing more, and does not wait for ever', async () => {
    const queue = createCallQueue({ running: 1, waiting: 1 });
    let reason: unknown;
    const call = queue.run(
      (own) =>
        new Promise<void>((_, reject) => {
          own.addEventListener('abort', () => {
            reason = own.reason;
            reject(own.reason);
          });
        }),
      signal,
    );
    call.catch(() => undefined);
    await new Promise((resolve) => setImmediate(resolve));
    await queue.close(1000);
    expect(reason).toMatchObject({ name: 'AbortError' });
    await expect(queue.run(async () => 'late', signal)).rejects.toMatchObject({ code: 'MCP_STOPPING' });
    const deaf = createCallQueue({ running: 1, waiting: 1 });
    void deaf.run(() => new Promise(() => undefined), signal);
    await new Promise((resolve) => setImmediate(resolve));
    await deaf.close(5);
  });
});
