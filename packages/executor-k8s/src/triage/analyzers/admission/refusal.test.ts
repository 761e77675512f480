import { describe, expect, it } from 'vitest';
import { readRefusal } from './refusal.ts';

describe('the API server refuses', () => {
  it.each([
    [
      'pods "a-1" is forbidden: exceeded quota: team, requested: limits.memory=256Mi,pods=1, used: limits.memory=1Gi,pods=4, limited: limits.memory=1Gi,pods=4',
      {
        kind: 'quota-exceeded',
        quota: 'team',
        requested: new Map([
          ['limits.memory', '256Mi'],
          ['pods', '1'],
        ]),
      },
    ],
    [
      'Create Pod kafka-1 in StatefulSet kafka failed error: failed to create PVC data-kafka-1: persistentvolumeclaims "data-kafka-1" is forbidden: exceeded quota: claims, requested: persistentvolumeclaims=1, used: persistentvolumeclaims=1, limited: persistentvolumeclaims=1',
      { kind: 'quota-exceeded', quota: 'claims', requested: new Map([['persistentvolumeclaims', '1']]) },
    ],
    [
      'pods "b-1" is forbidden: failed quota: compute: must specify limits.cpu for: app; requests.cpu for: app',
      { kind: 'quota-demands', quota: 'compute', demands: 'limits.cpu for: app; requests.cpu for: app' },
    ],
    [
      'pods "c-1" is forbidden: maximum cpu usage per Container is 1, but limit is 2',
      {
        kind: 'limit-range',
        violations: [{ bound: 'maximum', resource: 'cpu', type: 'Container', allowed: '1', found: '2' }],
      },
    ],
    [
      'pods "c-1" is forbidden: [minimum memory usage per Container is 64Mi, but request is 32Mi, cpu max limit to request ratio per Container is 2, but provided ratio is 4.000000]',
      {
        kind: 'limit-range',
        violations: [
          { bound: 'minimum', resource: 'memory', type: 'Container', allowed: '64Mi', found: '32Mi' },
          { bound: 'ratio', resource: 'cpu', type: 'Container', allowed: '2', found: '4.000000' },
        ],
      },
    ],
    [
      'pods "c-1" is forbidden: maximum memory usage per Container is 1Gi.  No limit is specified',
      {
        kind: 'limit-range',
        violations: [{ bound: 'maximum', resource: 'memory', type: 'Container', allowed: '1Gi', found: '' }],
      },
    ],
    [
      'pods "d-1" is forbidden: violates PodSecurity "baseline:latest": host namespaces (hostNetwork=true)',
      { kind: 'pod-security', level: 'baseline:latest', violations: 'host namespaces (hostNetwork=true)' },
    ],
    [
      'pods "e-" is forbidden: error looking up service account market/reaper: serviceaccount "reaper" not found',
      { kind: 'service-account', namespace: 'market', name: 'reaper' },
    ],
    ['pods "f-" is forbidden: no PriorityClass with name urgent was found', { kind: 'priority-class', name: 'urgent' }],
    [
      'pods "g-" is forbidden: pod rejected: RuntimeClass "gvisor" not found',
      { kind: 'runtime-class', name: 'gvisor' },
    ],
    [
      'Internal error occurred: failed calling webhook "p.example.com": failed to call webhook: Post "https://p.x.svc:443/?timeout=2s": context deadline exceeded',
      {
        kind: 'webhook-failed',
        webhook: 'p.example.com',
        reason: 'failed to call webhook: Post "https://p.x.svc:443/?timeout=2s": context deadline exceeded',
      },
    ],
    [
      'admission webhook "p.example.com" denied the request: no image from there',
      { kind: 'webhook-denied', webhook: 'p.example.com', reason: 'no image from there' },
    ],
    [
      'Pod "h-1" is invalid: spec.containers[0].image: Required value',
      { kind: 'invalid', reason: 'spec.containers[0].image: Required value' },
    ],
    ['the server is on fire', { kind: 'other', reason: 'the server is on fire' }],
  ])('%s', (message, expected) => {
    expect(readRefusal(message)).toEqual(expected);
  });
});
