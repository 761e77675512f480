import { describe, expect, it } from 'vitest';
import { ago, look } from '../../__fixtures__/look.ts';
import { app, apps, event, type Raw, service } from '../../__fixtures__/objects.ts';

const said = event('Service', 'web', 'SyncLoadBalancerFailed', 'Error syncing load balancer: no subnets found');
const staged = (status: Raw = {}, events: readonly Raw[] = [said], created = 61) => ({
  ...apps(app('web')),
  services: [
    {
      ...service('web', { type: 'LoadBalancer' }),
      metadata: { namespace: 'shop', name: 'web', creationTimestamp: ago(created) },
      status: { loadBalancer: status },
    },
  ],
  events,
});

describe('a Service of type LoadBalancer', () => {
  it('is a cause where its controller fails to make one', () => {
    const seen = look(staged());
    expect(seen.causes).toEqual(['SVC-107 Service/shop/web']);
    expect(seen.find('SVC-107')?.detail).toContain('no subnets found');
  });

  it('is well with an address, although it failed once', () => {
    expect(look(staged({ ingress: [{ ip: '192.0.2.7' }] })).causes).toEqual([]);
  });

  it('is nothing without a word why, or within its first minute', () => {
    expect(look(staged({}, [])).causes).toEqual([]);
    expect(look(staged({}, [said], 60)).causes).toEqual([]);
  });
});
