import { describe, expect, it } from 'vitest';
import type { KubernetesObject } from './kubernetes-object.ts';
import { fakeNode } from './nodes.ts';
import { parseCpu } from './quantity.ts';
import { expectUsage, findImplausible, findStarting } from './wait-for-metrics.ts';

const ready = { conditions: [{ type: 'Ready', status: 'True' }] };

function node(name: string, annotations: Record<string, string> = {}): KubernetesObject {
  const made = fakeNode(name, 0, { cpu: '8', memory: '32Gi', pods: '110' });
  const metadata = { ...made.metadata, annotations: { ...made.metadata.annotations, ...annotations } };
  return { ...made, metadata, status: ready };
}

function pod(name: string, nodeName: string, changes: { phase?: string; labels?: Record<string, string> } = {}) {
  const annotations = { 'kwok.x-k8s.io/usage-cpu': '200m' };
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace: 'shop', annotations, labels: changes.labels ?? {} },
    spec: { nodeName, containers: [{}, {}] },
    status: { phase: changes.phase ?? 'Running' },
  } satisfies KubernetesObject;
}

describe('expectUsage', () => {
  it('counts a pod for each container, and adds pods and system to their node', () => {
    const usage = expectUsage([node('a', { 'cloudops.test/system-cpu': '1.5' })], [pod('p', 'a'), pod('q', 'a')]);
    expect(usage.pods.get('shop/p')).toBeCloseTo(0.4);
    expect(usage.nodes.get('a')).toBeCloseTo(2.3);
  });

  it('expects nothing of a node that cannot be scraped, nor of its pods', () => {
    const dark = node('a', { 'metrics.k8s.io/resource-metrics-path': '/elsewhere' });
    expect(expectUsage([dark], [pod('p', 'a')])).toEqual({ pods: new Map(), nodes: new Map() });
  });

  it('expects nothing of a pod that has finished', () => {
    expect(expectUsage([node('a')], [pod('p', 'a', { phase: 'Succeeded' })]).pods.size).toBe(0);
  });
});

describe('findStarting', () => {
  it('names a pod that is on its way up', () => {
    expect(findStarting([pod('p', 'a', { phase: 'Pending' })])).toBe('shop/p is still Pending');
  });

  it('waits for none that is held back on purpose', () => {
    expect(findStarting([pod('p', 'a', { phase: 'Pending', labels: { 'cloudops.test/hold': 'true' } })])).toBeNull();
  });
});

describe('findImplausible', () => {
  const expected = new Map([['shop/p', 1]]);

  it('names a figure that is missing', () => {
    expect(findImplausible(expected, new Map())).toBe('shop/p has no figure');
  });

  it('names a figure of the time before a change', () => {
    expect(findImplausible(expected, new Map([['shop/p', 0.06]]))).toContain('shows 0.060 cores, not 1.000');
  });

  it('accepts what two scrapes can tell', () => {
    expect(findImplausible(expected, new Map([['shop/p', 0.93]]))).toBeNull();
  });
});

describe('parseCpu', () => {
  it.each([
    ['930m', 0.93],
    ['2', 2],
    ['250000000n', 0.25],
    ['1500u', 0.0015],
  ])('reads %s', (text, cores) => {
    expect(parseCpu(text)).toBeCloseTo(cores, 9);
  });

  it('is not a number for anything else', () => {
    expect(parseCpu('12Mi')).toBeNaN();
  });
});
