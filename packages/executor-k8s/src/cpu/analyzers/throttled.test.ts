import { describe, expect, it } from 'vitest';
import { look } from '../__fixtures__/look.ts';
import { app, node } from '../__fixtures__/objects.ts';
import { each } from '../__fixtures__/world.ts';

const web = app('web', 1);
const unlimited = app('web', 1, { limit: null });

function staged(ratio: number, periods = 150, pods = web.pods) {
  const containers = [
    { namespace: 'shop', pod: 'web-r1-0', container: 'app', periods, throttled: periods * ratio, ratio },
  ];
  const cadvisor = {
    status: 'present',
    output: { items: [{ item: 'n-0', status: 'present', output: { node: 'n-0', containers } }] },
  } as const;
  return { nodes: [node('n-0')], pods, usage: each(pods, 0.3), steps: { cadvisor } };
}

describe('CPU-108 throttled', () => {
  it.each([
    [0.25, 'silent', undefined],
    [0.26, 'fault', 'medium'],
    [0.6, 'fault', 'high'],
  ])('in %d of the periods is %s, even below the limit', (ratio, role, severity) => {
    const seen = look(staged(ratio));
    expect(seen.role('CPU-108')).toBe(role);
    expect(seen.find('CPU-108')?.severity).toBe(severity);
  });

  it('says when the limit is the default of a LimitRange, and takes it back by removing it', () => {
    const bare = { ...web.deployment, spec: { template: { spec: { containers: [{ name: 'app' }] } } } };
    const spec = { limits: [{ type: 'Container', default: { cpu: '1' } }] };
    const limitranges = [{ metadata: { namespace: 'shop', name: 'preset' }, spec }];
    const lists = { deployments: [bare], replicasets: [web.replicaSet], limitranges };
    const found = look({ ...staged(0.8), lists }).find('CPU-108');
    expect(found?.detail).toContain('default of LimitRange preset');
    expect(found?.remediations[0]?.undo).toBe('Remove limits.cpu again: it was not set.');
  });

  it('rules it out by the worst that was seen', () => {
    expect(look(staged(0.1)).ruledOut('CPU-108')).toContain('the worst is at 10 %');
  });

  it('needs enough periods', () => {
    expect(look(staged(0.9, 19)).role('CPU-108')).toBe('silent');
  });

  it('needs a limit', () => {
    expect(look(staged(0.9, 150, unlimited.pods)).role('CPU-108')).toBe('silent');
  });

  it('says nothing when it was not asked to look', () => {
    const seen = look({ nodes: [node('n-0')], pods: web.pods, usage: each(web.pods, 0.3) });
    expect(seen.ruledOut('CPU-108')).toBe('');
    expect(seen.analysis.not_checked.map(({ needs }) => needs).join()).toContain('node_proxy=true');
  });
});
