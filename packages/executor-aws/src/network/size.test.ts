import { describe, expect, it } from 'vitest';
import { fleet } from './__fixtures__/fleet.ts';
import { look } from './__fixtures__/look.ts';

describe('size', () => {
  it('takes 10,000 groups, 31,000 rules and 6,700 interfaces', () => {
    const findings = look(fleet({ groups: 10_000, rules: 31_000, interfaces: 6700 }));
    expect(findings.length).toBeGreaterThan(1000);
    expect(new Set(findings.map(({ data }) => data?.reach))).toEqual(new Set(['R2', 'R1', 'R0']));
  });

  it('takes a thousand rules in one group', () => {
    const findings = look(fleet({ groups: 2, rules: 2000, interfaces: 2 }));
    expect(findings.map(({ resource }) => resource.name)).toContain('sg-0');
  });
});
