import { describe, expect, it } from 'vitest';
import { look } from '../__fixtures__/look.ts';
import { app, node, pod } from '../__fixtures__/objects.ts';
import { each } from '../__fixtures__/world.ts';

const api = app('api', 3);
const lists = { deployments: [api.deployment], replicasets: [api.replicaSet] };
const with0 = (hot: number | readonly number[], others = 0.06) => ({
  nodes: [node('n-0')],
  pods: api.pods,
  lists,
  usage: { ...each(api.pods, others), 'api-r1-0': hot },
});

describe('CPU-104 hot replica', () => {
  it('names the workload as the cause and the pod as the instance', () => {
    const seen = look(with0(0.93));
    expect(seen.causes).toEqual(['CPU-104 Deployment/shop/api']);
    expect(seen.find('CPU-104')).toMatchObject({ instances: ['Pod/shop/api-r1-0'], severity: 'high', tier: 'figure' });
    expect(seen.find('CPU-104')?.remediations.map(({ playbook }) => playbook)).toEqual(['k8s-restart']);
  });

  it.each([
    [0.6, 0.2, 'silent'],
    [0.61, 0.2, 'fault'],
    [0.49, 0.06, 'silent'],
    [0.5, 0.06, 'fault'],
  ])('at %d of a limit of 1 beside peers at %d is %s', (hot, others, role) => {
    expect(look(with0(hot, others)).role('CPU-104')).toBe(role);
  });

  it('is silent about a spike that did not hold in all samples', () => {
    expect(look(with0([0.93, 0.06, 0.93])).role('CPU-104')).toBe('silent');
  });

  it('is no skew when most replicas are hot', () => {
    const usage = { ...each(api.pods, 0.9), 'api-r1-0': 0.06 };
    expect(look({ ...with0(0), usage }).find('CPU-104')).toBeUndefined();
  });

  it('does not compare a pod of a new revision with what it replaces', () => {
    const fresh = pod('api-r2-0', { owner: { kind: 'ReplicaSet', name: 'api-r2' }, labels: { app: 'api' } });
    const usage = { ...each(api.pods, 0.06), 'api-r2-0': 0.7 };
    expect(look({ ...with0(0.06), pods: [...api.pods, fresh], usage }).role('CPU-104')).toBe('silent');
  });

  it('is only a hint for a StatefulSet, whose replicas may differ', () => {
    const pods = [0, 1, 2].map((index) => pod(`db-${index}`, { owner: { kind: 'StatefulSet', name: 'db' } }));
    expect(look({ nodes: [node('n-0')], pods, usage: { ...each(pods, 0.05), 'db-0': 0.6 } }).role('CPU-104')).toBe(
      'hint',
    );
  });

  it('is only a hint between two replicas, of which one may lead', () => {
    const two = app('op', 2);
    expect(
      look({ nodes: [node('n-0')], pods: two.pods, usage: { ...each(two.pods, 0.01), 'op-r1-0': 0.6 } }).role(
        'CPU-104',
      ),
    ).toBe('hint');
  });
});
