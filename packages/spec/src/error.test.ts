import { describe, expect, it } from 'vitest';
import { CloudOpsError } from './index.ts';

describe('CloudOpsError', () => {
  it('is recognised also when it comes from another copy of the package', () => {
    const foreign = Object.defineProperty(new Error('x'), Symbol.for('cloudops.error'), { value: true });
    expect(CloudOpsError.isInstance(foreign)).toBe(true);
  });

  it.each([[null], [undefined], ['text'], [new Error('x')], [{}]])('is not %s', (value) => {
    expect(CloudOpsError.isInstance(value)).toBe(false);
  });

  it('is the user’s problem without next steps unless stated', () => {
    const error = new CloudOpsError({ code: 'X', message: 'x' });
    expect(error).toMatchObject({ source: 'user', nextSteps: [], code: 'X' });
    expect('cause' in error).toBe(false);
  });
});
