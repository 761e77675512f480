import { describe, expect, it } from 'vitest';
import { ago, logs, look } from '../../../__fixtures__/look.ts';
import { app, apps, crashLoop, type Raw, service } from '../../../__fixtures__/objects.ts';

const secretEnv = (...names: string[]): Raw => ({
  env: names.map((name) => ({
    name: `${name.toUpperCase()}_PASSWORD`,
    valueFrom: { secretKeyRef: { name, key: 'password' } },
  })),
});
const said = (pod: string, ...lines: string[]) => ({ pod: `${pod}-6f7c9-0`, lines });
const status = crashLoop(1);
const denied = "ERROR 1045 (28000): Access denied for user 'shop'@'10.0.0.1' (using password: YES)";

describe('the last words of a process', () => {
  it.each([
    ['LOG-105', "Error: Cannot find module 'express'"],
    ['LOG-106', 'open /data/app.db: read-only file system'],
    ['LOG-107', 'open /data/app.db: permission denied'],
    ['LOG-109', 'listen tcp :8080: bind: address already in use'],
    ['LOG-110', 'FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory'],
    ['LOG-111', 'ERROR: relation "orders" does not exist at character 15'],
    ['LOG-112', 'remote error: x509: certificate has expired or is not yet valid'],
    ['LOG-113', 'flag provided but not defined: -listen-adress'],
    ['LOG-114', 'yaml: line 7: mapping values are not allowed in this context'],
  ])('are %s at the workload: %s', (code, line) => {
    const steps = { logs: logs(said('a', 'started', line)) };
    expect(look(apps(app('a', { status }), app('ok')), { steps }).causes).toEqual([`${code} Deployment/shop/a`]);
    // The words of a container that runs and is ready say nothing.
    expect(look(apps(app('a'), app('ok')), { steps }).causes).toEqual([]);
  });

  it('make one Secret the one cause of all that it locks out', () => {
    const all = apps(...['a', 'b', 'c'].map((name) => app(name, { container: secretEnv('db'), status })), app('ok'));
    const steps = { logs: logs(said('a', denied), said('b', denied), said('c', denied)) };
    const seen = look(all, { steps });
    expect(seen.causes).toEqual(['LOG-101 Secret/shop/db']);
    expect(seen.consequencesOf('LOG-101 Secret/shop/db').filter((one) => one.startsWith('POD-001'))).toHaveLength(3);
  });

  it('choose among several Secrets by the server that they name', () => {
    const all = apps(app('a', { container: secretEnv('mysql-login', 'redis-login'), status }));
    expect(look(all, { steps: { logs: logs(said('a', denied)) } }).causes).toEqual(['LOG-101 Secret/shop/mysql-login']);
    const vague = 'login failed';
    expect(look(all, { steps: { logs: logs(said('a', vague)) } }).causes).toEqual(['LOG-101 Deployment/shop/a']);
  });

  it('choose among several Secrets the one that all who are refused share', () => {
    const a = app('a', { container: secretEnv('common', 'own-a'), status });
    const b = app('b', { container: secretEnv('common', 'own-b'), status });
    const steps = { logs: logs(said('a', 'login failed'), said('b', 'login failed')) };
    expect(look(apps(a, b), { steps }).causes).toEqual(['LOG-101 Secret/shop/common']);
  });

  it('point to the workload when another client logs in with the same Secret', () => {
    const host = { name: 'DB_HOST', value: 'db' };
    const container = { env: [host, ...(secretEnv('login').env as Raw[])] };
    const all = apps(
      app('a', { container, status }),
      app('b', { container, age: 100 }),
      app('db', { container: secretEnv('login') }),
    );
    const steps = { logs: logs(said('a', denied)) };
    const staged = { ...all, services: [service('db', { ports: [{ port: 3306 }] })] };
    expect(look(staged, { steps }).causes).toEqual(['LOG-101 Deployment/shop/a']);
    const server = {
      ...staged,
      ...apps(app('a', { container, status }), app('db', { container: secretEnv('login'), age: 100 })),
    };
    expect(look(server, { steps }).causes).toEqual(['LOG-101 Secret/shop/login']);
  });

  it('point to the server that takes no more connections', () => {
    const container = { env: [{ name: 'DB_HOST', value: 'db' }] };
    const all = { ...apps(app('a', { container, status }), app('db')), services: [service('db')] };
    const steps = { logs: logs(said('a', 'FATAL: sorry, too many clients already')) };
    expect(look(all, { steps }).causes).toEqual(['LOG-102 Deployment/shop/db']);
  });

  it('name the ConfigMap that lacks an optional variable, and the workload that sets none', () => {
    const reference = {
      name: 'REGION',
      valueFrom: { configMapKeyRef: { name: 'conf', key: 'region', optional: true } },
    };
    const steps = { logs: logs(said('a', 'panic: REGION is not set')) };
    const configmaps = [{ metadata: { namespace: 'shop', name: 'conf' }, data: { other: 'x' } }];
    const all = apps(app('a', { container: { env: [reference] }, status }));
    expect(look({ ...all, configmaps }, { steps }).causes).toEqual(['LOG-103 ConfigMap/shop/conf']);
    expect(look(apps(app('a', { status })), { steps }).causes).toEqual(['LOG-103 Deployment/shop/a']);
  });

  it('name the ConfigMap that all who miss a variable take theirs from', () => {
    const container = { envFrom: [{ configMapRef: { name: 'common' } }] };
    const configmaps = [{ metadata: { namespace: 'shop', name: 'common' }, data: { OTHER: 'x' } }];
    const all = { ...apps(app('a', { container, status }), app('b', { container, status })), configmaps };
    const steps = { logs: logs(said('a', 'panic: REGION is not set'), said('b', 'panic: REGION is not set')) };
    expect(look(all, { steps }).causes).toEqual(['LOG-103 ConfigMap/shop/common']);
  });

  it('name the ConfigMap that does not hold the mounted file', () => {
    const spec = { volumes: [{ name: 'conf', configMap: { name: 'conf' } }] };
    const container = { volumeMounts: [{ name: 'conf', mountPath: '/etc/app' }] };
    const configmaps = [{ metadata: { namespace: 'shop', name: 'conf' }, data: { 'app.yml': 'x' } }];
    const all = { ...apps(app('a', { spec, container, status })), configmaps };
    const steps = { logs: logs(said('a', 'open /etc/app/app.yaml: no such file or directory')) };
    const seen = look(all, { steps });
    expect(seen.causes).toEqual(['LOG-104 ConfigMap/shop/conf']);
    expect(seen.find('LOG-104')?.tier).toBe('contradiction');
    const elsewhere = { logs: logs(said('a', 'open /srv/app.yaml: no such file or directory')) };
    expect(look(all, { steps: elsewhere }).causes).toEqual(['LOG-104 Deployment/shop/a']);
  });

  it('name the claim that is full', () => {
    const spec = { volumes: [{ name: 'data', persistentVolumeClaim: { claimName: 'wal' } }] };
    const container = { volumeMounts: [{ name: 'data', mountPath: '/data' }] };
    const bound = {
      metadata: { namespace: 'shop', name: 'wal' },
      spec: { volumeName: 'pv' },
      status: { phase: 'Bound' },
    };
    const all = { ...apps(app('a', { spec, container, status })), claims: [bound] };
    const steps = { logs: logs(said('a', 'write /data/wal/1: no space left on device')) };
    expect(look(all, { steps }).causes).toEqual(['LOG-108 PersistentVolumeClaim/shop/wal']);
  });

  it('name the service account that lacks a right', () => {
    const line =
      'pods is forbidden: User "system:serviceaccount:shop:runner" cannot list resource "pods" in API group "" in the namespace "shop"';
    expect(look(apps(app('a', { status })), { steps: { logs: logs(said('a', line)) } }).causes).toEqual([
      'LOG-115 ServiceAccount/shop/runner',
    ]);
  });

  it('are quoted by the symptom when no signature fits, or when they name a peer', () => {
    const lines = ['starting', 'panic: runtime error: index out of range', '', 'goroutine 1 [running]:', '\tmain.go:4'];
    const seen = look(apps(app('a', { status })), { steps: { logs: logs(said('a', ...lines)) } });
    expect(seen.causes).toEqual(['POD-001 Deployment/shop/a']);
    expect(seen.find('POD-001')?.detail).toContain('index out of range');
    const refused = { logs: logs(said('a', 'dial tcp 10.0.0.1:5432: connect: connection refused')) };
    expect(look(apps(app('a', { status })), { steps: refused }).causes).toEqual(['POD-001 Deployment/shop/a']);
  });

  it('are read from the termination message when there is no log', () => {
    const ended = { exitCode: 1, reason: 'Error', message: 'panic: API_KEY is not set', finishedAt: ago(60) };
    const seen = look(apps(app('a', { status: { ...status, lastState: { terminated: ended } } })));
    expect(seen.causes).toEqual(['LOG-103 Deployment/shop/a']);
  });

  it('say nothing of a container that was killed for memory, or that is well', () => {
    const container = { resources: { limits: { memory: '64Mi' } } };
    const killed = apps(app('a', { container, status: crashLoop(137, 'OOMKilled') }));
    expect(look(killed, { steps: { logs: logs(said('a', denied)) } }).causes).toEqual(['POD-101 Deployment/shop/a']);
    expect(look(apps(app('a')), { steps: { logs: logs(said('a', denied)) } }).analysis.findings).toEqual([]);
  });

  it('long before the end are not why it ended', () => {
    const lines = [denied, ...Array.from({ length: 80 }, (_, index) => `tick ${index}`), 'panic: oops'];
    expect(look(apps(app('a', { status })), { steps: { logs: logs(said('a', ...lines)) } }).causes).toEqual([
      'POD-001 Deployment/shop/a',
    ]);
  });
});

describe('what a failed Job said', () => {
  it('explains the Job', () => {
    const meta = { namespace: 'shop', name: 'pay', creationTimestamp: ago(900) };
    const template = { spec: { restartPolicy: 'Never', containers: [{ name: 'app', image: 'x' }] } };
    const job = {
      metadata: meta,
      spec: { backoffLimit: 0, template },
      status: {
        failed: 1,
        conditions: [{ type: 'Failed', status: 'True', reason: 'BackoffLimitExceeded', lastTransitionTime: ago(300) }],
      },
    };
    const pod = {
      metadata: {
        namespace: 'shop',
        name: 'pay-1',
        creationTimestamp: ago(800),
        ownerReferences: [{ kind: 'Job', name: 'pay', controller: true }],
      },
      spec: { ...template.spec, nodeName: 'node-1' },
      status: {
        phase: 'Failed',
        containerStatuses: [
          {
            name: 'app',
            ready: false,
            restartCount: 0,
            state: { terminated: { exitCode: 1, reason: 'Error', finishedAt: ago(310) } },
          },
        ],
      },
    };
    const steps = { logs: logs({ pod: 'pay-1', previous: false, lines: ['panic: API_KEY is not set'] }) };
    const seen = look({ jobs: [job], pods: [pod] }, { steps });
    expect(seen.causes).toEqual(['LOG-103 Job/shop/pay']);
  });
});
