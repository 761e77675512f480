import { describe, expect, it } from 'vitest';
import { misfitsOf } from '../__fixtures__/fitting-playbook.ts';
import * as remediation from './remediation.ts';

const { cordon, raiseMaximum, restartPod, rollBack, scaleOut, setRequestAndLimit, setResources } = remediation;
const api = { kind: 'Deployment', namespace: 'shop', name: 'api' };
const fields = ['requests.cpu', 'limits.cpu', 'requests.memory', 'limits.memory'] satisfies readonly Parameters<
  typeof setResources
>[1]['field'][];

describe('a remediation', () => {
  const proposed = [
    ['rollBack', rollBack(api, 3, 2)],
    ['raiseMaximum', raiseMaximum({ ...api, kind: 'HorizontalPodAutoscaler' }, 3, 5)],
    ['scaleOut', scaleOut(api, 1, 2)],
    ['restartPod', restartPod(api, 'api-7d9f-x2x4q')],
    ...fields.map(
      (field) => ['setResources', setResources(api, { container: 'app', field, saved: null, proposed: '1' })] as const,
    ),
    ...(['cpu', 'memory'] as const).map(
      (resource) =>
        [
          'setRequestAndLimit',
          setRequestAndLimit(api, { container: 'app', resource, saved: { request: null, limit: '1' }, proposed: '2' }),
        ] as const,
    ),
    ['cordon', cordon('node-1')],
  ] as const;

  it.each(proposed)('from %s names a playbook that can do it', (_, way) => {
    expect(misfitsOf(way)).toEqual([]);
  });

  it('asks for no more replicas than the playbook takes', () => {
    expect(raiseMaximum({ ...api, kind: 'HorizontalPodAutoscaler' }, 500, 25_000).inputs.max_replicas).toBe(10_000);
    expect(scaleOut(api, 500, 25_000).inputs.replicas).toBe(10_000);
  });

  it('is held here whichever function makes it', () => {
    const makers = Object.keys(remediation).filter((name) => name !== 'toQuantity');
    expect([...new Set(proposed.map(([name]) => name))].sort()).toEqual(makers.sort());
  });
});
