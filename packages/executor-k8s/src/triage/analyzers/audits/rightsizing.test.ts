import { describe, expect, it } from 'vitest';
import type { StepEvidence } from '../../../evidence/step-evidence.ts';
import { look } from '../../__fixtures__/look.ts';
import { app, apps } from '../../__fixtures__/objects.ts';
import { ofApp, samples } from '../../__fixtures__/samples.ts';

const mib = 1024 ** 2;
type Resources = { readonly requests?: object; readonly limits?: object };
const requests = { cpu: '1', memory: '1Gi' };

function use(cpu: number, memory: number, points = 100, labels = ofApp('api')): Record<string, StepEvidence> {
  return {
    cpu_p95: samples([labels, cpu]),
    memory_max: samples([labels, memory * mib]),
    points: samples([labels, points]),
  };
}

function see(steps: Record<string, StepEvidence>, resources: Resources = { requests }, more: object = {}) {
  const staged = { ...apps(app('api', { container: { resources } })), ...more };
  return look(staged as never, { topics: ['rightsizing'], steps });
}

const codes = (found: ReturnType<typeof see>): readonly string[] =>
  found.analysis.findings.map(({ code }) => code).toSorted();

describe('rightsizing', () => {
  it('proposes the 95th percentile of CPU and the most memory plus 15 %, with what all replicas free', () => {
    const found = see(use(0.2, 400));
    expect(codes(found)).toEqual(['RSZ-101', 'RSZ-102']);
    expect(found.find('RSZ-101')).toMatchObject({
      resource: { kind: 'Deployment', name: 'api' },
      remediations: [{ playbook: 'k8s-set-resources', inputs: { requests_cpu: '200m', container: 'app' } }],
      data: { app: { request: 1, proposed: 0.2, saving_cores: 1.6 } },
    });
    expect(found.find('RSZ-102')).toMatchObject({
      remediations: [{ inputs: { requests_memory: '460Mi' } }],
      data: { app: { saving_bytes: 2 * 564 * mib } },
    });
  });

  it.each([
    ['fits', use(0.9, 850), []],
    ['is just below 1.3 times what would fit', use(0.775, 700), []],
    ['is 1.3 times what would fit', use(0.765, 900), ['RSZ-101']],
    ['is less than 1.1 times too small', use(1.09, 1100), []],
    ['is 1.1 times too small', use(1.1, 1127), ['RSZ-103', 'RSZ-104']],
    ['was measured 99 times', use(0.1, 100, 99), []],
  ])('with a request that %s gives %#', (_, steps, expected) => {
    expect(codes(see(steps))).toEqual(expected);
  });

  it.each([
    ['is at the floor', { requests: { cpu: '10m', memory: '64Mi' } }],
    ['would free next to nothing', { requests: { cpu: '40m', memory: '100Mi' } }],
    ['is not stated', {}],
  ])('proposes nothing where the request %s', (_, resources) => {
    expect(codes(see(use(0.001, 1), resources))).toEqual([]);
  });

  it('never proposes below 10m and 64Mi', () => {
    const found = see(use(0.0001, 1));
    expect(found.find('RSZ-101')?.remediations[0]?.inputs).toMatchObject({ requests_cpu: '10m' });
    expect(found.find('RSZ-102')?.remediations[0]?.inputs).toMatchObject({ requests_memory: '64Mi' });
  });

  it('lifts a limit that would be below the new request with it', () => {
    const found = see(use(1, 2000), { requests, limits: { memory: '1Gi' } });
    expect(found.find('RSZ-104')?.remediations.map(({ inputs }) => inputs)).toMatchObject([
      { limits_memory: '2300Mi', requests_memory: '2300Mi' },
    ]);
  });

  it('notes an autoscaler that goes by the same request', () => {
    const hpa = (name: string) => ({
      metadata: { namespace: 'shop', name: 'api' },
      spec: {
        scaleTargetRef: { kind: 'Deployment', name: 'api' },
        maxReplicas: 5,
        metrics: [{ type: 'Resource', resource: { name, target: { type: 'Utilization', averageUtilization: 80 } } }],
      },
    });
    const steps = use(0.2, 400);
    expect(see(steps, { requests }, { hpas: [hpa('cpu')] }).find('RSZ-101')?.detail).toContain(
      'share of this request (80 %)',
    );
    expect(see(steps, { requests }, { hpas: [hpa('memory')] }).find('RSZ-101')?.detail).not.toContain('share of this');
  });

  it('counts pods of former revisions, and takes the one that used the most', () => {
    const former = { namespace: 'shop', pod: 'api-6f7c9-zzzzz', container: 'app' };
    const steps = {
      cpu_p95: samples([ofApp('api'), 0.1], [former, 0.4]),
      memory_max: samples([ofApp('api'), 700 * mib]),
      points: samples([ofApp('api'), 60], [former, 40]),
    };
    expect(see(steps).find('RSZ-101')).toMatchObject({ data: { app: { proposed: 0.4, points: 100 } } });
  });

  it('is limited to the container that was asked about', () => {
    const staged = apps(app('api', { container: { resources: { requests } } }));
    const ask = (container: string) =>
      look(staged, { topics: ['rightsizing'], options: { container }, steps: use(0.1, 100) }).causes;
    expect(ask('app')).toHaveLength(2);
    expect(ask('sidecar')).toEqual([]);
  });

  it('says what it would need', () => {
    const needs = (steps: Record<string, StepEvidence>) => see(steps).analysis.not_checked.map(({ why }) => why);
    expect(needs({})).toEqual(['Prometheus was not asked']);
    expect(needs(use(1, 1, 1, ofApp('gone')))).toEqual([
      'Prometheus knows no figures of the containers that were asked about',
    ]);
    expect(needs(use(1, 1, 99))).toEqual(['fewer than 100 measurements in the window: Deployment shop/api']);
    expect(needs(use(1, 1, 100))).toEqual([]);
  });
});
