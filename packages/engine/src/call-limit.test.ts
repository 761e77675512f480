import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createCallLimit } from './call-limit.ts';

describe('a limit of a call', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('tells the provider when the time is over, and gives up on one that does not listen', async () => {
    const limit = createCallLimit(2000, new AbortController().signal);
    const expired = vi.fn();
    void limit.expired.then(expired);
    await vi.advanceTimersByTimeAsync(2000);
    expect([limit.signal.aborted, limit.hasTimedOut(), expired.mock.calls.length]).toEqual([true, true, 0]);
    await vi.advanceTimersByTimeAsync(500);
    expect(expired).toHaveBeenCalledWith({
      status: 'unknown',
      reason: { kind: 'timeout', message: 'no answer within 2 s' },
    });
  });

  it('ends with the signal of whoever calls, also where that came before', async () => {
    const limit = createCallLimit(2000, AbortSignal.abort());
    expect([limit.signal.aborted, limit.hasTimedOut()]).toEqual([true, false]);
    await vi.advanceTimersByTimeAsync(500);
    expect(await limit.expired).toMatchObject({ reason: { kind: 'interrupted' } });
  });

  it('tells a provider that the time of the whole question ran out, from an interrupt', async () => {
    const cause = new DOMException('over', 'TimeoutError');
    const limit = createCallLimit(2000, AbortSignal.abort(cause));
    expect(limit.signal.reason).toBe(cause);
    await vi.advanceTimersByTimeAsync(500);
    expect(await limit.expired).toMatchObject({ reason: { kind: 'timeout' } });
  });

  it('leaves no timer behind', () => {
    const limit = createCallLimit(2000, new AbortController().signal);
    limit.dispose();
    expect(vi.getTimerCount()).toBe(0);
  });
});
