import { describe, expect, it } from 'vitest';
import { type ChangeBench, createChangeBench } from '../__fixtures__/change-bench.ts';
import { collections, obey, putWorkload } from '../__fixtures__/workloads.ts';

const api = `${collections.Deployment}/api`;

function bench(input: object, resources: object = {}, more: readonly object[] = []): ChangeBench {
  const made = createChangeBench('set-resources', { namespace: 'shop', workload: 'api', container: null, ...input });
  const containers = [{ name: 'app', image: 'shop/api:1', resources }, ...more];
  putWorkload(made.cluster, 'Deployment', 'api', 2, {
    template: { metadata: { labels: { app: 'api' } }, spec: { containers } },
  });
  obey(made.cluster);
  return made;
}

function resourcesOf(made: ChangeBench, index = 0): object {
  return made.cluster.get(api).spec.template.spec.containers[index].resources;
}

describe('kubernetes.set-resources', () => {
  it('raises a limit, and puts the old one back', async () => {
    const made = bench({ limits_memory: '512Mi' }, { limits: { memory: '128Mi' } });
    const before = await made.seen();
    expect(before.objects[0]?.effects).toEqual([
      'limits.memory of container app: 128Mi → 512Mi',
      '2 pods replaced with at most 1 missing and 0 more than wanted',
    ]);
    expect(await made.dryRun(before)).toMatchObject({ status: 'present' });
    expect(await made.change(before)).toMatchObject({ status: 'present' });
    expect(resourcesOf(made)).toEqual({ limits: { memory: '512Mi' } });
    expect(await made.look(before)).toMatchObject({ output: { state: 'after' } });
    expect(await made.verify(before)).toMatchObject({ output: { outcome: 'healed' } });
    expect(await made.undo(before)).toMatchObject({ status: 'present' });
    expect(resourcesOf(made)).toEqual({ limits: { memory: '128Mi' } });
  });

  it('sets what was not set, and leaves nothing behind when that is undone', async () => {
    const made = bench({ requests_cpu: '100m', limits_cpu: '1', requests_memory: '64Mi' });
    const before = await made.seen();
    await made.change(before);
    expect(resourcesOf(made)).toEqual({ requests: { cpu: '100m', memory: '64Mi' }, limits: { cpu: '1' } });
    await made.undo(before);
    expect(resourcesOf(made)).toEqual({});
  });

  it('knows an amount by its value: the server writes 1000m as 1', async () => {
    const made = bench({ limits_cpu: '1000m' }, { limits: { cpu: '500m' } });
    const before = await made.seen();
    await made.change(before);
    made.cluster.get(api).spec.template.spec.containers[0].resources.limits.cpu = '1';
    expect(await made.look(before)).toMatchObject({ output: { state: 'after' } });
    expect(await made.seen()).toMatchObject({ in_place: true });
  });

  it.each([
    [{}, { requests: { memory: '1Gi' } }],
    [{ limits: { memory: '2Gi' } }, { limits: { memory: '1Gi' } }],
    [
      { requests: { memory: '64Mi' }, limits: { memory: '2Gi' } },
      { requests: { memory: '1Gi' }, limits: { memory: '1Gi' } },
    ],
  ])('takes plain memory for those of request and limit that are set: %o', async (old, expected) => {
    const made = bench({ memory: '1Gi' }, old);
    await made.change(await made.seen());
    expect(resourcesOf(made)).toEqual(expected);
  });

  it.each([
    [{ limits_memory: '512m' }, 'Mi and Gi are units'],
    [{ limits_memory: 'lots' }, 'no quantity'],
    [{ limits_memory: '512Mi; rm' }, 'no quantity'],
    [{ requests_memory: '1000000.5' }, 'units of memory'],
    [{ limits_cpu: '5000' }, 'thousandths'],
    [{ limits_cpu: '0' }, 'nothing'],
    [{ requests_cpu: '-1' }, 'nothing'],
    [{ requests_cpu: '100u' }, 'less than 1m'],
    [{ requests_cpu: '2', limits_cpu: '1' }, 'more than the limit'],
    [{ requests_memory: '256Mi' }, 'more than the limit'],
    [{}, 'neither'],
  ])('refuses %o', async (input, message) => {
    const evidence = await bench(input, { limits: { memory: '128Mi' } }).observe();
    expect(evidence).toMatchObject({
      status: 'unknown',
      reason: { kind: 'invalid', message: expect.stringContaining(message) },
    });
  });

  it('names the container where there are several, and finds init containers too', async () => {
    const more = [{ name: 'proxy', image: 'shop/proxy:1', resources: {} }];
    expect(await bench({ cpu: '1' }, {}, more).observe()).toMatchObject({
      reason: {
        kind: 'invalid',
        message: 'Deployment shop/api has several containers: app, proxy',
        needs: 'container',
      },
    });
    const made = bench({ cpu: '1', container: 'proxy' }, {}, more);
    await made.change(await made.seen());
    expect([resourcesOf(made), resourcesOf(made, 1)]).toEqual([{}, { requests: { cpu: '1' } }]);
    expect(await bench({ cpu: '1', container: 'nope' }, {}, more).observe()).toMatchObject({
      reason: { kind: 'not-found', message: expect.stringContaining('it has app, proxy') },
    });
  });

  it.each([
    [{ max: { memory: '256Mi' } }, 'more than 256Mi'],
    [{ min: { memory: '1Gi' } }, 'less than 1Gi'],
    [{ maxLimitRequestRatio: { memory: '2' } }, '2 times'],
  ])('says at the dry run that a limit range has %o against it', async (limits, message) => {
    const made = bench({ requests_memory: '64Mi', limits_memory: '512Mi' });
    made.cluster.put(collections.LimitRange ?? '', {
      metadata: { name: 'house-rule', namespace: 'shop' },
      spec: { limits: [{ type: 'Container', ...limits }] },
    });
    expect(await made.dryRun(await made.seen())).toMatchObject({
      status: 'unknown',
      reason: { kind: 'invalid', message: expect.stringMatching(new RegExp(`house-rule.*${message}`)) },
    });
  });
});
