import { describe, expect, it } from 'vitest';
import { ago, look } from '../../__fixtures__/look.ts';
import { app, apps, crashLoop, type Raw, service } from '../../__fixtures__/objects.ts';

const cpu = { type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 60 } } };
const hpa = (name: string, conditions: readonly Raw[], spec: Raw = {}, status: Raw = {}): Raw => ({
  metadata: { namespace: 'shop', name, creationTimestamp: ago(3000) },
  spec: { scaleTargetRef: { kind: 'Deployment', name }, minReplicas: 2, maxReplicas: 4, metrics: [cpu], ...spec },
  status: { currentReplicas: 2, desiredReplicas: 2, conditions, ...status },
});
const failed = (type: string, reason: string, message = ''): Raw => ({
  ...{ type, status: 'False', reason, message },
  lastTransitionTime: ago(600),
});
const blind = failed(
  'ScalingActive',
  'FailedGetResourceMetric',
  'failed to get cpu utilization: missing request for cpu',
);
const gone = failed(
  'ScalingActive',
  'FailedGetResourceMetric',
  'the server could not find the requested resource (get pods.metrics.k8s.io)',
);
const metricsApi = (status: string): Raw => ({
  metadata: { name: 'v1beta1.metrics.k8s.io' },
  spec: { group: 'metrics.k8s.io', version: 'v1beta1', service: { namespace: 'kube-system', name: 'metrics-server' } },
  status: { conditions: [{ type: 'Available', status, reason: 'FailedDiscoveryCheck', message: 'no response' }] },
});

describe('an autoscaler', () => {
  it('of a Deployment that does not exist is told which one is near', () => {
    const hpas = [hpa('feeds', [failed('AbleToScale', 'FailedGetScale', 'deployments.apps "feeds" not found')])];
    const seen = look({ ...apps(app('feed')), hpas });
    expect(seen.causes).toEqual(['HPA-101 HorizontalPodAutoscaler/shop/feeds']);
    expect(seen.find('HPA-101')?.title).toContain('Deployment feed does');
  });

  it('whose target is there again is a bare symptom', () => {
    const hpas = [hpa('feed', [failed('AbleToScale', 'FailedGetScale')])];
    expect(look({ ...apps(app('feed')), hpas }).causes).toEqual(['HPA-001 HorizontalPodAutoscaler/shop/feed']);
  });

  it('by a share of a request that a container does not state points to the workload', () => {
    const bare = app('render', { container: { resources: { requests: { memory: '64Mi' } } } });
    const seen = look({ ...apps(bare), hpas: [hpa('render', [blind])], apiservices: [metricsApi('True')] });
    expect(seen.causes).toEqual(['HPA-102 Deployment/shop/render']);
    expect(seen.find('HPA-102')?.remediations).toHaveLength(1);
  });

  it('by a limit instead of a request is not blamed', () => {
    const limited = app('render', { container: { resources: { limits: { cpu: '1' } } } });
    expect(look({ ...apps(limited), hpas: [hpa('render', [blind])] }).role('HPA-102')).toBe('silent');
  });

  it('and another are one cause when the metrics API is down', () => {
    const hpas = [hpa('a', [gone]), hpa('b', [gone])];
    const seen = look({ ...apps(app('a'), app('b')), hpas, apiservices: [metricsApi('False')] });
    expect(seen.causes).toEqual(['CTL-001 APIService/v1beta1.metrics.k8s.io']);
    expect(look({ ...apps(app('a'), app('b')), hpas }).causes).toEqual(['CTL-105 APIService/v1beta1.metrics.k8s.io']);
  });

  it('goes back to the pods of the metrics server when those crash', () => {
    const server = app('metrics-server', { namespace: 'kube-system', status: crashLoop() });
    const services = [service('metrics-server', {}, 'kube-system')];
    const staged = {
      ...apps(app('a'), server),
      services,
      hpas: [hpa('a', [gone])],
      apiservices: [metricsApi('False')],
    };
    const seen = look(staged);
    expect(seen.causes).toEqual(['POD-001 Deployment/kube-system/metrics-server']);
    expect(seen.consequencesOf('POD-001 Deployment/kube-system/metrics-server')).toContain(
      'HPA-001 HorizontalPodAutoscaler/shop/a',
    );
  });

  it('by an external metric that nobody serves is a cause', () => {
    const metrics = [{ type: 'External', external: { metric: { name: 'queue' }, target: { averageValue: '30' } } }];
    const message =
      'unable to fetch metrics from external metrics API: the server could not find the requested resource';
    const hpas = [hpa('worker', [failed('ScalingActive', 'FailedGetExternalMetric', message)], { metrics })];
    expect(look({ ...apps(app('worker')), hpas }).causes).toEqual(['HPA-103 HorizontalPodAutoscaler/shop/worker']);
  });

  it.each([
    ['95 % of a target of 60 %', 95, 'fault'],
    ['66 %, which is within the tolerance', 66, 'silent'],
    ['67 %', 67, 'fault'],
  ])('at its maximum is judged by its metric: %s', (_, averageUtilization, role) => {
    const limited = { type: 'ScalingLimited', status: 'True', reason: 'TooManyReplicas' };
    const currentMetrics = [{ type: 'Resource', resource: { name: 'cpu', current: { averageUtilization } } }];
    const hpas = [hpa('a', [limited], { maxReplicas: 2 }, { currentMetrics })];
    expect(look({ ...apps(app('a')), hpas }).role('HPA-104')).toBe(role);
  });

  it.each([
    ['at its floor', [{ type: 'ScalingLimited', status: 'True', reason: 'TooFewReplicas' }]],
    ['of a target at zero', [failed('ScalingActive', 'ScalingDisabled')]],
    ['that works', [{ type: 'ScalingActive', status: 'True' }]],
  ])('%s is well', (_, conditions) => {
    expect(look({ ...apps(app('a')), hpas: [hpa('a', conditions)] }).analysis.findings).toEqual([]);
  });

  it('of pods younger than 2 minutes waits for their metrics', () => {
    const conditions = [failed('ScalingActive', 'FailedGetResourceMetric', 'no metrics returned')];
    expect(look({ ...apps(app('a', { age: 100 })), hpas: [hpa('a', conditions)] }).causes).toEqual([]);
    expect(look({ ...apps(app('a', { age: 130 })), hpas: [hpa('a', conditions)] }).causes).toHaveLength(1);
  });

  it('that shares its target with an older one is the one to go', () => {
    const scaleTargetRef = { kind: 'Deployment', name: 'a' };
    const newer = {
      ...hpa('b', [], { scaleTargetRef }),
      metadata: { namespace: 'shop', name: 'b', creationTimestamp: ago(60) },
    };
    expect(look({ ...apps(app('a')), hpas: [hpa('a', []), newer] }).causes).toEqual([
      'HPA-105 HorizontalPodAutoscaler/shop/b',
    ]);
  });
});
