import { describe, expect, it } from 'vitest';
import { createRunId } from './run-id.ts';

const ones = (size: number): Uint8Array => new Uint8Array(size).fill(255);
const zeros = (size: number): Uint8Array => new Uint8Array(size);

describe('createRunId', () => {
  it('is run_ and 26 characters, time first', () => {
    // The example of the ULID specification: 1469918176385 ms reads 01ARYZ6S41.
    expect(createRunId({ now: () => 1469918176385 }, zeros)).toBe('run_01aryz6s410000000000000000');
    expect(createRunId({ now: () => 0 }, ones)).toBe('run_0000000000zzzzzzzzzzzzzzzz');
  });

  it('sorts by when it was made', () => {
    const times = [0, 1, 31, 32, 1023, 1024, 1767225600000, 1767225600001, 2 ** 47];
    const ids = times.map((time, index) => createRunId({ now: () => time }, index % 2 === 0 ? ones : zeros));
    expect([...ids].sort()).toEqual(ids);
  });
});
