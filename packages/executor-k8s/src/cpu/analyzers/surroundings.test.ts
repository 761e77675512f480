import { describe, expect, it } from 'vitest';
import { look } from '../__fixtures__/look.ts';
import { ago, app, node, pod } from '../__fixtures__/objects.ts';
import { each } from '../__fixtures__/world.ts';

describe('CPU-140 platform component', () => {
  const staged = (used: number, namespace = 'kube-system', request = '100m') => {
    const dns = app('coredns', 1, { namespace, request, limit: '1' });
    const [first] = dns.pods;
    return look({
      nodes: [node('n-0')],
      pods:
        first === undefined
          ? []
          : [
              {
                ...first,
                metadata: {
                  ...(first.metadata as object),
                  ownerReferences: [{ kind: 'DaemonSet', name: 'coredns', controller: true }],
                },
              },
            ],
      usage: each(dns.pods, used),
    });
  };

  it.each([
    [0.85, 'kube-system', 'fault'],
    [0.5, 'kube-system', 'hint'],
    [0.49, 'kube-system', 'silent'],
    [0.85, 'shop', 'silent'],
  ])('at %d cores in %s is %s', (used, namespace, role) => {
    expect(staged(used, namespace).role('CPU-140')).toBe(role);
  });

  it('is ruled out by the largest component', () => {
    expect(staged(0.1).ruledOut('CPU-140')).toContain('kube-system/coredns with 100m');
  });
});

describe('CPU-141 and CPU-142 control plane', () => {
  const health = (ready: boolean) =>
    ({
      health: {
        status: 'present',
        output: { readyz: { status: 'present', output: { ready, failing: ready ? [] : ['etcd'] } } },
      },
    }) as const;
  const hooks = (count: number) => [
    {
      metadata: { name: 'm' },
      webhooks: Array.from({ length: count }, (_, index) => ({ name: `w${index}`, rules: [{ resources: ['pods'] }] })),
    },
  ];

  it('reports an API server that is not ready and names the check', () => {
    const seen = look({ nodes: [node('n-0')], usage: {}, steps: health(false) });
    expect(seen.causes).toEqual(['CPU-141 ControlPlane/apiserver']);
    expect(seen.find('CPU-141')?.detail).toContain('etcd');
    expect(look({ nodes: [node('n-0')], usage: {}, steps: health(true) }).causes).toEqual([]);
  });

  it.each([
    [9, 'silent'],
    [10, 'hint'],
  ])('with %d webhooks on pods is %s', (count, role) => {
    expect(look({ usage: {}, lists: { mutating_webhooks: hooks(count) } }).role('CPU-142')).toBe(role);
  });
});

describe('CPU-143 burstable node', () => {
  const staged = (type: string, used: number) =>
    look({
      nodes: [node('n-0', '2', { labels: { 'node.kubernetes.io/instance-type': type } })],
      usage: {},
      nodeUsage: { 'n-0': used },
    }).find('CPU-143') !== undefined;

  it.each([
    ['t3.large', 1.7, true],
    ['Standard_B2s', 1.7, true],
    ['m7i.large', 1.7, false],
    ['t3.large', 1, false],
  ])('%s at %d of 2 cores is said: %s', (type, used, isSaid) => {
    expect(staged(type, used)).toBe(isSaid);
  });
});

describe('CPU-144 batch work', () => {
  const staged = (used: number, cpu: string) => {
    const owner = { kind: 'Job', name: 'nightly-1' };
    const pods = [pod('nightly-1-x', { owner, request: '100m', limit: null, created: ago(7) })];
    const jobs = [
      {
        metadata: {
          namespace: 'shop',
          name: 'nightly-1',
          ownerReferences: [{ kind: 'CronJob', name: 'nightly', controller: true }],
        },
      },
    ];
    return look({ nodes: [node('n-0', cpu)], pods, usage: each(pods, used), lists: { jobs } });
  };

  it('is the cause when it fills a node, with its start as the time', () => {
    const seen = staged(3.6, '4');
    expect(seen.causes).toEqual(['CPU-144 CronJob/shop/nightly']);
    expect(seen.find('CPU-144')).toMatchObject({ also: ['CPU-105', 'CPU-146'], since: ago(7) });
  });

  it.each([
    [0.8, 'hint'],
    [0.79, 'silent'],
  ])('using %d of 8 cores is %s', (used, role) => {
    expect(staged(used, '8').role('CPU-144')).toBe(role);
  });

  it('says when runs of a CronJob overlap', () => {
    const names = ['nightly-1', 'nightly-2'];
    const parent = [{ kind: 'CronJob', name: 'nightly', controller: true }];
    const jobs = names.map((name) => ({ metadata: { namespace: 'shop', name, ownerReferences: parent } }));
    const pods = names.map((name) => pod(`${name}-x`, { owner: { kind: 'Job', name }, request: '100m', limit: null }));
    const cronjobs = [{ metadata: { namespace: 'shop', name: 'nightly' }, spec: { concurrencyPolicy: 'Allow' } }];
    const seen = look({ nodes: [node('n-0', '4')], pods, usage: each(pods, 1.8), lists: { jobs, cronjobs } });
    expect(seen.find('CPU-144')?.detail).toContain('2 of its runs overlap; its concurrencyPolicy is Allow.');
    expect(staged(3.6, '4').find('CPU-144')?.detail).not.toContain('overlap');
  });
});

describe('CPU-145 and CPU-146 requests', () => {
  const staged = (request: string | null, used: number) => {
    const web = app('web', 1, { request, limit: null });
    return look({ nodes: [node('n-0')], pods: web.pods, usage: each(web.pods, used) });
  };

  it.each([
    [null, 0.5, 'CPU-145', 'hint'],
    [null, 0.49, 'CPU-145', 'silent'],
    ['250m', 0.51, 'CPU-146', 'hint'],
    ['250m', 0.5, 'CPU-146', 'silent'],
  ])('a request of %s and a use of %d: %s is %s and never a cause', (request, used, code, role) => {
    const seen = staged(request, used);
    expect(seen.role(code)).toBe(role);
    expect(seen.causes).toEqual([]);
  });
});

describe('CPU-150 usual load', () => {
  const staged = (now: number) => {
    const end = Date.parse(ago(0)) / 1000;
    const values = [...[7, 6, 5, 4, 3, 2, 1].map((days) => [end - days * 86_400, 1]), [end, now]];
    const web = app('web', 1);
    const usual = { status: 'present', output: { series: [{ labels: { namespace: 'shop' }, values }] } } as const;
    return look({ nodes: [node('n-0')], pods: web.pods, usage: each(web.pods, 0.95), steps: { usual } });
  };

  it('rules a new rise out when it is normal for this hour', () => {
    expect(staged(1.2).role('CPU-150')).toBe('silent');
    expect(staged(1.2).ruledOut('CPU-150')).toContain('normal for this hour');
  });

  it('says so when it is not', () => {
    expect(staged(1.21).role('CPU-150')).toBe('hint');
  });
});

describe('CPU-001 no measurements', () => {
  it('is not claimed of a metrics API that only we may not read', () => {
    const metrics = { status: 'unknown', reason: { kind: 'denied', message: '403', needs: 'list pods' } } as const;
    expect(look({ nodes: [node('n-0', '4')], usage: {}, steps: { metrics } }).find('CPU-001')).toBeUndefined();
  });

  it('says what the metrics API answered and carries on', () => {
    const metrics = { status: 'unknown', reason: { kind: 'unavailable', message: '503 down' } } as const;
    const health = {
      status: 'present',
      output: { metrics_api: { status: 'present', output: { available: false, reason: 'MissingEndpoints' } } },
    } as const;
    const seen = look({ nodes: [node('n-0')], steps: { metrics, health } });
    expect(seen.find('CPU-001')?.evidence.map(({ value }) => value)).toEqual([false, 'MissingEndpoints']);
    expect(seen.causes).toEqual([]);
    expect(seen.analysis.not_checked[0]).toMatchObject({ why: '503 down' });
  });

  it('is silent when there are values', () => {
    expect(look({ nodes: [node('n-0')], usage: {} }).role('CPU-001')).toBe('silent');
  });
});
