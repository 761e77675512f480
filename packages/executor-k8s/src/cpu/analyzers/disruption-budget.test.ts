import { describe, expect, it } from 'vitest';
import { look } from '../__fixtures__/look.ts';
import { app, node, pod, type Raw } from '../__fixtures__/objects.ts';
import { each } from '../__fixtures__/world.ts';

const busy = app('busy', 1, { request: '100m', limit: null, node: 'n-0' });
const web = app('web', 2, { node: 'n-0' });
const bare: Raw = { matchLabels: { app: 'web' } };

function budget(status: Raw, selector: unknown = bare, generation = 1): Raw {
  return {
    metadata: { namespace: 'shop', name: 'web', generation },
    spec: { selector },
    status: {
      disruptionsAllowed: 0,
      currentHealthy: 2,
      desiredHealthy: 2,
      expectedPods: 2,
      observedGeneration: 1,
      ...status,
    },
  };
}

const staged = (one: Raw, parts: { web?: number; busy?: number; pods?: readonly Raw[] } = {}) =>
  look({
    nodes: [node('n-0', '4'), node('n-1', '4')],
    pods: [...busy.pods, ...(parts.pods ?? web.pods)],
    usage: { ...each(busy.pods, parts.busy ?? 3), ...each(parts.pods ?? web.pods, parts.web ?? 0.3) },
    lists: { replicasets: [busy.replicaSet, web.replicaSet], budgets: [one] },
  });

describe('CPU-128 disruption budget on a hot node', () => {
  it('is a hint beside the cause, with what it holds there and why', () => {
    const seen = staged(budget({}));
    expect(seen.causes).toEqual(['CPU-105 Deployment/shop/busy']);
    expect(seen.find('CPU-128')).toMatchObject({
      role: 'hint',
      tier: 'status',
      resource: { kind: 'PodDisruptionBudget' },
    });
    expect(seen.find('CPU-128')?.detail).toBe(
      'It allows no disruption: it requires 2 of 2 pods healthy, so it never allows one. 2 pods on node n-0, which use 600m of its 4 cores, cannot be evicted to take load off it.',
    );
  });

  it('tells a budget that is closed for now', () => {
    const seen = staged(budget({ currentHealthy: 2, expectedPods: 3 }));
    expect(seen.find('CPU-128')?.detail).toContain('2 of 3 pods are healthy and 2 must be');
  });

  it.each([
    ['allows one', budget({ disruptionsAllowed: 1 })],
    ['selects other pods', budget({}, { matchLabels: { app: 'other' } })],
    ['has no selector', budget({}, null)],
    [
      'excludes them by expression',
      budget({}, { ...bare, matchExpressions: [{ key: 'app', operator: 'NotIn', values: ['web'] }] }),
    ],
    ['has a status that lags behind', budget({}, bare, 2)],
    ['expects no pods', budget({ expectedPods: 0, desiredHealthy: 0 })],
  ])('is silent when it %s', (_, one) => {
    expect(staged(one).role('CPU-128')).toBe('silent');
  });

  it('is silent when no node is hot, and when what it holds uses little', () => {
    expect(staged(budget({}), { busy: 1 }).role('CPU-128')).toBe('silent');
    expect(staged(budget({}), { web: 0.19, busy: 3.5 }).role('CPU-128')).toBe('silent');
    expect(staged(budget({}), { web: 0.2, busy: 3.5 }).role('CPU-128')).toBe('hint');
  });

  it('takes an empty selector for every pod of the namespace, but not those of a DaemonSet', () => {
    const owner = { kind: 'DaemonSet', name: 'agent' };
    const agents = [pod('agent-x', { owner, node: 'n-0' })];
    const seen = staged(budget({}, {}), { pods: agents, web: 0.6 });
    expect(seen.find('CPU-128')?.instances).toEqual(['Pod/shop/busy-r1-0']);
  });
});
