import { describe, expect, it } from 'vitest';
import { logs, look } from '../../__fixtures__/look.ts';
import { app, apps, crashLoop, service } from '../../__fixtures__/objects.ts';

const says = (line: string) => ({ steps: { logs: logs({ pod: 'web-6f7c9-0', lines: [line] }) } });
const web = (env: readonly object[], options = {}) =>
  app('web', { container: { env }, status: crashLoop(), ...options });
const host = (value: string) => [{ name: 'DB_HOST', value }];
const staged = (env: readonly object[], options = {}) => ({
  ...apps(web(env, options), app('mysql')),
  services: [service('mysql', { ports: [{ port: 3306 }] }), service('web')],
});

describe('a setting that names a Service that does not exist', () => {
  it('is a cause where the name is not found, with the near one named', () => {
    const seen = look(staged(host('mysq1')), says('dial tcp: lookup mysq1 on 10.96.0.10:53: no such host'));
    expect(seen.causes).toEqual(['SVC-110 Deployment/shop/web']);
    expect(seen.find('SVC-110')?.title).toContain('there is Service mysql');
    expect(seen.consequencesOf('SVC-110 Deployment/shop/web')).toContain('SVC-001 Service/shop/web');
  });

  it('is found by a hint where no log was read', () => {
    expect(look(staged(host('mysq1'))).causes).toEqual(['SVC-110 Deployment/shop/web']);
  });

  it('is not blamed for other words, a good name, or a workload that is well', () => {
    expect(look(staged(host('mysq1')), says('SyntaxError: x')).role('SVC-110')).toBe('silent');
    expect(look(staged(host('mysql'))).role('SVC-110')).toBe('silent');
    expect(look(staged(host('mysq1'), { status: {} })).analysis.findings).toEqual([]);
  });

  it('is not claimed where Services could not be read, or an EndpointSlice speaks of it', () => {
    const denied = { services: { status: 'unknown', reason: { code: 'forbidden', message: 'no' } } };
    expect(look(staged(host('mysq1')), { steps: denied as never }).role('SVC-110')).toBe('silent');
    const slice = { metadata: { namespace: 'shop', name: 'x', labels: { 'kubernetes.io/service-name': 'mysq1' } } };
    expect(look({ ...staged(host('mysq1')), endpointslices: [slice] }).role('SVC-110')).toBe('silent');
  });

  it('is told to be in another namespace', () => {
    const seen = look({ ...staged(host('redis')), services: [service('redis', {}, 'platform')] });
    expect(seen.find('SVC-110')?.title).toContain('there is one in namespace platform');
  });

  it('points to the ConfigMap that holds it', () => {
    const workload = app('web', { container: { envFrom: [{ configMapRef: { name: 'env' } }] }, status: crashLoop() });
    const configmaps = [{ metadata: { namespace: 'shop', name: 'env' }, data: { DB_HOST: 'mysqls' } }];
    const seen = look({ ...apps(workload, app('mysql')), services: [service('mysql')], configmaps });
    expect(seen.causes).toEqual(['SVC-110 ConfigMap/shop/env']);
  });
});

describe('a setting that names a port', () => {
  it.each([
    ['that the Service does not have', 'tcp://mysql:3307', 'fault'],
    ['that it has', 'tcp://mysql:3306', 'silent'],
  ])('%s is judged', (_, value, role) => {
    const seen = look(staged([{ name: 'DB_URL', value }]), says('connect to mysql failed: i/o timeout'));
    expect(seen.role('SVC-111')).toBe(role);
  });

  it('of a headless Service may be any that its containers declare', () => {
    const peer = app('mysql', { container: { ports: [{ containerPort: 3307 }] } });
    const services = [service('mysql', { clusterIP: 'None', ports: [{ port: 3306 }] })];
    const env = [{ name: 'DB_URL', value: 'tcp://mysql:3307' }];
    expect(look({ ...apps(web(env), peer), services }).role('SVC-111')).toBe('silent');
  });
});

describe('an ExternalName', () => {
  const outside = (externalName: string) =>
    service('erp', { type: 'ExternalName', externalName, selector: undefined, clusterIP: undefined });
  const lost = says('lookup erp.corp.invalid on 10.96.0.10:53: no such host');

  it('without an address is a cause of those that call it', () => {
    const seen = look({ ...apps(web(host('erp'))), services: [outside('erp.corp.invalid')] }, lost);
    expect(seen.causes).toEqual(['SVC-104 Service/shop/erp']);
  });

  it('is a cause of words without a name where those that say them call nothing else', () => {
    const nameless = says('socket.gaierror: [Errno -2] Name or service not known');
    const services = [outside('erp.corp.invalid'), service('mysql')];
    const only = apps(web(host('erp')), app('mysql'));
    expect(look({ ...only, services }, nameless).causes).toEqual(['SVC-104 Service/shop/erp']);
    const both = apps(web([...host('erp'), { name: 'SQL_HOST', value: 'mysql' }]), app('mysql'));
    expect(look({ ...both, services }, nameless).role('SVC-104')).toBe('silent');
  });

  it('of itself is a contradiction, and one that nobody complains of is well', () => {
    const itself = outside('erp.shop.svc.cluster.local');
    expect(look({ ...apps(app('web')), services: [itself] }).causes).toEqual(['SVC-104 Service/shop/erp']);
    expect(look({ ...apps(app('web')), services: [outside('db.example.com')] }).causes).toEqual([]);
  });
});
