import { describe, expect, it } from 'vitest';
import { wantedAccounts, wantedNames } from './scope.ts';

const places = { accounts: [{ account: '111122223333', name: 'Shop' }, { account: '444455556666', name: '' }, null] };

describe('what a question is limited to', () => {
  it('is nothing where nothing is named', () => {
    for (const text of [null, undefined, '', ' , ']) expect(wantedNames(text)).toBeNull();
    expect(wantedAccounts('', places)).toBeNull();
  });

  it('takes several by commas, in any case of letters', () => {
    expect(wantedNames(' EU-West-1,us-east-1 ')).toEqual(new Set(['eu-west-1', 'us-east-1']));
  });

  it('knows an account by its name', () => {
    expect(wantedAccounts('shop,777788889999', places)?.has('111122223333')).toBe(true);
    expect(wantedAccounts('shop,777788889999', places)?.has('777788889999')).toBe(true);
    expect(wantedAccounts('shop', places)?.has('444455556666')).toBe(false);
    expect(wantedAccounts('shop', undefined)?.has('111122223333')).toBe(false);
  });
});
