import { describe, expect, it } from 'vitest';
import { exposedExpectations, exposedGroups } from './expectations.ts';
import type { CaseClass, GroupScenario } from './scenario.ts';
import { scoreFindings } from './score.ts';

/** What a scan finds that looks for 0.0.0.0/0 on one port, as most scripts do. */
function scanNaively(groups: readonly GroupScenario[]): ReadonlySet<string> {
  const isNamed = ({ protocol, from, to, ipv4 }: NonNullable<GroupScenario['ingress']>[number]): boolean =>
    ipv4?.includes('0.0.0.0/0') === true && (protocol === '-1' || (protocol === 'tcp' && from === to));
  return new Set(groups.filter(({ ingress = [] }) => ingress.some(isNamed)).map(({ name }) => name));
}

/** The codes of ports that are open to anybody. */
const exposureCode = /^SG-0([01]\d|2[0-9]|30|33)@?/;
const exposed = exposedGroups.filter(({ expect: codes = [] }) => codes.some((code) => exposureCode.test(code)));
const found = scanNaively(exposed);

function listMissed(kind: CaseClass): readonly string[] {
  return exposed.filter((group) => group.class === kind && !found.has(group.name)).map(({ name }) => name);
}

describe('the exposed account', () => {
  it('is large enough', () => {
    expect(exposedExpectations.expected.length).toBeGreaterThanOrEqual(120);
    expect(exposedExpectations.absent.length).toBeGreaterThanOrEqual(120);
  });

  it('names each group once, and contradicts itself nowhere', () => {
    const names = exposedGroups.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    const toKey = ({ code, resource }: { code: string; resource: string }): string => `${code} ${resource}`;
    const expected = new Set(exposedExpectations.expected.map(toKey));
    const others = [...exposedExpectations.absent, ...exposedExpectations.open].map(toKey);
    expect(others.filter((key) => expected.has(key))).toEqual([]);
    expect(expected.size).toBe(exposedExpectations.expected.length);
  });

  it('has a positive and a negative of every rule that an account can show', () => {
    const numbers = (count: number, prefix: string): readonly string[] =>
      Array.from({ length: count }, (_, index) => `${prefix}-${String(index + 1).padStart(3, '0')}`);
    const rules = [...numbers(47, 'SG'), ...numbers(3, 'NACL'), ...numbers(12, 'NET')];
    const positive = new Set(exposedExpectations.expected.map(({ code }) => code));
    const negative = new Set(exposedExpectations.absent.map(({ code }) => code));
    expect(rules.filter((code) => !positive.has(code))).toEqual([]);
    // What is said of all groups with that port needs no case of its own to be wrong about.
    expect(rules.filter((code) => !negative.has(code) && !/^SG-0(0[0-9]|1[0-9]|2[0-6]|33)$/.test(code))).toEqual([]);
  });

  it('has every reach', () => {
    const reaches = new Set(exposedExpectations.expected.map(({ reach }) => reach));
    expect([...reaches].sort()).toEqual(['R0', 'R1', 'R2', undefined]);
  });

  it('hides the split, prefix-list, IPv6, range and joint cases from a scan for 0.0.0.0/0', () => {
    for (const kind of ['split', 'prefix-list', 'ipv6', 'joint', 'range'] as const) {
      const all = exposed.filter((group) => group.class === kind).map(({ name }) => name);
      const visible = kind === 'range' ? ['beside-known-ports'] : [];
      expect(all.length, kind).toBeGreaterThan(1);
      expect(listMissed(kind), kind).toEqual(all.filter((name) => !visible.includes(name)));
    }
    expect(listMissed('literal').filter((name) => name !== 'broker-open')).toEqual([]);
  });
});

describe('the score', () => {
  const names = { find: (id: string) => (id.startsWith('sg-') ? id.slice(3) : null) };
  const expectations = {
    expected: [
      { code: 'SG-003', resource: 'a', reach: 'R2' as const },
      { code: 'SG-030', resource: 'a' },
    ],
    absent: [{ code: 'SG-001', resource: 'b' }],
    open: [{ code: 'SG-031', resource: 'a' }],
  };
  const finding = (code: string, name: string, also: readonly string[] = [], reach = 'R2') => ({
    code,
    also,
    resource: { name },
    data: { reach },
  });

  it('counts what is said in passing as said', () => {
    const score = scoreFindings([finding('SG-003', 'sg-a', ['SG-030'])], expectations, names);
    expect(score).toEqual({ recall: 1, precision: 1, missed: [], wrong: [], forbidden: [], misplaced: [] });
  });

  it('names what was missed, what was wrong, what was forbidden, and another reach', () => {
    const findings = [finding('SG-003', 'sg-a', [], 'R1'), finding('SG-001', 'sg-b'), finding('SG-031', 'sg-a')];
    expect(scoreFindings(findings, expectations, names)).toEqual({
      recall: 0.5,
      precision: 0.5,
      missed: ['SG-030 a'],
      wrong: ['SG-001 b'],
      forbidden: ['SG-001 b'],
      misplaced: ['SG-003 a: R1, not R2'],
    });
  });
});
