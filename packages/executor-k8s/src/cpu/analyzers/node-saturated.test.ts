import { describe, expect, it } from 'vitest';
import { look } from '../__fixtures__/look.ts';
import { app, node } from '../__fixtures__/objects.ts';
import { each } from '../__fixtures__/world.ts';

const even = app('even', 4, { request: '900m', limit: null });

describe('CPU-101 node saturated', () => {
  it('is a cause itself when no workload on the node explains it, and says where to look', () => {
    const seen = look({ nodes: [node('n-0', '4')], pods: even.pods, usage: each(even.pods, 0.9) });
    expect(seen.causes).toEqual(['CPU-101 Node/n-0']);
    expect(seen.find('CPU-101')?.detail).toContain('Cause not visible from here');
  });

  it.each([
    [3.19, 'silent', undefined],
    [3.2, 'symptom', 'high'],
    [3.6, 'symptom', 'critical'],
  ])('with %d of 4 cores is %s', (used, role, severity) => {
    const seen = look({ nodes: [node('n-0', '4')], usage: {}, nodeUsage: { 'n-0': used } });
    expect(seen.role('CPU-101')).toBe(role);
    expect(seen.find('CPU-101')?.severity).toBe(severity);
  });

  it('does not count what did not hold in all samples, and rules it out', () => {
    const seen = look({ nodes: [node('n-0', '4')], usage: {}, nodeUsage: { 'n-0': [3.9, 3.9, 1] } });
    expect(seen.causes).toEqual([]);
    expect(seen.ruledOut('CPU-101')).toContain('n-0 at 25 %');
  });

  it.each([
    [1, 'in one sample'],
    [2, 'in both of 2 samples'],
    [3, 'sustained in all of 3 samples'],
  ])('with %d samples says "%s"', (samples, words) => {
    const seen = look({ nodes: [node('n-0', '4')], usage: {}, nodeUsage: { 'n-0': 3.9 }, samples });
    expect(seen.find('CPU-101')?.detail).toContain(words);
  });

  it('proposes no cordon for a node that is cordoned', () => {
    const cordoned = node('n-0', '4', { spec: { unschedulable: true } });
    const seen = look({ nodes: [cordoned], usage: {}, nodeUsage: { 'n-0': 3.9 } });
    expect(seen.find('CPU-101')?.remediations).toEqual([]);
  });

  it('rules nothing out when the nodes were denied', () => {
    const denied = { status: 'unknown', reason: { kind: 'denied', message: '403' } } as const;
    expect(look({ usage: {}, steps: { nodes: denied } }).ruledOut('CPU-101')).toBe('');
  });
});
