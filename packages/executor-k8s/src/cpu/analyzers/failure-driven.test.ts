import { describe, expect, it } from 'vitest';
import { look } from '../__fixtures__/look.ts';
import { ago, app, node } from '../__fixtures__/objects.ts';
import { each } from '../__fixtures__/world.ts';

const gib = 2 ** 30;

describe('CPU-130 crash loop', () => {
  const staged = (restartCount: number, minutes: number, used: number) => {
    const containerStatuses = [
      { name: 'app', restartCount, lastState: { terminated: { reason: 'Error', finishedAt: ago(minutes) } } },
    ];
    const web = app('web', 1, { limit: null, status: { containerStatuses } });
    return look({
      nodes: [node('n-0')],
      pods: web.pods,
      usage: each(web.pods, used),
      lists: { replicasets: [web.replicaSet] },
    });
  };

  it.each([
    [3, 10, 0.25, 'fault'],
    [2, 10, 0.25, 'silent'],
    [99, 11, 0.25, 'silent'],
    [99, 1, 0.24, 'silent'],
  ])('with %d restarts, the last %d minutes ago, using %d is %s', (restarts, minutes, used, role) => {
    expect(staged(restarts, minutes, used).role('CPU-130')).toBe(role);
  });
});

describe('CPU-131 memory beside CPU', () => {
  const staged = (memory: number, used: number) => {
    const web = app('web', 1, { memoryLimit: '1Gi' });
    return look({
      nodes: [node('n-0')],
      pods: web.pods,
      usage: each(web.pods, used),
      memory: { 'web-r1-0': memory * gib },
      lists: { replicasets: [web.replicaSet] },
    });
  };

  it.each([
    [0.9, 0.85, 'fault'],
    [0.89, 0.85, 'silent'],
    [0.99, 0.79, 'silent'],
  ])('at %d of memory and %d of CPU is %s', (memory, used, role) => {
    expect(staged(memory, used).role('CPU-131')).toBe(role);
  });

  it('raises the memory limit and saves the old one', () => {
    expect(staged(0.95, 0.85).find('CPU-131')?.remediations[0]).toMatchObject({
      inputs: { limits_memory: '1536Mi' },
      undo: 'Set limits.memory back to 1024Mi.',
    });
  });
});

describe('CPU-132 probe time-outs', () => {
  const timeout =
    'Readiness probe failed: Get "http://10.0.0.1/": context deadline exceeded (Client.Timeout exceeded while awaiting headers)';
  const staged = (used: number, message = timeout, minutes = 5, ready = 'False') => {
    const web = app('web', 1, { status: { conditions: [{ type: 'Ready', status: ready }] } });
    const events = [
      {
        metadata: { namespace: 'shop', name: 'e' },
        involvedObject: { kind: 'Pod', namespace: 'shop', name: 'web-r1-0' },
        reason: 'Unhealthy',
        message,
        lastTimestamp: ago(minutes),
      },
    ];
    return look({
      nodes: [node('n-0')],
      pods: web.pods,
      usage: each(web.pods, used),
      lists: { replicasets: [web.replicaSet], events },
    });
  };

  it('is folded under what makes CPU short', () => {
    const seen = staged(0.95);
    expect(seen.causes).toEqual(['CPU-107 Deployment/shop/web']);
    expect(seen.find('CPU-107')?.cause_of).toEqual([seen.find('CPU-132')?.id]);
  });

  it.each([
    ['CPU is idle', 0.1, timeout, 5, 'False'],
    ['the event is old', 0.95, timeout, 31, 'False'],
    ['the pod is well again', 0.95, timeout, 5, 'True'],
    [
      'it failed for another reason',
      0.95,
      'Readiness probe failed: HTTP probe failed with statuscode: 503',
      5,
      'False',
    ],
  ])('is silent when %s', (_, used, message, minutes, ready) => {
    expect(staged(used, message, minutes, ready).role('CPU-132')).toBe('silent');
  });
});
