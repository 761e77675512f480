import type { Action, Plan, Provider, Ticket } from '@cloudops/spec';
import { describe, expect, it } from 'vitest';
import { createMemoryStore, createSetProtocol } from '../__fixtures__/change-world.ts';
import { createOptions } from '../__fixtures__/options.ts';
import { createPlan, createStep, createTicket, now } from '../__fixtures__/plan.ts';
import { createAction, createProvider } from '../__fixtures__/provider.ts';
import { executePlan } from '../execute-plan.ts';

let calls = 0;
const list = createAction('list', () => ({ status: 'present', output: ++calls }));
const remove = createAction('remove', () => ({ status: 'present', output: ++calls }), { risk: 'delete' });
const call = createAction('call', () => ({ status: 'present', output: ++calls }), {
  risk: 'write',
  riskByInput: {
    inputs: ['operation'],
    riskOf: async ({ operation }) => (operation === 'Describe' ? 'read' : 'write'),
  },
});
const provider = createProvider([list, remove, call]);
const good = createPlan([createStep('pods')]);

async function codeOf(plan: Plan, ticket: Ticket = createTicket(plan), providers: readonly Provider[] = [provider]) {
  calls = 0;
  const outcome = await executePlan(plan, ticket, providers, createOptions()).catch((error: unknown) => error);
  return { code: (outcome as { code?: string }).code, calls };
}

describe('a plan is refused before anything runs', () => {
  const steps = (...of: Parameters<typeof createPlan>[0]): Plan => createPlan(of);

  it.each([
    ['PLAN_ALTERED', { ...good, inputs: { namespace: 'other' } }],
    ['PLAN_INVALID', { ...good, id: 'pln_1' }],
    ['PLAN_INVALID', steps(createStep('a'), createStep('a'))],
    ['PLAN_INVALID', steps(createStep('a', { needs: ['b'] }), createStep('b', { needs: ['a'] }))],
    ['PLAN_INVALID', createPlan([createStep('a')], { targets: [] })],
    ['PROVIDER_NOT_LOADED', steps(createStep('a', { provider: 'aws', action: 'aws.call' }))],
    ['STALE_PLAN', createPlan([createStep('a')], { provider_versions: { memory: '0.9.0' } })],
    ['STALE_PLAN', createPlan([createStep('a')], { provider_versions: {} })],
    ['STALE_PLAN', steps(createStep('a', { action: 'memory.gone' }))],
    ['STALE_PLAN', steps(createStep('a', { action: 'memory.remove' }))],
    ['STALE_PLAN', steps(createStep('a', { risk_level: 'write' }))],
    [
      'CHANGE_WITHOUT_PROTOCOL',
      steps(createStep('a'), createStep('b', { action: 'memory.remove', risk_level: 'delete' })),
    ],
    [
      'MANY_TARGETS_NOT_SUPPORTED',
      createPlan([createStep('a')], {
        targets: ['a', 'b'].map((name) => ({ provider: 'memory', name, environment: 'dev' })),
      }),
    ],
  ])('with %s', async (code, plan) => {
    expect(await codeOf(plan)).toEqual({ code, calls: 0 });
  });

  it.each([
    ['TICKET_WRONG_PLAN', { plan_id: `pln_${'0'.repeat(64)}` }],
    ['TICKET_EXPIRED', { expires_at: new Date(now - 1).toISOString() }],
    ['TICKET_EXPIRED', { expires_at: 'soon' }],
  ])('with %s for a ticket that does not fit', async (code, more) => {
    expect(await codeOf(good, createTicket(good, more))).toEqual({ code, calls: 0 });
  });

  it.each([
    ['a harmless input is a read', 'Describe', 'read', { code: undefined, calls: 1 }],
    ['any other is what the provider says', 'Modify', 'read', { code: 'STALE_PLAN', calls: 0 }],
    [
      'an input that is not known yet has the highest risk',
      `\${{ steps.a }}`,
      'read',
      { code: 'STALE_PLAN', calls: 0 },
    ],
  ] as const)('by the risk of the input: %s', async (_case, operation, risk_level, expected) => {
    const step = createStep('a', { action: 'memory.call', with: { operation }, risk_level });
    expect(await codeOf(steps(step))).toEqual(expected);
  });

  const lies: readonly (readonly [string, Partial<Action>])[] = [
    ['always', {}],
    ['for this input', { risk: 'write', riskByInput: { inputs: [], riskOf: async () => 'read' } }],
  ];
  it.each(lies)('when its provider calls a change a read %s', async (_, more) => {
    const untrue = createProvider([{ ...list, ...more, change: createSetProtocol(createMemoryStore()) }]);
    const outcome = await codeOf(good, createTicket(good), [untrue]);
    expect(outcome).toEqual({ code: 'CHANGE_CALLED_READ', calls: 0 });
  });

  it('and runs when all fits', async () => {
    expect(await codeOf(good)).toEqual({ code: undefined, calls: 1 });
  });
});
