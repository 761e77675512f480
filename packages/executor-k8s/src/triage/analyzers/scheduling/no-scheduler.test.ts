import { describe, expect, it } from 'vitest';
import { ago, look } from '../../__fixtures__/look.ts';
import { type App, app, apps, type Raw } from '../../__fixtures__/objects.ts';
import { waitingApp } from '../../__fixtures__/waiting.ts';

const untouched = (name: string, schedulerName: string): App =>
  waitingApp(name, '', { spec: { schedulerName }, podStatus: { conditions: [] } });
const lease = (seconds: number): Raw => ({
  metadata: { namespace: 'kube-system', name: 'kube-scheduler' },
  spec: { holderIdentity: 'control-1', leaseDurationSeconds: 15, renewTime: ago(seconds) },
});

describe('pods that no scheduler touches', () => {
  it('are left to one that does not run', () => {
    const seen = look(apps(untouched('api', 'gang-scheduler'), app('web')));
    expect(seen.causes).toEqual(['SCH-121 Deployment/shop/api']);
    expect(seen.find('SCH-121')?.tier).toBe('absence');
  });

  it('are only a symptom where that scheduler has placed others', () => {
    const placed = app('web', { spec: { schedulerName: 'gang-scheduler' } });
    expect(look(apps(untouched('api', 'gang-scheduler'), placed)).causes).toEqual(['SCH-001 Deployment/shop/api']);
  });

  it('wait for the default scheduler whose Lease is overdue', () => {
    const staged = apps(untouched('api', 'default-scheduler'));
    expect(look({ ...staged, leases: [lease(31)] }).causes).toEqual(['SCH-122 Lease/kube-system/kube-scheduler']);
    expect(look({ ...staged, leases: [lease(29)] }).causes).toEqual(['SCH-001 Deployment/shop/api']);
    expect(look(staged).causes).toEqual(['SCH-001 Deployment/shop/api']);
  });

  it('say nothing about an overdue Lease that nobody waits for', () => {
    expect(look({ ...apps(app('api')), leases: [lease(3000)] }).role('SCH-122')).toBe('silent');
  });
});

describe('scheduling gates', () => {
  const gated = (kind: 'Deployment' | 'Job'): ReturnType<typeof look> => {
    const conditions = [{ type: 'PodScheduled', status: 'False', reason: 'SchedulingGated' }];
    const made = waitingApp('importer', '', {
      spec: { schedulingGates: [{ name: 'example.com/approved' }] },
      podStatus: { conditions },
    });
    if (kind === 'Deployment') return look(apps(made));
    const ownerReferences = [{ kind: 'Job', name: 'importer', controller: true }];
    const pods = made.pods.map((pod) => ({ ...pod, metadata: { ...(pod.metadata as Raw), ownerReferences } }));
    return look({ pods });
  };

  it('are a cause for what serves, and a hint for a Job that may queue', () => {
    expect(gated('Deployment').causes).toEqual(['SCH-120 Deployment/shop/importer']);
    expect(gated('Job').causes).toEqual([]);
    expect(gated('Job').role('SCH-120')).toBe('hint');
  });
});
