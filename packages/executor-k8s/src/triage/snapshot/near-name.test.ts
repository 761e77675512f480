import { describe, expect, it } from 'vitest';
import { isNear, likelyMeant } from './near-name.ts';

describe('two names', () => {
  it.each([
    ['mysq1', 'mysql'],
    ['web-tls', 'tls'],
    ['orders', 'ordesr'],
  ])('are near: %s and %s', (a, b) => {
    expect(isNear(a, b)).toBe(true);
    expect(isNear(b, a)).toBe(true);
  });

  it.each([
    ['x-a', 'x-b'],
    ['api', 'app'],
    ['tls-1', 'tls-2'],
    ['worker-11', 'worker-7'],
    ['same', 'same'],
  ])('are not: %s and %s', (a, b) => {
    expect(isNear(a, b)).toBe(false);
  });

  it('are looked for among many', () => {
    expect(likelyMeant('paymnts', ['web', 'payments', 'payments-db'])).toBe('payments');
    expect(likelyMeant('q-a', ['q-b', 'q'])).toBeNull();
  });
});
