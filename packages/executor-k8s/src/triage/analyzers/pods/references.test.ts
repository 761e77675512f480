import { describe, expect, it } from 'vitest';
import { ago, look } from '../../__fixtures__/look.ts';
import { app, apps, event, waiting } from '../../__fixtures__/objects.ts';

const map = (name: string, ...keys: string[]) => ({
  metadata: { namespace: 'shop', name },
  data: Object.fromEntries(keys.map((key) => [key, 'x'])),
});
const env = (kind: 'configMapKeyRef' | 'secretKeyRef', name: string, key: string, optional?: boolean) => ({
  env: [{ name: 'SETTING', valueFrom: { [kind]: { name, key, ...(optional === undefined ? {} : { optional }) } } }],
});
const refused = (message: string) => waiting('CreateContainerConfigError', message);

describe('a missing ConfigMap or Secret', () => {
  it('is one cause for all workloads that name it', () => {
    const container = env('configMapKeyRef', 'settings', 'level');
    const status = refused('configmap "settings" not found');
    const all = apps(app('a', { container, status }), app('b', { container, status }), app('c'));
    const seen = look({ ...all, configmaps: [map('other', 'level')] });
    expect(seen.causes).toEqual(['POD-120 ConfigMap/shop/settings']);
    expect(seen.find('POD-120')).toMatchObject({ tier: 'contradiction', role: 'fault' });
  });

  it("is the workload's slip of the pen where one name is a letter away and nobody else uses the wrong one", () => {
    const container = env('configMapKeyRef', 'web-setings', 'level');
    const status = refused('configmap "web-setings" not found');
    const seen = look({ ...apps(app('web', { container, status })), configmaps: [map('web-settings', 'level')] });
    expect(seen.causes).toEqual(['POD-120 Deployment/shop/web']);
    expect(seen.find('POD-120')?.title).toContain('there is web-settings');
  });

  it('is not taken for another version of the name', () => {
    const status = refused('configmap "settings-v2" not found');
    const web = app('web', { container: env('configMapKeyRef', 'settings-v2', 'level'), status });
    expect(look({ ...apps(web), configmaps: [map('settings-v1', 'level')] }).causes).toEqual([
      'POD-120 ConfigMap/shop/settings-v2',
    ]);
  });

  it('is silent when it exists by now: the complaint is history', () => {
    const status = refused('configmap "settings" not found');
    const web = app('web', { container: env('configMapKeyRef', 'settings', 'level'), status });
    const seen = look({ ...apps(web), configmaps: [map('settings', 'level')] });
    expect(seen.causes).toEqual(['POD-002 Deployment/shop/web']);
  });

  it('is silent when nobody complains, and when the reference is optional', () => {
    const healthy = app('a', { container: env('configMapKeyRef', 'gone', 'level', true) });
    const other = app('b', { container: env('secretKeyRef', 'gone-too', 'level') });
    expect(look(apps(healthy, other)).analysis.findings).toEqual([]);
  });

  it('rests on the message where the list could not be read', () => {
    const status = refused('secret "db" not found');
    const web = app('web', { container: env('secretKeyRef', 'db', 'password'), status });
    const seen = look(apps(web), { steps: { secrets: { status: 'unknown' } } });
    expect(seen.find('POD-120')).toMatchObject({
      tier: 'message',
      resource: { kind: 'Secret', name: 'db' },
    });
  });

  it('shows at a volume', () => {
    const spec = { volumes: [{ name: 'tls', secret: { secretName: 'web-tls' } }] };
    const status = waiting('ContainerCreating');
    const web = app('web', { spec, status, replicas: 1 });
    const complaint = 'MountVolume.SetUp failed for volume "tls" : secret "web-tls" not found';
    const seen = look({ ...apps(web), events: [event('Pod', 'web-6f7c9-0', 'FailedMount', complaint)] });
    expect(seen.causes).toEqual(['POD-120 Secret/shop/web-tls']);
    expect(seen.consequencesOf('POD-120 Secret/shop/web-tls')).toContain('POD-005 Deployment/shop/web');
  });
});

describe('a complaint about a volume', () => {
  it('counts for the like of the pod that wait without a word, not for one with words of its own', () => {
    const volumes = [{ name: 'tls', secret: { secretName: 'web-tls' } }];
    const web = apps(app('web', { replicas: 3, spec: { volumes }, status: waiting('ContainerCreating') }));
    const said = 'MountVolume.SetUp failed for volume "tls" : secret "web-tls" not found';
    const events = [event('Pod', 'web-6f7c9-0', 'FailedMount', said)];
    expect(look({ ...web, events }).causes).toEqual(['POD-120 Secret/shop/web-tls']);
    expect(look({ ...web, events }).find('POD-120')?.instances).toHaveLength(3);
    const other = event('Pod', 'web-6f7c9-1', 'FailedCreatePodSandBox', 'Failed to create pod sandbox: rpc error');
    expect(look({ ...web, events: [...events, other] }).find('POD-120')?.instances).toHaveLength(2);
  });

  const spec = { volumes: [{ name: 'tls', secret: { secretName: 'web-tls' } }] };
  const web = apps(app('web', { spec, status: waiting('ContainerCreating'), replicas: 1 }));
  const missing = 'MountVolume.SetUp failed for volume "tls" : secret "web-tls" not found';
  const at = (reason: string, message: string, seconds: number) =>
    event('Pod', 'web-6f7c9-0', reason, message, { lastTimestamp: ago(seconds) });

  it('counts as long as the pod waits and nothing newer is said', () => {
    expect(look({ ...web, events: [at('FailedMount', missing, 3000)] }).causes).toEqual([
      'POD-120 Secret/shop/web-tls',
    ]);
  });

  it('is history when the kubelet has another complaint since', () => {
    const events = [at('FailedMount', missing, 3000), at('FailedCreatePodSandBox', 'network plugin is not ready', 10)];
    expect(look({ ...web, events }).role('POD-120')).toBe('silent');
  });

  it('tells of a path of the node that is not what it should be', () => {
    const hostPath = { volumes: [{ name: 'data', hostPath: { path: '/srv', type: 'Directory' } }] };
    const agent = apps(app('web', { spec: hostPath, status: waiting('ContainerCreating'), replicas: 1 }));
    const said = 'MountVolume.SetUp failed for volume "data" : hostPath type check failed: /srv is not a directory';
    expect(look({ ...agent, events: [at('FailedMount', said, 10)] }).causes).toEqual(['POD-160 Deployment/shop/web']);
  });

  it('tells of an NFS server that refuses', () => {
    const nfs = { volumes: [{ name: 'data', nfs: { server: 'files', path: '/x' } }] };
    const agent = apps(app('web', { spec: nfs, status: waiting('ContainerCreating'), replicas: 2 }));
    const said =
      'MountVolume.SetUp failed for volume "data" : mount failed: exit status 32\nOutput: mount.nfs: access denied by server while mounting files:/x';
    expect(look({ ...agent, events: [at('FailedMount', said, 10)] }).causes).toEqual(['POD-161 Deployment/shop/web']);
  });
});

describe('a missing key', () => {
  const message = "couldn't find key vat_rate in ConfigMap shop/billing";
  const web = app('web', { container: env('configMapKeyRef', 'billing', 'vat_rate'), status: refused(message) });

  it('is what the object lacks, and its keys are named', () => {
    const seen = look({ ...apps(web), configmaps: [map('billing', 'vat-rate')] });
    expect(seen.causes).toEqual(['POD-121 ConfigMap/shop/billing']);
    expect(seen.find('POD-121')?.detail).toContain('It holds vat-rate');
  });

  it('stays at the same object when that object was not read', () => {
    expect(look(apps(web)).causes).toEqual(['POD-121 ConfigMap/shop/billing']);
  });

  it('is silent when the key is there by now', () => {
    expect(look({ ...apps(web), configmaps: [map('billing', 'vat_rate')] }).role('POD-121')).toBe('silent');
  });

  it.each([
    ['configMap', 'configmap references non-existent config key: nginx.conf', 'ConfigMap'],
    ['secret', 'references non-existent secret key: nginx.conf', 'Secret'],
  ])('is found through the volume that a %s fills', (source, words, kind) => {
    const named = source === 'secret' ? { secretName: 'proxy' } : { name: 'proxy' };
    const spec = { volumes: [{ name: 'conf', [source]: { ...named, items: [{ key: 'nginx.conf', path: 'n' }] } }] };
    const proxy = app('proxy', { spec, status: waiting('ContainerCreating'), replicas: 1 });
    const said = `MountVolume.SetUp failed for volume "conf" : ${words}`;
    const seen = look({ ...apps(proxy), events: [event('Pod', 'proxy-6f7c9-0', 'FailedMount', said)] });
    expect(seen.causes).toEqual([`POD-121 ${kind}/shop/proxy`]);
  });
});
