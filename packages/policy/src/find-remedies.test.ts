import { beforeAll, expect, it } from 'vitest';
import { data, defaultSource, request } from './__fixtures__/requests.ts';
import { findRemedies } from './find-remedies.ts';
import { loadPolicySet } from './load-policy-set.ts';
import type { PolicySet } from './policy-set.ts';

let policySet: PolicySet;
beforeAll(async () => {
  policySet = await loadPolicySet(
    defaultSource({ freezes: [{ name: 'move', from: '2026-10-01', until: '2026-10-02' }] }),
  );
});

it.each([
  ['a stored key', { credential: 'long-lived' }, ['with a credential that is known to expire: auto-approve']],
  ['an agent', { by: 'os:bot', kind: 'agent' }, ['run by a person: auto-approve']],
  ['somebody without the role', { by: 'os:eve' }, ['if os:eve held the role operator: auto-approve']],
  [
    'a freeze',
    { now: Date.UTC(2026, 9, 1, 12) },
    ['after the freeze move, from 2026-10-02T00:00:00.000Z: auto-approve'],
  ],
  ['many resources', { context: { blast_radius: 60, monthly_cents: 0 } }, ['touching one resource only: auto-approve']],
  [
    'a high bill',
    { context: { blast_radius: 1, monthly_cents: 60_000 } },
    ['adding nothing to the monthly bill: auto-approve'],
  ],
  ['nothing', {}, []],
] as const)('findRemedies names what would help against %s', (_, options, expected) => {
  const remedies = findRemedies(request({ risk: 'write', environment: 'dev', ...options }), policySet);
  expect(remedies.map(({ change, outcome }) => `${change}: ${outcome}`)).toEqual(expected);
});

it('findRemedies leaves the data as it was', () => {
  findRemedies(request({ risk: 'write', environment: 'dev', by: 'os:eve' }), policySet);
  expect(policySet.data.roles).toEqual(data.roles);
});
