import type { Plan, PlannedChange, Principal } from '@cloudops/spec';
import { describe, expect, it } from 'vitest';
import { createPolicyRequest } from './policy-request.ts';

const principal: Principal = { id: 'os:bob', kind: 'human', established_by: 'os-user', credential: 'unknown' };
const question = { principal, approvals: [], now: 7 };
const reading = { id: 'pln_1', playbook: { id: 'k8s-high-cpu' }, targets: [], steps: [] } as unknown as Plan;
const change = { requester: 'os:alice', blast_radius: 3, monthly_cents: 250 } as PlannedChange;

describe('a question about a whole plan', () => {
  it('says nothing of a change where there is none', () => {
    expect(createPolicyRequest(reading, question)).toEqual({ plan: reading, ...question });
  });

  it('says who asked for a change and what it does, as the plan is bound to it', () => {
    const plan = { ...reading, change };
    expect(createPolicyRequest(plan, question)).toEqual({
      ...{ plan, ...question, requester: 'os:alice' },
      context: { blast_radius: 3, monthly_cents: 250 },
    });
  });

  it('takes a saving for no cost', () => {
    const plan = { ...reading, change: { ...change, monthly_cents: -900 } };
    expect(createPolicyRequest(plan, question).context).toMatchObject({ monthly_cents: 0 });
  });
});
