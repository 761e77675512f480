import type { PlannedChange, Playbook } from '@cloudops/spec';
import { describe, expect, it } from 'vitest';
import { catalogOf, cel, intent, playbook, world } from '../__fixtures__/playbook.ts';
import { createPlan } from './create-plan.ts';
import { verifyPlanId } from './plan-id.ts';
import { bindChange, withoutChange } from './seal-plan.ts';

const resource = { provider: 'kubernetes', target: 'prod-eu', kind: 'Deployment', namespace: 'shop', name: 'api' };
const change: PlannedChange = {
  requester: 'os:alice',
  prepared_at: '2026-11-23T10:00:00.000Z',
  expires_at: '2026-11-24T10:00:00.000Z',
  places: [{ provider: 'kubernetes', target: 'prod-eu', identity: 'kubernetes:1' }],
  steps: [
    {
      ...{ step: 'scale', blast_radius: 3, monthly_cents: 0, in_place: false, undo: 'back to 2' },
      objects: [{ resource, version: 'v1', effects: ['replicas: 2 → 5'] }],
    },
  ],
  ...{ blast_radius: 3, monthly_cents: 0 },
};

function writing(step: Partial<Playbook['steps'][number]>): Playbook {
  const pods = { id: 'pods', action: 'kubernetes.list' };
  const scale = { id: 'scale', action: 'kubernetes.scale', with: { replicas: cel('inputs.top') }, ...step };
  return { ...playbook, steps: [pods, scale] };
}

function planOf(step: Partial<Playbook['steps'][number]> = {}) {
  return createPlan(intent, catalogOf(writing(step)), world);
}

describe('a plan bound to what was seen', () => {
  const outcome = planOf();
  if (outcome.kind !== 'planned') throw new TypeError('the fixture must plan');
  const { plan } = outcome;
  const bound = bindChange(plan, change);

  it('has an id of its own, which is that of its content', () => {
    expect(bound.id).not.toBe(plan.id);
    expect(verifyPlanId(bound)).toBe(true);
    expect(bindChange(plan, change)).toEqual(bound);
  });

  it('has another id when anything that was seen differs', () => {
    const moved = { ...change, steps: change.steps.map((step) => ({ ...step, blast_radius: 4 })) };
    expect(bindChange(plan, moved).id).not.toBe(bound.id);
    expect(bindChange(plan, { ...change, requester: 'os:bob' }).id).not.toBe(bound.id);
  });

  it('is the plan as it was made, without that', () => {
    expect(withoutChange(bound)).toEqual(plan);
    expect(withoutChange(plan)).toEqual(plan);
  });

  it('cannot hold what is no text', () => {
    const broken = { ...change, requester: '\ud800' };
    expect(() => bindChange(plan, broken)).toThrow(expect.objectContaining({ code: 'PLAN_NOT_SEALED' }));
  });
});

describe('a step that changes something', () => {
  it.each([
    ['with', { with: { replicas: cel('steps.pods.output.count') } }, 'steps.scale.with.replicas'],
    ['with, deep inside', { with: { to: [{ replicas: cel('steps.pods.output.count') }] } }, 'steps.scale.with.to'],
    ['when', { when: cel('steps.pods.status == "present"') }, 'steps.scale.when'],
    ['foreach', { foreach: cel('[1, 2]') }, 'steps.scale.foreach'],
  ])('may not wait for another step in %s', (_, step, where) => {
    const outcome = planOf(step);
    expect(outcome).toMatchObject({ kind: 'invalid', problems: [expect.objectContaining({ where })] });
  });

  it('may be switched off by an input', () => {
    expect(planOf({ when: cel('inputs.deep') })).toMatchObject({
      kind: 'planned',
      plan: { skipped: [{ id: 'scale' }] },
    });
  });
});
