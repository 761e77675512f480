import { describe, expect, it } from 'vitest';
import { ago, logs, look, now } from '../../__fixtures__/look.ts';
import { app, apps, crashLoop, event, service } from '../../__fixtures__/objects.ts';
import { ofApp, samples } from '../../__fixtures__/samples.ts';

const limited = { resources: { requests: { cpu: '100m', memory: '64Mi' }, limits: { cpu: '200m', memory: '128Mi' } } };
const healthy = apps(app('api', { container: limited }));

describe('a throttled container', () => {
  const see = (throttled: number, use?: number) =>
    look(healthy, {
      steps: {
        throttling: samples([ofApp('api'), throttled]),
        ...(use === undefined ? {} : { cpu_use: samples([ofApp('api'), use]) }),
      },
    });

  it.each([
    [0.8, undefined, 'fault'],
    [0.79, undefined, 'hint'],
    [0.5, 0.7, 'fault'],
    [0.5, 0.69, 'hint'],
    [0.49, 0.99, 'hint'],
    [0.251, 0.99, 'hint'],
    [0.25, 0.99, 'silent'],
  ])('in %d of its periods at %s of its limit is a %s', (throttled, use, role) => {
    expect(see(throttled, use).role('SAT-101')).toBe(role);
  });

  it('is told with the limit to raise', () => {
    expect(see(0.9).find('SAT-101')).toMatchObject({
      tier: 'figure',
      resource: { kind: 'Deployment', name: 'api' },
      remediations: [{ playbook: 'k8s-set-resources', inputs: { limits_cpu: '400m' } }],
    });
  });

  it('is silent for what does not exist any more', () => {
    const steps = { throttling: samples([ofApp('gone'), 0.9]) };
    expect(look(healthy, { steps }).role('SAT-101')).toBe('silent');
  });

  const probe = { httpGet: { path: '/', port: 8080 }, timeoutSeconds: 1 };
  const unready = apps(
    app('api', {
      container: { ...limited, readinessProbe: probe, ports: [{ containerPort: 8080 }] },
      status: { ready: false },
      podStatus: { phase: 'Running' },
    }),
  );
  const late = (message: string) => [
    event('Pod', 'api-6f7c9-0', 'Unhealthy', message, {
      involvedObject: { kind: 'Pod', namespace: 'shop', name: 'api-6f7c9-0', fieldPath: 'spec.containers{app}' },
    }),
  ];
  const timeout = 'Readiness probe failed: Get "http://10.0.0.1:8080/": context deadline exceeded';

  it('is the cause where its probe times out', () => {
    const steps = { throttling: samples([ofApp('api'), 0.4]) };
    const found = look({ ...unready, events: late(timeout) }, { steps });
    expect(found.causes).toContain('SAT-101 Deployment/shop/api');
    expect(found.consequencesOf('SAT-101 Deployment/shop/api')).toContain('POD-004 Deployment/shop/api');
  });

  it('is not the cause where its probe meets something else', () => {
    const steps = { throttling: samples([ofApp('api'), 0.4]) };
    const events = late('Readiness probe failed: HTTP probe failed with statuscode: 500');
    expect(look({ ...unready, events }, { steps }).role('SAT-101')).toBe('hint');
  });

  it('is missed aloud only where a probe times out', () => {
    const asked = (staged: object, steps = {}) =>
      look(staged as typeof healthy, { steps }).analysis.not_checked.map(({ what }) => what);
    expect(asked({ ...unready, events: late(timeout) })).toEqual([
      'whether containers whose probes time out are throttled',
    ]);
    expect(asked({ ...unready, events: late(timeout) }, { throttling: samples() })).toEqual([]);
    expect(asked(healthy)).toEqual([]);
  });
});

describe('a container near its memory limit', () => {
  const see = (use: number, growth?: number, staged = healthy) =>
    look(staged, {
      steps: {
        memory_use: samples([ofApp('api'), use]),
        memory_growth: growth === undefined ? samples() : samples([ofApp('api'), growth]),
      },
    });

  it.each([
    [0.9, 1.1, 'fault'],
    [0.89, 1.1, 'silent'],
    [0.9, 1, 'silent'],
    [0.95, undefined, 'hint'],
    [0.949, undefined, 'silent'],
  ])('at %d with %s of it in four hours is a %s', (use, growth, role) => {
    expect(see(use, growth).role('SAT-102')).toBe(role);
  });

  it('is no cause on a healthy cluster whose caches are full', () => {
    expect(see(0.99).causes).toEqual([]);
  });

  const killed = apps(app('api', { container: limited, status: crashLoop(137, 'OOMKilled') }));

  it('that was killed already is told once, with its trend', () => {
    const found = see(0.93, 1.4, killed);
    expect(found.causes).toEqual(['POD-101 Deployment/shop/api']);
    expect(found.find('POD-101')?.detail).toMatch(/^OOMKilled.*grows again.*leak/s);
    expect(found.find('POD-101')?.evidence.map(({ step }) => step)).toContain('memory_growth');
  });

  it('that was killed is told without a trend where there is none', () => {
    expect(see(0.5, undefined, killed).find('POD-101')?.detail).not.toContain('leak');
  });

  it('is missed aloud only where something was killed', () => {
    const what = ['whether memory use grows without end in containers that were killed for it'];
    expect(look(killed).analysis.not_checked.map((gap) => gap.what)).toEqual(what);
    expect(see(0.5, undefined, killed).analysis.not_checked).toEqual([]);
  });
});

describe('figures of the network', () => {
  const staged = { ...healthy, services: [service('api')] };
  const see = (step: string, labels: Record<string, string>, value: number) =>
    look(staged, { steps: { [step]: samples([labels, value]) } });
  const pod = { namespace: 'shop', pod: 'api-6f7c9-0' };

  it.each([
    [0.011, 'hint'],
    [0.01, 'silent'],
  ])('say %d of packets lost as a %s', (share, role) => {
    expect(see('packet_loss', pod, share).role('SAT-103')).toBe(role);
  });

  it.each([
    [{ namespace: 'shop', service: 'api' }, 1.01, 'hint'],
    [{ namespace: 'ingress', service: 'scraper', exported_namespace: 'shop', exported_service: 'api' }, 1.01, 'hint'],
    [{ namespace: 'shop', service: 'api' }, 1, 'silent'],
    [{ namespace: 'shop', service: 'other' }, 9, 'silent'],
  ])('say %j at %d s as a %s', (labels, seconds, role) => {
    expect(see('latency', labels, seconds).role('SAT-104')).toBe(role);
  });
});

describe('an alert', () => {
  const fire = (labels: Record<string, string>, more: object = {}) => ({
    name: 'HighErrorRate',
    severity: 'critical',
    labels: { namespace: 'shop', ...labels },
    summary: 'Too many errors',
    description: '',
    since: ago(600),
    ...more,
  });
  const see = (alerts: readonly object[], staged: object = { ...healthy, services: [service('api')] }) =>
    look(staged as typeof healthy, {
      now,
      steps: { alerts: { status: 'present', output: { source: 'alertmanager', alerts } } },
    });

  it.each([
    [{ deployment: 'api', pod: 'kube-state-metrics-0' }, 'ALR-101 Deployment/shop/api'],
    [{ pod: 'api-6f7c9-1' }, 'ALR-101 Deployment/shop/api'],
    [
      { exported_namespace: 'shop', exported_pod: 'api-6f7c9-1', namespace: 'monitoring', pod: 'x' },
      'ALR-101 Deployment/shop/api',
    ],
    [{ service: 'api' }, 'ALR-101 Service/shop/api'],
    [{ node: 'node-1' }, 'ALR-101 Node/node-1'],
  ])('with %j is a hint at %s', (labels, expected) => {
    const { analysis } = see([fire(labels)]);
    const found = analysis.findings.map(({ code, role, resource: { kind, namespace, name } }) => [
      role,
      `${code} ${namespace === undefined ? `${kind}/${name}` : `${kind}/${namespace}/${name}`}`,
    ]);
    expect(found).toEqual([['hint', expected]]);
  });

  it.each([
    ['always fires', fire({ deployment: 'api' }, { name: 'Watchdog' })],
    ['only informs', fire({ deployment: 'api' }, { severity: 'info' })],
    ['names nothing that is there', fire({ deployment: 'gone' })],
    ['names nothing at all', fire({})],
  ])('that %s is left out', (_, alert) => {
    expect(see([alert]).analysis.findings).toEqual([]);
  });

  it('is left out where something was found about its object', () => {
    const broken = apps(app('api', { status: crashLoop() }));
    expect(see([fire({ pod: 'api-6f7c9-0' })], broken).role('ALR-101')).toBe('silent');
    expect(see([fire({ deployment: 'api' })], broken).role('ALR-101')).toBe('silent');
    expect(see([fire({ node: 'node-2' })], broken).role('ALR-101')).toBe('hint');
  });

  it('is one of many pods of one workload', () => {
    const found = see([fire({ pod: 'api-6f7c9-0' }), fire({ pod: 'api-6f7c9-1' })]).analysis.findings;
    expect(found).toHaveLength(1);
    expect(found[0]).toMatchObject({ instances: ['Pod/shop/api-6f7c9-0', 'Pod/shop/api-6f7c9-1'] });
    expect(found[0]?.detail).toContain('Too many errors');
  });
});

describe('a full volume in triage', () => {
  const gib = 1024 ** 3;
  const claim = {
    metadata: { namespace: 'shop', name: 'data' },
    spec: { accessModes: ['ReadWriteOnce'] },
    status: { phase: 'Bound' },
  };
  const mounts = {
    container: { volumeMounts: [{ name: 'data', mountPath: '/data' }] },
    spec: { volumes: [{ name: 'data', persistentVolumeClaim: { claimName: 'data' } }] },
  };
  const labels = { namespace: 'shop', persistentvolumeclaim: 'data' };
  const steps = (free: number, inodes = 0.5) => ({
    volume_capacity: samples([labels, 100 * gib]),
    volume_available: samples([labels, free * 100 * gib]),
    volume_inodes: samples([labels, inodes]),
  });

  it.each([
    [0.029, 0.5, 'fault'],
    [0.03, 0.5, 'silent'],
    [0.5, 0.029, 'fault'],
    [0.5, 0.03, 'silent'],
  ])('with %d of space and %d of inodes free is a %s', (free, inodes, role) => {
    const staged = { ...apps(app('db', mounts)), claims: [claim] };
    expect(look(staged, { steps: steps(free, inodes) }).role('STO-150')).toBe(role);
  });

  it('that nobody writes to is full as it should be', () => {
    const staged = { ...apps(app('db', mounts)), claims: [{ ...claim, spec: { accessModes: ['ReadOnlyMany'] } }] };
    expect(look(staged, { steps: steps(0) }).role('STO-150')).toBe('silent');
  });

  it('is one cause with the words of the process that finds no space', () => {
    const staged = { ...apps(app('db', { ...mounts, status: crashLoop() })), claims: [claim] };
    const said = logs({ pod: 'db-6f7c9-0', lines: ['write /data/wal: no space left on device'] });
    const found = look(staged, { steps: { ...steps(0.01), logs: said } });
    expect(found.causes).toEqual(['LOG-108 PersistentVolumeClaim/shop/data']);
    expect(found.find('LOG-108')?.detail).toContain('Measured: 1Gi of 100Gi are free.');
    expect(look(staged, { steps: { logs: said } }).analysis.not_checked).toHaveLength(1);
  });
});
