import { describe, expect, it } from 'vitest';
import { createStopSignal } from './stop-signal.ts';

describe('createStopSignal', () => {
  it.each([
    ['interrupted', new DOMException('Interrupted.', 'AbortError')],
    ['interrupted', undefined],
    ['timeout', new DOMException('Time is up.', 'TimeoutError')],
  ])('says %s when the caller aborts with %s', (kind, reason) => {
    const controller = new AbortController();
    const stop = createStopSignal({ signal: controller.signal });
    expect(stop.reason()).toBeUndefined();
    controller.abort(reason);
    expect(stop.signal.aborted).toBe(true);
    expect(stop.reason()?.kind).toBe(kind);
    stop.dispose();
  });

  it('knows a signal that was aborted before', () => {
    expect(createStopSignal({ signal: AbortSignal.abort() }).reason()?.kind).toBe('interrupted');
  });
});
