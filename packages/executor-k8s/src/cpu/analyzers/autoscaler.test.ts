import { describe, expect, it } from 'vitest';
import { look } from '../__fixtures__/look.ts';
import { ago, app, hpa, node, pod, type Raw } from '../__fixtures__/objects.ts';
import { each } from '../__fixtures__/world.ts';

const web = app('web', 3);
const base = { nodes: [node('n-0')], pods: web.pods };
const lists = { deployments: [web.deployment], replicasets: [web.replicaSet] };
const at = (used: number, ...hpas: Record<string, unknown>[]) =>
  look({ ...base, usage: each(web.pods, used), lists: { ...lists, hpas } });
const limited = [{ type: 'ScalingLimited', status: 'True', reason: 'TooManyReplicas' }];

describe('CPU-110 autoscaler at its maximum', () => {
  it('is proven by the status and proposes a higher maximum with its undo', () => {
    const seen = at(0.19, hpa('web', { current: 95, target: 60, replicas: 3, maximum: 3, conditions: limited }));
    expect(seen.causes).toEqual(['CPU-110 HorizontalPodAutoscaler/shop/web']);
    expect(seen.find('CPU-110')).toMatchObject({
      tier: 'status',
      remediations: [{ inputs: { max_replicas: 5 }, undo: 'Set maxReplicas back to 3.' }],
    });
  });

  it.each([
    [66, [], 'silent'],
    [67, [], 'fault'],
    [61, limited, 'fault'],
  ])('at %d percent of a target of 60 with %j is %s', (current, conditions, role) => {
    expect(at(0.14, hpa('web', { current, target: 60, replicas: 3, maximum: 3, conditions })).role('CPU-110')).toBe(
      role,
    );
  });

  it('is silent in mid-range and where maximum and minimum are the same', () => {
    expect(at(0.19, hpa('web', { current: 95, target: 60, replicas: 3, maximum: 6 })).causes).toEqual([]);
    const fixed = hpa('web', { current: 95, target: 60, replicas: 1, maximum: 1 });
    expect(at(0.19, fixed).causes).toEqual([]);
  });

  it('is ruled out by the figures of the one that is closest', () => {
    const hpas = [3, 5].map((maximum) => hpa('web', { current: 50, target: 60, replicas: 2, maximum }));
    const seen = at(0.1, ...hpas);
    expect(seen.ruledOut('CPU-110')).toContain('the closest is shop/web with 2 of 3 replicas');
    const [one] = seen.analysis.ruled_out.filter(({ code }) => code === 'CPU-110');
    expect(one?.evidence.map(({ pointer, value }) => [pointer, value])).toEqual([
      ['/items/0/status/currentReplicas', 2],
      ['/items/0/spec/maxReplicas', 3],
      ['/complete', true],
    ]);
  });

  it('is not ruled out for one at its maximum that shows no metric', () => {
    const blind = hpa('web', { current: 0, target: 60, replicas: 3, maximum: 3 });
    const status = { ...(blind.status as object), currentMetrics: [] };
    expect(at(0.1, { ...blind, status }).ruledOut('CPU-110')).toBe('');
  });

  it('is ruled out when our samples say that CPU is under the target again', () => {
    const seen = at(0.1, hpa('web', { current: 95, target: 60, replicas: 3, maximum: 3 }));
    expect(seen.causes).toEqual([]);
    expect(seen.ruledOut('CPU-110')).toContain('50 % in our samples');
  });
});

describe('CPU-111 autoscaler blind', () => {
  const blind = (minutes: number) => [
    {
      type: 'ScalingActive',
      status: 'False',
      reason: 'FailedGetResourceMetric',
      message: 'missing request for cpu',
      lastTransitionTime: ago(minutes),
    },
  ];
  const bare = app('web', 3, { request: null });
  const staged = (minutes: number, parts: { pods?: Raw[]; deployment?: Raw; usage?: object; metrics?: Raw[] } = {}) => {
    const { pods = bare.pods, deployment = bare.deployment, metrics } = parts;
    const one = hpa('web', { current: 0, target: 60, replicas: 3, maximum: 6, conditions: blind(minutes) });
    const hpas = [metrics === undefined ? one : { ...one, spec: { ...(one.spec as object), metrics } }];
    const usage = { ...each(pods, 0.1), ...parts.usage };
    return look({ ...base, pods, usage, lists: { ...lists, deployments: [deployment], hpas } });
  };

  it('names the workload whose container requests no CPU, and that container', () => {
    const seen = staged(10);
    expect(seen.causes).toEqual(['CPU-111 Deployment/shop/web']);
    expect(seen.find('CPU-111')).toMatchObject({
      tier: 'contradiction',
      remediations: [{ inputs: { container: 'app', requests_cpu: '100m' } }],
    });
  });

  it('waits for nothing when a request is missing: time does not mend that', () => {
    expect(staged(0).causes).toEqual(['CPU-111 Deployment/shop/web']);
  });

  it.each([
    [1.9, 'silent'],
    [2, 'hint'],
  ])('without metrics of its pods for %d minutes is %s', (minutes, role) => {
    const usage = { 'web-r1-0': undefined, 'web-r1-1': undefined, 'web-r1-2': undefined };
    expect(staged(minutes, { pods: web.pods, usage }).role('CPU-111')).toBe(role);
  });

  it('is history once requests and measurements are there', () => {
    expect(staged(10, { pods: web.pods, deployment: web.deployment }).role('CPU-111')).toBe('silent');
  });

  it('is on its way out when the template has a request, or the pods without one are being deleted', () => {
    expect(staged(10, { deployment: web.deployment }).role('CPU-111')).toBe('silent');
    const leaving = bare.pods.map((one) => ({
      ...one,
      metadata: { ...(one.metadata as object), deletionTimestamp: ago(0) },
    }));
    expect(staged(10, { pods: leaving }).role('CPU-111')).toBe('silent');
  });

  it('counts sidecars, and a request on the pod itself', () => {
    const withSpec = (spec: Raw) => web.pods.map((one) => ({ ...one, spec: { ...(one.spec as object), ...spec } }));
    const sidecar = { initContainers: [{ name: 'proxy', restartPolicy: 'Always' }, { name: 'once' }] };
    expect(staged(0, { pods: withSpec(sidecar) }).find('CPU-111')?.detail).toContain('Container proxy');
    expect(staged(0, { pods: withSpec({ initContainers: [{ name: 'once' }] }) }).role('CPU-111')).toBe('silent');
    const whole = { resources: { requests: { cpu: '500m' } }, initContainers: sidecar.initContainers };
    expect(staged(0, { pods: withSpec(whole) }).role('CPU-111')).toBe('silent');
  });

  it.each([
    ['of another container', { type: 'Utilization', averageUtilization: 60 }, 'other', 'silent'],
    ['of that container', { type: 'Utilization', averageUtilization: 60 }, 'app', 'fault'],
    ['in cores', { type: 'AverageValue', averageValue: '500m' }, 'app', 'silent'],
  ])('a target %s is judged by what it needs', (_, target, container, role) => {
    const metrics = [{ type: 'ContainerResource', containerResource: { name: 'cpu', container, target } }];
    expect(staged(10, { metrics }).role('CPU-111')).toBe(role);
  });

  it('is no cause while the metrics API is down: that is said by itself', () => {
    const metrics = { status: 'unknown', reason: { kind: 'unavailable', message: '503' } } as const;
    const hpas = [hpa('web', { current: 0, target: 60, replicas: 3, maximum: 6, conditions: blind(10) })];
    expect(look({ ...base, lists: { ...lists, hpas }, steps: { metrics } }).causes).toEqual([]);
  });
});

describe('CPU-112 autoscaler not converging', () => {
  const wants = (minutes: number) =>
    hpa('web', { current: 90, target: 60, replicas: 3, maximum: 9, desired: 5, lastScaleTime: ago(minutes) });

  it.each([
    [14.9, 'silent'],
    [15, 'symptom'],
  ])('for %d minutes is %s', (minutes, role) => {
    expect(at(0.18, wants(minutes)).role('CPU-112')).toBe(role);
  });

  it('is silent when the pods are there', () => {
    const more = [3, 4].map((index) => pod(`web-r1-${index}`, { owner: { kind: 'ReplicaSet', name: 'web-r1' } }));
    const pods = [...web.pods, ...more];
    expect(
      look({ ...base, pods, usage: each(pods, 0.1), lists: { ...lists, hpas: [wants(60)] } }).role('CPU-112'),
    ).toBe('silent');
  });
});
