import { describe, expect, it } from 'vitest';
import { createSemaphore } from './semaphore.ts';

describe('a semaphore', () => {
  it('lets the urgent in before those who came earlier', async () => {
    const semaphore = createSemaphore(1);
    const release = await semaphore.acquire();
    const order: string[] = [];
    const enter = async (name: string, urgent: boolean): Promise<void> => {
      const leave = await semaphore.acquire(urgent);
      order.push(name);
      leave();
    };
    const all = [enter('first', false), enter('second', false), enter('next page', true)];
    release();
    await Promise.all(all);
    expect(order).toEqual(['next page', 'first', 'second']);
  });

  it('gives a place back once, however often it is released', async () => {
    const semaphore = createSemaphore(1);
    const release = await semaphore.acquire();
    release();
    release();
    await semaphore.acquire();
    let entered = false;
    semaphore.acquire().then(() => {
      entered = true;
    });
    await Promise.resolve();
    expect(entered).toBe(false);
  });
});
