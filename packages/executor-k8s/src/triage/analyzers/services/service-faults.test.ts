import { describe, expect, it } from 'vitest';
import { logs, look } from '../../__fixtures__/look.ts';
import { app, apps, crashLoop, service } from '../../__fixtures__/objects.ts';

const ingress = (name: string, backend: string, port: unknown = { number: 80 }) => ({
  metadata: { namespace: 'shop', name },
  spec: {
    ingressClassName: 'nginx',
    rules: [
      { host: `${name}.example.com`, http: { paths: [{ path: '/', backend: { service: { name: backend, port } } }] } },
    ],
  },
});
const ports = (...list: readonly (readonly [string, number])[]) => ({
  container: { ports: list.map(([name, containerPort]) => ({ name, containerPort })) },
});
const at0 = (name: string) => app(name, { replicas: 0 });

describe('a Service whose selector chooses nothing', () => {
  it('is told which label misses its workload by a slip', () => {
    const seen = look({
      ...apps(app('users'), app('web')),
      services: [service('users', { selector: { app: 'user' } })],
    });
    expect(seen.causes).toEqual(['SVC-101 Service/shop/users']);
    expect(seen.consequencesOf('SVC-101 Service/shop/users')).toEqual(['SVC-001 Service/shop/users']);
    expect(seen.find('SVC-101')?.title).toContain('app=user, and pods of Deployment users have app=users');
  });

  it('is told of one label of several, whatever its value', () => {
    const staged = apps(app('users', { labels: { tier: 'api' } }));
    const services = [service('people', { selector: { app: 'users', tier: 'backend' } })];
    expect(look({ ...staged, services }).causes).toEqual(['SVC-101 Service/shop/people']);
  });

  it('is a cause itself where no workload is near', () => {
    const seen = look({ ...apps(app('web')), services: [service('orders'), service('web')] });
    expect(seen.causes).toEqual(['SVC-001 Service/shop/orders']);
  });

  it('does not take a workload that another Service chooses', () => {
    const services = [service('web'), service('webs', { selector: { app: 'webs' } })];
    expect(look({ ...apps(app('web')), services }).causes).toEqual(['SVC-001 Service/shop/webs']);
  });

  it('is nothing where pods or EndpointSlices could not be read, or speak of ready ones', () => {
    const staged = { ...apps(app('web')), services: [service('users')] };
    const denied = { pods: { status: 'unknown' as const, reason: { code: 'forbidden' as const, message: 'no' } } };
    expect(look(staged, { steps: denied as never }).causes).toEqual([]);
    const slice = {
      metadata: { namespace: 'shop', name: 'users-x', labels: { 'kubernetes.io/service-name': 'users' } },
      endpoints: [{ conditions: { ready: true } }],
    };
    expect(look({ ...staged, endpointslices: [slice] }).causes).toEqual([]);
  });

  it.each([
    ['ExternalName', { type: 'ExternalName', externalName: 'db.example.com', selector: undefined }],
    ['without a selector that nobody names', { selector: undefined }],
    ['headless and lists what others run', { clusterIP: 'None', selector: { component: 'etcd' } }],
  ])('is nothing when it is %s', (_, spec) => {
    expect(look({ ...apps(app('web')), services: [service('db', spec)] }).causes).toEqual([]);
  });

  it('is told of a headless one that gives the pods of a StatefulSet their names', () => {
    const set = (replicas: number) => ({
      metadata: { namespace: 'shop', name: 'db' },
      spec: { replicas, serviceName: 'db', template: { metadata: { labels: { role: 'store' } }, spec: {} } },
    });
    const services = [service('db', { clusterIP: 'None' })];
    expect(look({ services, statefulsets: [set(1)] }).find('SVC-001')).toBeDefined();
    expect(look({ services, statefulsets: [set(0)] }).causes).toEqual([]);
  });

  it('is unknown where the workload behind may not have been read', () => {
    const denied = { deployments: { status: 'unknown', reason: { code: 'forbidden', message: 'no' } } };
    expect(look({ services: [service('orders')] }, { steps: denied as never }).causes).toEqual([]);
    const { replicaSet } = at0('orders');
    expect(look({ services: [service('orders')], replicasets: [replicaSet] }).causes).toEqual([]);
  });

  it('counts pods that are published before they are ready', () => {
    const staged = apps(app('db', { status: { ready: false }, podStatus: { phase: 'Running' } }));
    const services = [service('db', { clusterIP: 'None', publishNotReadyAddresses: true })];
    expect(look({ ...staged, services }).find('SVC-001')).toBeUndefined();
  });
});

describe('a workload at zero', () => {
  it('is a cause where an Ingress leads to it, with all that follows', () => {
    const seen = look({
      ...apps(at0('checkout'), at0('campaign')),
      services: [service('checkout'), service('campaign')],
      ingresses: [ingress('checkout', 'checkout')],
      ingressclasses: [{ metadata: { name: 'nginx' } }],
    });
    expect(seen.causes).toEqual(['WRK-101 Deployment/shop/checkout']);
    expect(seen.consequencesOf('WRK-101 Deployment/shop/checkout')).toContain('SVC-001 Service/shop/checkout');
  });

  it('is a cause where a workload that names it cannot reach it', () => {
    const web = app('web', {
      container: {
        env: [
          { name: 'DB_HOST', value: 'db' },
          { name: 'DB_PORT', value: '80' },
        ],
      },
      status: crashLoop(),
    });
    const staged = { ...apps(at0('db'), web), services: [service('db')] };
    const words = (line: string) => ({ steps: { logs: logs({ pod: 'web-6f7c9-0', lines: [line] }) } });
    const seen = look(staged, words('dial tcp 10.96.0.10:80: connect: connection refused'));
    expect(seen.causes).toEqual(['WRK-101 Deployment/shop/db']);
    expect(seen.consequencesOf('WRK-101 Deployment/shop/db')).toContain('POD-001 Deployment/shop/web');
    expect(look(staged, words('TypeError: x is undefined')).causes).toEqual(['POD-001 Deployment/shop/web']);
  });

  it('is a decision where nobody needs it', () => {
    expect(look({ ...apps(at0('campaign')), services: [service('campaign')] }).analysis.findings).toEqual([]);
  });
});

describe('a target port', () => {
  it('by a name that no container declares is a cause', () => {
    const staged = { ...apps(app('web', ports(['http', 8080]))) };
    const services = [service('web', { ports: [{ port: 80, targetPort: 'web', protocol: 'TCP' }] })];
    const seen = look({ ...staged, services });
    expect(seen.causes).toEqual(['SVC-102 Service/shop/web']);
    expect(seen.consequencesOf('SVC-102 Service/shop/web')).toEqual(['SVC-001 Service/shop/web']);
  });

  it.each([
    ['another port is declared', ports(['http', 9000]), 'fault'],
    ['the protocol differs', { container: { ports: [{ containerPort: 8080, protocol: 'UDP' }] } }, 'fault'],
    ['only a port for metrics is declared', ports(['metrics', 9000]), 'hint'],
    ['no port is declared', {}, 'silent'],
    ['it is declared', ports(['http', 8080], ['metrics', 9090]), 'silent'],
    [
      'a probe goes there',
      { container: { ports: [{ containerPort: 9000 }], readinessProbe: { tcpSocket: { port: 8080 } } } },
      'silent',
    ],
  ])('by number: %s', (_, options, role) => {
    expect(look({ ...apps(app('web', options)), services: [service('web')] }).role('SVC-103')).toBe(role);
  });
});

describe('a Service whose pods are not ready', () => {
  it('is a consequence of what keeps them', () => {
    const seen = look({ ...apps(app('db', { status: crashLoop() })), services: [service('db')] });
    expect(seen.causes).toEqual(['POD-001 Deployment/shop/db']);
    expect(seen.consequencesOf('POD-001 Deployment/shop/db')).toEqual([
      'SVC-001 Service/shop/db',
      'WRK-002 Deployment/shop/db',
    ]);
  });

  it('takes along those that name it, when their last words fit', () => {
    const env = [{ name: 'DATABASE_URL', value: 'postgres://u:p@db:80/x' }];
    const staged = {
      ...apps(app('db', { status: crashLoop() }), app('a', { container: { env }, status: crashLoop() })),
      services: [service('db')],
    };
    expect(look(staged).causes).toEqual(['POD-001 Deployment/shop/db']);
    const lines = ['connect to redis:6379 failed: connection refused'];
    expect(look(staged, { steps: { logs: logs({ pod: 'a-6f7c9-0', lines }) } }).causes).toEqual([
      'POD-001 Deployment/shop/a',
      'POD-001 Deployment/shop/db',
    ]);
  });
});

it('a Service that chooses pods of two workloads is a hint, of two revisions by design is nothing', () => {
  const shared = { app: 'shared' };
  const staged = (a: string, b: string) => ({
    ...apps(app(a, { labels: shared }), app(b, { labels: shared })),
    services: [service('x', { selector: shared })],
  });
  expect(look(staged('web', 'db')).role('SVC-106')).toBe('hint');
  expect(look(staged('web', 'web-canary')).role('SVC-106')).toBe('silent');
});
