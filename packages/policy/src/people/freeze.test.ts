import { describe, expect, it } from 'vitest';
import { data } from '../__fixtures__/requests.ts';
import type { PolicyData } from '../policy-source.ts';
import { freezesAt } from './freeze.ts';

const frozen: PolicyData = {
  ...data,
  time_zone: 'Europe/Berlin',
  freezes: [
    { name: 'year-end', from: '2026-12-20', until: '2027-01-02 08:00', environments: ['prod'], reason: 'books' },
    { name: 'holiday', from: '2026-12-24T12:00:00Z', until: '2026-12-26T12:00:00Z' },
  ],
};
const names = (environment: string, iso: string) =>
  freezesAt(frozen, environment, Date.parse(iso)).map(({ name }) => name);

describe('freezesAt', () => {
  it.each([
    ['prod', '2026-12-19T22:59:59.999Z', []],
    ['prod', '2026-12-19T23:00:00.000Z', ['year-end']],
    ['dev', '2026-12-20T23:00:00Z', []],
    ['dev', '2026-12-25T00:00:00Z', ['holiday']],
    ['prod', '2026-12-25T00:00:00Z', ['holiday', 'year-end']],
    ['prod', '2027-01-02T06:59:59.999Z', ['year-end']],
    ['prod', '2027-01-02T07:00:00.000Z', []],
  ])('in %s at %s: %j', (environment, iso, expected) => {
    expect(names(environment, iso)).toEqual(expected);
  });

  it('says until when and why', () => {
    expect(freezesAt(frozen, 'prod', Date.parse('2026-12-21T00:00:00Z'))).toEqual([
      { name: 'year-end', until: Date.parse('2027-01-02T07:00:00Z'), reason: 'books' },
    ]);
  });

  it('tells many that are far away quickly', () => {
    const far = Array.from({ length: 1000 }, (_, index) => ({
      name: `f${index}`,
      from: `${2030 + (index % 50)}-01-01 08:00`,
      until: `${2030 + (index % 50)}-01-02 08:00`,
    }));
    const started = performance.now();
    expect(freezesAt({ ...frozen, freezes: far }, 'prod', Date.parse('2026-12-21T00:00:00Z'))).toEqual([]);
    // Reading each in its zone takes seconds.
    expect(performance.now() - started).toBeLessThan(500);
  });

  it('throws for a time that is none, so that the caller denies', () => {
    const broken = { ...data, freezes: [{ name: 'x', from: 'soon', until: 'later' }] };
    expect(() => freezesAt(broken, 'prod', 0)).toThrow(RangeError);
  });
});
