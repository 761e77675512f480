import { describe, expect, it } from 'vitest';
import type { CostInput } from './input.ts';
import { createScopeCheck } from './scope.ts';

const places = { status: 'present', output: { accounts: [{ account: '111122223333', name: 'shop' }] } } as const;
const cause = { account: '111122223333', service: 'Amazon Simple Storage Service', region: 'eu-west-1' };
const isMeant = (scope: CostInput['scope'], one: Partial<typeof cause> | { region: null } = {}): boolean =>
  createScopeCheck({ scope, steps: { places } }).isInScope({ ...cause, ...one });

describe('the scope of a question about cost', () => {
  it('takes accounts by id or name, several by commas', () => {
    expect(isMeant({ account: '444455556666, Shop' })).toBe(true);
    expect(isMeant({ account: '444455556666,111122223333' })).toBe(true);
    expect(isMeant({ account: '444455556666' })).toBe(false);
    expect(isMeant({ account: ' ' })).toBe(true);
  });

  it('takes regions and parts of services, several by commas, in any case of letters', () => {
    expect(isMeant({ region: 'us-east-1, EU-WEST-1', service: 'lambda, storage' })).toBe(true);
    expect(isMeant({ region: 'us-east-1' })).toBe(false);
    expect(isMeant({ service: 'lambda,ec2' })).toBe(false);
    expect(isMeant({ region: 'us-east-1' }, { region: null })).toBe(true);
  });

  it('keeps hints that name no service and no region', () => {
    const { isAbout } = createScopeCheck({ scope: { region: 'us-east-1', service: 's3' }, steps: {} });
    const resource = { provider: 'aws', target: '111122223333', kind: 'Account', name: 'a' };
    expect(isAbout({ resource })).toBe(true);
    expect(isAbout({ resource: { ...resource, namespace: 'eu-west-1' } })).toBe(false);
    expect(isAbout({ resource, data: { service: 'AWS Lambda' } })).toBe(false);
  });
});
