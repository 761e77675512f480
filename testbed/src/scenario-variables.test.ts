import { describe, expect, it } from 'vitest';
import { replaceVariables } from './scenario-variables.ts';

const now = Date.UTC(2026, 10, 22, 12, 0, 30, 900);

describe('replaceVariables', () => {
  it('fills times in whole seconds, wherever they stand', () => {
    expect(replaceVariables({ a: ['$NOW'], b: { c: 'since $NOW-10m' } }, now)).toEqual({
      a: ['2026-11-22T12:00:30Z'],
      b: { c: 'since 2026-11-22T11:50:30Z' },
    });
  });

  it('reaches back by days, and to microseconds where a Lease wants them', () => {
    expect(replaceVariables('$NOW-7d and $MICRONOW-2m', now)).toBe(
      '2026-11-15T12:00:30Z and 2026-11-22T11:58:30.000000Z',
    );
  });

  it('fills names, the longer one too', () => {
    expect(replaceVariables('$POD is $POD_UID', now, { POD: 'api-1', POD_UID: 'u' })).toBe('api-1 is u');
  });

  it('leaves alone what it does not know, and what is no text', () => {
    expect(replaceVariables({ a: '$OTHER', b: 3, c: null, d: true }, now)).toEqual({
      a: '$OTHER',
      b: 3,
      c: null,
      d: true,
    });
  });
});
