import { describe, expect, it } from 'vitest';
import { look } from '../__fixtures__/look.ts';
import { app, deployment, node, quota, template } from '../__fixtures__/objects.ts';
import { each } from '../__fixtures__/world.ts';

const many = app('many', 2);

function staged(used: string, wanted = 6, spec = {}, status = {}) {
  const lists = {
    deployments: [deployment('many', wanted, { template: template(), status })],
    replicasets: [many.replicaSet],
    quotas: [quota('q', { 'requests.cpu': '500m' }, { 'requests.cpu': used }, spec)],
  };
  return look({ nodes: [node('n-0')], pods: many.pods, usage: each(many.pods, 0.05), lists });
}

describe('CPU-122 quota blocks creation', () => {
  it.each([
    ['300m', 'silent'],
    ['301m', 'fault'],
  ])('with %s of 500m used and 200m needed is %s', (used, role) => {
    expect(staged(used).role('CPU-122')).toBe(role);
  });

  it('folds the workload that lacks replicas under the quota', () => {
    const seen = staged('400m');
    expect(seen.causes).toEqual(['CPU-122 ResourceQuota/shop/q']);
    expect(seen.find('CPU-126')).toMatchObject({ tier: 'absence', role: 'symptom' });
    expect(seen.find('CPU-126')?.detail).toContain('Inferred from absence');
  });

  it('is silent when all replicas are there, and for zero replicas', () => {
    expect(staged('400m', 2).causes).toEqual([]);
    expect(staged('400m', 0).causes).toEqual([]);
  });

  it('blames a quota with scopes only when the server names it', () => {
    const scopes = { scopes: ['BestEffort'] };
    const message = (name: string) => ({
      conditions: [
        {
          type: 'ReplicaFailure',
          status: 'True',
          reason: 'FailedCreate',
          message: `pods "x" is forbidden: exceeded quota: ${name}, requested: requests.cpu=200m`,
        },
      ],
    });
    expect(staged('400m', 6, scopes).causes).toEqual([]);
    expect(staged('400m', 6, scopes, message('other')).causes).toEqual([]);
    expect(staged('400m', 6, scopes, message('q')).causes).toEqual(['CPU-122 ResourceQuota/shop/q']);
  });
});

describe('CPU-123 quota almost full', () => {
  it.each([
    ['449m', 'silent'],
    ['450m', 'hint'],
  ])('with %s of 500m used is %s', (used, role) => {
    expect(staged(used, 2).role('CPU-123')).toBe(role);
  });
});
