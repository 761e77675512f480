import type { Evidence, Json } from '@cloudops/spec';
import { describe, expect, it } from 'vitest';
import { cel, createOptions } from '../__fixtures__/options.ts';
import { createPlan, createStep, createTicket } from '../__fixtures__/plan.ts';
import { createAction, createProvider, type Run as RunAction } from '../__fixtures__/provider.ts';
import { executePlan } from '../execute-plan.ts';

const present = (output: Json): Evidence<Json> => ({ status: 'present', output });

describe('foreach', () => {
  const items = (count: number): Json => Array.from({ length: count }, (_, index) => index);

  async function loop(count: number, run: RunAction) {
    const plan = createPlan([createStep('each', { foreach: 'inputs.items', with: { item: cel('item') } })], {
      inputs: { items: items(count) },
    });
    const result = (
      await executePlan(plan, createTicket(plan), [createProvider([createAction('list', run)])], createOptions())
    ).results[0];
    return {
      ...result,
      items: (result?.output as { items: { item: number; status: string }[] } | undefined)?.items ?? [],
    };
  }

  it('keeps the order of the items', async () => {
    const result = await loop(20, async (input) => {
      const { item } = input as { item: number };
      for (let turn = 0; turn < 20 - item; turn += 1) await new Promise(setImmediate);
      return present(item);
    });
    expect(result.status).toBe('present');
    expect(result.items.map(({ item }) => item)).toEqual(items(20));
    expect(result.calls).toBe(20);
  });

  it('looks at the first 100 and says that there were more', async () => {
    const result = await loop(101, () => present(1));
    expect(result).toMatchObject({ status: 'unknown', reason: { kind: 'truncated' }, calls: 100 });
    expect(result.items).toHaveLength(100);
    expect((await loop(100, () => present(1))).status).toBe('present');
  });

  it('is unknown with the rest as its output when one item is', async () => {
    const denied: Evidence<Json> = { status: 'unknown', reason: { kind: 'denied', message: '403' } };
    const result = await loop(3, (input) => ((input as { item: number }).item === 1 ? denied : { status: 'absent' }));
    expect(result).toMatchObject({
      status: 'unknown',
      reason: { kind: 'denied', message: '1 of 3 items unknown, the first: 403' },
    });
    expect(result.items.map(({ status }) => status)).toEqual(['absent', 'unknown', 'absent']);
  });

  it('over nothing is present and empty', async () => {
    expect(await loop(0, () => present(1))).toMatchObject({ status: 'present', output: { items: [] }, calls: 0 });
  });
});
