import { describe, expect, it } from 'vitest';
import { belongsTo, toKwokPath } from './kubelet-front.ts';
import { baseNodes, fakeNode, nodeAddress, withAddress } from './nodes.ts';

const size = { cpu: '8', memory: '32Gi', pods: '110' };

describe('addresses of nodes', () => {
  it('differ for different numbers', () => {
    const addresses = Array.from({ length: 5000 }, (_, index) => nodeAddress(index));
    expect(new Set(addresses).size).toBe(addresses.length);
  });

  it('are given to a node that names none, the same each time, and not among those of a fleet', () => {
    const { status: _, ...bare } = fakeNode('n-small', 0, size);
    const addressed = withAddress(bare);
    expect(withAddress(bare)).toEqual(addressed);
    expect(JSON.stringify(addressed.status)).toMatch(/10\.(22[4-9]|2[34]\d|25[0-5])\./);
  });

  it('stay as a node names them', () => {
    const [node] = baseNodes(1);
    expect(node === undefined ? null : withAddress(node)).toBe(node);
  });
});

describe('toKwokPath', () => {
  it('asks kwok for one node where a kubelet would speak of itself', () => {
    expect(toKwokPath('/metrics/cadvisor?a=b', 'n-1')).toBe('/metrics/nodes/n-1/metrics/cadvisor?a=b');
  });

  it('leaves other paths alone', () => {
    expect(toKwokPath('/containerLogs/shop/a/app?follow=true', 'n-1')).toBe('/containerLogs/shop/a/app?follow=true');
  });
});

describe('belongsTo', () => {
  const resource = '# TYPE scrape_error gauge\nscrape_error 0\n';
  const cadvisor = 'container_cpu_cfs_periods_total{container="app"} 10\n';

  it('tells the two kinds of figures of a node apart', () => {
    expect(belongsTo('/metrics/nodes/n-1/metrics/resource', resource)).toBe(true);
    expect(belongsTo('/metrics/nodes/n-1/metrics/cadvisor', cadvisor)).toBe(true);
    expect(belongsTo('/metrics/nodes/n-1/metrics/cadvisor', resource)).toBe(false);
    expect(belongsTo('/metrics/nodes/n-1/metrics/resource', cadvisor)).toBe(false);
  });
});
