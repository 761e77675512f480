import { describe, expect, it } from 'vitest';
import { instance, look, use } from '../__fixtures__/world.ts';

describe('CST-20 and CST-21 generations', () => {
  const typed = (InstanceType: string, more = {}) =>
    look({ lists: { instances: [instance('i-1', { InstanceType, ...more })] }, samples: use('i-1', 60) });

  it.each(['t2.micro', 'm3.large', 'm4.large', 'c4.large', 'r4.xlarge'])('%s is of a previous one', (type) => {
    expect(typed(type).find('CST-20')).toMatchObject({ code: 'CST-20', role: 'fault' });
  });

  it.each(['m5.large', 't3.micro', 'm4x.large', 'constructor.large'])('%s is not', (type) => {
    expect(typed(type).names('CST-20')).toEqual([]);
  });

  it('saves the difference of list prices', () => {
    expect(typed('m4.large').find('CST-20')?.data?.monthly_usd).toBe(2.92);
    expect(typed('m5.large').find('CST-21')?.data).toMatchObject({ to_type: 'm6g.large', monthly_usd: 13.87 });
  });

  it('gives no command for a size that the successor lacks', () => {
    expect(typed('m3.medium').find('CST-20')).toMatchObject({ remediations: [], data: { monthly_usd: null } });
  });

  it.each([
    ['Windows', 'm5.large', { Platform: 'windows', PlatformDetails: 'Windows' }],
    ['licensed', 'm5.large', { PlatformDetails: 'Red Hat Enterprise Linux' }],
    ['arm64', 'm6g.large', { Architecture: 'arm64' }],
    ['larger than Graviton comes', 'm5.24xlarge', {}],
    ['managed', 'm5.large', { InstanceLifecycle: 'spot' }],
  ])('proposes no Graviton for what is %s', (_, type, more) => {
    expect(typed(type, more).names('CST-21')).toEqual([]);
  });

  it('proposes it as a hint only', () => {
    expect(typed('t3.2xlarge').find('CST-21')).toMatchObject({ role: 'hint', severity: 'info' });
  });
});
