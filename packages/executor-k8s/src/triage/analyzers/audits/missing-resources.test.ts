import { describe, expect, it } from 'vitest';
import { look } from '../../__fixtures__/look.ts';
import { app, apps } from '../../__fixtures__/objects.ts';

const full = { requests: { cpu: '1', memory: '1Gi' }, limits: { memory: '1Gi' } };
const of = (resources: object, rest: object = {}) =>
  look({ ...apps(app('api', { container: { resources }, ...rest })) }, { topics: ['limits'] }).causes.toSorted();

describe('requests and limits', () => {
  it('are asked for where a container states none', () => {
    expect(of({})).toEqual([
      'LIM-101 Deployment/shop/api',
      'LIM-102 Deployment/shop/api',
      'LIM-103 Deployment/shop/api',
    ]);
  });

  it.each([
    ['states all', full],
    ['states limits, which count as requests', { limits: { cpu: '1', memory: '1Gi' } }],
  ])('are not asked for where a container %s', (_, resources) => {
    expect(of(resources)).toEqual([]);
  });

  it('are not asked for where the pod states them, or the container is an init container that ends', () => {
    const init = [{ name: 'migrate', image: 'x' }];
    expect(of({}, { spec: { resources: full, initContainers: init } })).toEqual([]);
    expect(of(full, { spec: { initContainers: init } })).toEqual([]);
  });

  it('are not asked for where a LimitRange of the same namespace fills them in', () => {
    const range = (namespace: string) => ({
      metadata: { namespace, name: 'defaults' },
      spec: {
        limits: [{ type: 'Container', default: { memory: '1Gi' }, defaultRequest: { cpu: '1', memory: '1Gi' } }],
      },
    });
    const staged = apps(app('api', { container: { resources: {} } }));
    expect(look({ ...staged, limitranges: [range('shop')] }, { topics: ['limits'] }).causes).toEqual([]);
    expect(look({ ...staged, limitranges: [range('other')] }, { topics: ['limits'] }).causes).toHaveLength(3);
  });

  it('are no matter of triage', () => {
    expect(look(apps(app('api', { container: { resources: {} } }))).causes).toEqual([]);
  });
});
