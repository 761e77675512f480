import { describe, expect, it } from 'vitest';
import { costExplorerInputSchema, toRequest } from './request.ts';

const filter = { Dimensions: { Key: 'RECORD_TYPE', Values: ['Usage'] } };
const filterOf = (input: object): unknown =>
  toRequest(costExplorerInputSchema.parse(input), Date.UTC(2026, 10, 20)).input.Filter;

describe('a request limited to accounts', () => {
  it('asks for their cost alone, beside any other filter', () => {
    const own = { Dimensions: { Key: 'LINKED_ACCOUNT', Values: ['111122223333', '444455556666'] } };
    expect(filterOf({ only: '111122223333,444455556666' })).toEqual(own);
    expect(filterOf({ only: '111122223333,444455556666', filter })).toEqual({ And: [filter, own] });
  });

  it('is as before without any', () => {
    for (const only of [null, undefined]) {
      expect(filterOf({ only, filter })).toEqual(filter);
      expect(filterOf({ only })).toBeUndefined();
    }
  });

  it('takes no names: they were resolved before', () => {
    expect(costExplorerInputSchema.safeParse({ only: 'shop' }).success).toBe(false);
  });
});
