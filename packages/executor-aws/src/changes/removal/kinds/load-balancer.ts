import type { Json } from '@cloudops/spec';
import { hoursPerMonth } from '../../../cost/prices/price-book.ts';
import { listAt, textAt } from '../../../value/read.ts';
import type { RemovalKind } from '../kind.ts';

const name = /^[A-Za-z0-9][A-Za-z0-9-]{0,31}$/;

function rightTo(verb: string): { verb: string; resource: string } {
  return { verb: `elasticloadbalancing:${verb}`, resource: '*' };
}

function typeOf(item: Json): 'application' | 'network' | 'gateway' {
  const type = textAt(item, 'Type');
  return type === 'network' || type === 'gateway' ? type : 'application';
}

/** An application, network or gateway load balancer. */
export const loadBalancerKind: RemovalKind = {
  name: 'load-balancer-delete',
  description: 'Deletes an application, network or gateway load balancer.',
  kind: 'LoadBalancer',
  pattern: name,
  example: 'shop-public',
  reading: (id) => ({
    ...{ service: 'elastic-load-balancing-v2', operation: 'DescribeLoadBalancers' },
    ...{ items: 'LoadBalancers', key: 'LoadBalancerName', input: { Names: [id] } },
  }),
  isGone: () => false,
  reliedOn: (item) => [textAt(item, 'LoadBalancerArn'), textAt(item, 'VpcId')],
  effects: (item) => [
    `deleted: ${textAt(item, 'DNSName')} with its listeners and rules; target groups stay`,
    'names that point to it lead nowhere from then on',
  ],
  monthlyMicros: (item, region, book) => {
    const price = book.find(region, `load-balancer.${typeOf(item)}.hour`);
    return price === null ? null : price.micros * hoursPerMonth;
  },
  removeCall: ({ place, item }) => ({
    ...{ service: 'elastic-load-balancing-v2', operation: 'DeleteLoadBalancer', place },
    input: { LoadBalancerArn: textAt(item, 'LoadBalancerArn') },
  }),
  hasDryRun: false,
  rights: ({ region }, id) => [
    rightTo('DescribeLoadBalancers'),
    ...['app', 'net', 'gwy'].map((kind) => ({
      verb: 'elasticloadbalancing:DeleteLoadBalancer',
      resource: `arn:*:elasticloadbalancing:${region ?? '*'}:*:loadbalancer/${kind}/${id}/*`,
    })),
  ],
};

/** A load balancer of the first generation. */
export const classicLoadBalancerKind: RemovalKind = {
  name: 'classic-load-balancer-delete',
  description: 'Deletes a classic load balancer.',
  kind: 'ClassicLoadBalancer',
  pattern: name,
  example: 'shop-public',
  reading: (id) => ({
    ...{ service: 'elastic-load-balancing', operation: 'DescribeLoadBalancers' },
    ...{ items: 'LoadBalancerDescriptions', key: 'LoadBalancerName', input: { LoadBalancerNames: [id] } },
  }),
  isGone: () => false,
  reliedOn: (item) => [textAt(item, 'LoadBalancerName'), textAt(item, 'DNSName'), listAt(item, 'Instances').length],
  effects: (item) => [
    `deleted: ${textAt(item, 'DNSName')} with its listeners; ${listAt(item, 'Instances').length} instances stay`,
    'names that point to it lead nowhere from then on',
  ],
  monthlyMicros: (_item, region, book) => {
    const price = book.find(region, 'load-balancer.classic.hour');
    return price === null ? null : price.micros * hoursPerMonth;
  },
  removeCall: ({ place, id }) => ({
    ...{ service: 'elastic-load-balancing', operation: 'DeleteLoadBalancer', place },
    input: { LoadBalancerName: id },
  }),
  hasDryRun: false,
  rights: ({ region }, id) => [
    rightTo('DescribeLoadBalancers'),
    {
      verb: 'elasticloadbalancing:DeleteLoadBalancer',
      resource: `arn:*:elasticloadbalancing:${region ?? '*'}:*:loadbalancer/${id}`,
    },
  ],
};
