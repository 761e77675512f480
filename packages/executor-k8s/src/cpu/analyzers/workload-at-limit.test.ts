import { describe, expect, it } from 'vitest';
import { look } from '../__fixtures__/look.ts';
import { app, hpa, node } from '../__fixtures__/objects.ts';
import { each } from '../__fixtures__/world.ts';

const web = app('web', 3);
const lists = { deployments: [web.deployment], replicasets: [web.replicaSet] };
const at = (used: number) => ({ nodes: [node('n-0')], pods: web.pods, lists, usage: each(web.pods, used) });

describe('CPU-107 workload at its limit', () => {
  it.each([
    [0.79, 'silent', undefined],
    [0.8, 'fault', 'medium'],
    [0.9, 'fault', 'high'],
  ])('at %d of 1 is %s', (used, role, severity) => {
    expect(look(at(used)).role('CPU-107')).toBe(role);
    expect(look(at(used)).find('CPU-107')?.severity).toBe(severity);
  });

  it('saves the old values in the undo', () => {
    const undo = look(at(0.9))
      .find('CPU-107')
      ?.remediations.map((one) => one.undo);
    expect(undo).toEqual(['Set limits.cpu back to 1.', 'Scale back to 3 replicas.']);
  });

  it('leaves the replicas to an autoscaler, which would set them back', () => {
    const hpas = [hpa('web', { current: 40, target: 60, replicas: 3, maximum: 9 })];
    const found = look({ ...at(0.9), lists: { ...lists, hpas } }).find('CPU-107');
    expect(found?.remediations.map(({ playbook }) => playbook)).toEqual(['k8s-set-resources']);
  });

  it('says when the limit is the default of a LimitRange', () => {
    const bare = { ...web.deployment, spec: { replicas: 3, template: { spec: { containers: [{ name: 'app' }] } } } };
    const limitranges = [
      {
        metadata: { namespace: 'shop', name: 'preset' },
        spec: { limits: [{ type: 'Container', default: { cpu: '1' } }] },
      },
    ];
    const found = look({ ...at(0.9), lists: { ...lists, deployments: [bare], limitranges } }).find('CPU-107');
    expect(found?.detail).toContain('default of LimitRange preset');
    expect(found?.remediations[0]?.undo).toBe('Remove limits.cpu again: it was not set.');
  });

  it('rules out use above the request while there is room', () => {
    const seen = look(at(0.36));
    expect(seen.causes).toEqual([]);
    expect(seen.ruledOut('CPU-107')).toContain('180 % of its request but at most 36 % of its limit');
  });

  it('sees a busy sidecar that the sum of the pod hides', () => {
    const [first] = app('mesh', 1, { limit: '4' }).pods;
    const proxy = { name: 'proxy', resources: { limits: { cpu: '100m' } } };
    const spec = first?.spec as { containers: unknown[] };
    const both = { ...first, spec: { ...spec, containers: [proxy, ...spec.containers] } };
    expect(
      look({ nodes: [node('n-0')], pods: [both], usage: { 'mesh-r1-0': 0.095 } }).find('CPU-107')?.detail,
    ).toContain('container proxy');
  });
});
