import { describe, expect, it } from 'vitest';
import { ago, logs, look } from '../../__fixtures__/look.ts';
import { app, apps, crashLoop, event, node, type Raw, waiting } from '../../__fixtures__/objects.ts';

const limited: Raw = { resources: { limits: { memory: '256Mi' } } };

describe('a container that is killed for memory', () => {
  it('needs more than its limit, and twice that is proposed', () => {
    const seen = look(apps(app('web', { container: limited, status: crashLoop(137, 'OOMKilled') }), app('api')));
    expect(seen.causes).toEqual(['POD-101 Deployment/shop/web']);
    expect(seen.find('POD-101')?.remediations).toMatchObject([
      { playbook: 'k8s-set-resources', inputs: { container: 'app', limits_memory: '512Mi' } },
    ]);
  });

  it('rules its node out when that says it has memory left', () => {
    const condition = [{ type: 'MemoryPressure', status: 'False' }];
    const staged = apps(app('web', { container: limited, status: crashLoop(137, 'OOMKilled') }));
    const nodes = [node('node-1', { status: { conditions: condition } })];
    expect(look({ ...staged, nodes }).analysis.ruled_out.map(({ code }) => code)).toContain('POD-102');
    expect(look(staged).analysis.ruled_out.map(({ code }) => code)).not.toContain('POD-102');
  });

  it('has the limit of its pod when it has none itself', () => {
    const spec = { resources: { limits: { memory: '1Gi' } } };
    const seen = look(apps(app('web', { spec, status: crashLoop(137, 'OOMKilled') })));
    expect(seen.find('POD-101')).toMatchObject({
      detail: expect.stringContaining("the pod's limit of 1Gi"),
      remediations: [],
    });
  });

  it('without a limit points to the node when several workloads of it were killed', () => {
    const status = crashLoop(137, 'OOMKilled');
    expect(look(apps(app('web', { status }))).causes).toEqual(['POD-102 Deployment/shop/web']);
    expect(look(apps(app('a', { status }), app('b', { status }))).causes).toEqual(['POD-102 Node/node-1']);
  });

  it('is silent when that was last week', () => {
    const status = {
      restartCount: 4,
      lastState: { terminated: { exitCode: 137, reason: 'OOMKilled', finishedAt: ago(600_000) } },
    };
    expect(look(apps(app('web', { container: limited, status }))).analysis.findings).toEqual([]);
  });
});

describe('a program that cannot be started', () => {
  const ended = (exitCode: number, reason: string, message: string): Raw => ({
    ...crashLoop(exitCode, reason),
    lastState: { terminated: { exitCode, reason, message, startedAt: ago(60), finishedAt: ago(60) } },
  });

  it.each([
    [
      'POD-104',
      ended(128, 'StartError', 'runc create failed: exec: "/srv/gate": stat /srv/gate: no such file or directory'),
    ],
    ['POD-104', ended(128, 'StartError', 'exec: "gate": executable file not found in $PATH')],
    ['POD-104', crashLoop(127)],
    ['POD-105', ended(128, 'StartError', 'exec: "/run.sh": permission denied')],
    ['POD-105', crashLoop(126)],
    ['POD-106', ended(128, 'StartError', 'exec /srv/gate: exec format error')],
    [
      'POD-107',
      ended(
        128,
        'StartError',
        'runc create failed: chdir to cwd ("/srv/app") set in config.json failed: no such file or directory',
      ),
    ],
    ['POD-104', waiting('RunContainerError', 'exec: "gate": executable file not found in $PATH: unknown')],
    [
      'POD-108',
      waiting('CreateContainerConfigError', 'failed to prepare subPath for volumeMount "conf" of container "app"'),
    ],
  ])('is %s', (code, status) => {
    expect(look(apps(app('web', { status }), app('api'))).causes).toEqual([`${code} Deployment/shop/web`]);
  });

  it('is told by the log of a runtime that finds out late', () => {
    const web = app('web', { status: crashLoop(255) });
    const steps = { logs: logs({ pod: 'web-6f7c9-0', lines: ['exec /srv/gate: exec format error'] }) };
    expect(look(apps(web), { steps }).causes).toEqual(['POD-106 Deployment/shop/web']);
  });

  it('names the mode of the ConfigMap that holds the script', () => {
    const web = app('web', {
      status: crashLoop(126),
      spec: { volumes: [{ name: 'scripts', configMap: { name: 'run', defaultMode: 420 } }] },
      container: { volumeMounts: [{ name: 'scripts', mountPath: '/scripts' }] },
    });
    const lines = ['/bin/sh: 1: /scripts/run.sh: Permission denied'];
    const seen = look(apps(web), { steps: { logs: logs({ pod: 'web-6f7c9-0', lines }) } });
    expect(seen.find('POD-105')?.detail).toContain('with mode 0644');
  });
});

describe('an end that speaks for itself', () => {
  it('is a completion that is started again', () => {
    expect(look(apps(app('load', { status: crashLoop(0, 'Completed') }))).causes).toEqual([
      'POD-103 Deployment/shop/load',
    ]);
  });

  it('is not a completion when a probe ended it and it heeds SIGTERM', () => {
    const container = { livenessProbe: { httpGet: { path: '/live', port: 8080 } }, ports: [{ containerPort: 80 }] };
    const web = app('web', { container, status: crashLoop(0, 'Completed'), replicas: 1 });
    const said = 'Liveness probe failed: HTTP probe failed with statuscode: 404';
    const seen = look({ ...apps(web), events: [event('Pod', 'web-6f7c9-0', 'Unhealthy', said)] });
    expect(seen.causes).toEqual(['POD-111 Deployment/shop/web']);
  });

  it.each([
    [139, 'SIGSEGV'],
    [134, 'SIGABRT'],
    [132, 'SIGILL'],
  ])('is a signal of its own: %i', (code, name) => {
    const seen = look(apps(app('web', { status: crashLoop(code) })));
    expect(seen.causes).toEqual(['POD-109 Deployment/shop/web']);
    expect(seen.find('POD-109')?.title).toContain(name);
  });

  it.each([137, 143, 1, 255])('is not what exit code %i alone says', (code) => {
    expect(look(apps(app('web', { status: crashLoop(code) }))).causes).toEqual(['POD-001 Deployment/shop/web']);
  });

  it('is a failed hook', () => {
    const container = { lifecycle: { postStart: { exec: { command: ['/warm', '--secret=x'] } } } };
    const web = app('web', { container, status: crashLoop(137), replicas: 1 });
    const seen = look({
      ...apps(web),
      events: [event('Pod', 'web-6f7c9-0', 'FailedPostStartHook', 'PostStartHook failed')],
    });
    expect(seen.causes).toEqual(['POD-142 Deployment/shop/web']);
    expect(JSON.stringify(seen.analysis)).not.toContain('--secret');
  });

  it('is refused before it begins: runAsNonRoot', () => {
    const status = waiting(
      'CreateContainerConfigError',
      'container has runAsNonRoot and image will run as root (pod: "x")',
    );
    expect(look(apps(app('web', { status }))).causes).toEqual(['POD-140 Deployment/shop/web']);
  });
});

describe('containers that declare the same port', () => {
  const rival = { name: 'metrics', image: 'm:1', ports: [{ containerPort: 8080 }] };
  const spec = (status: Raw) => ({
    container: { ports: [{ containerPort: 8080 }] },
    podStatus: {
      containerStatuses: [
        { name: 'app', ready: true, state: { running: {} } },
        { name: 'metrics', ...status },
      ],
    },
  });
  const withRival = (status: Raw) => {
    const web = app('web', { ...spec(status), replicas: 1 });
    const [pod] = web.pods as [{ spec: { containers: Raw[] } }];
    const both = { ...pod, spec: { ...pod.spec, containers: [...pod.spec.containers, rival] } };
    return { ...apps(web), pods: [both] };
  };

  it('is the cause when one of them crashes and nothing else is known', () => {
    expect(look(withRival(crashLoop(1))).causes).toEqual(['POD-180 Deployment/shop/web']);
  });

  it('is no cause when both run, or the log tells another', () => {
    expect(look(withRival({ ready: true, state: { running: {} } })).causes).toEqual([]);
    const lines = ['panic: API_KEY is not set'];
    const steps = { logs: logs({ pod: 'web-6f7c9-0', container: 'metrics', lines }) };
    expect(look(withRival(crashLoop(1)), { steps }).causes).toEqual(['LOG-103 Deployment/shop/web']);
  });
});

describe('a pod that nothing owns', () => {
  const bare = (seconds: number): Raw => ({
    metadata: { namespace: 'shop', name: 'once', creationTimestamp: ago(seconds + 10) },
    spec: { restartPolicy: 'Never', nodeName: 'node-1', containers: [{ name: 'app', image: 'x' }] },
    status: {
      phase: 'Failed',
      containerStatuses: [
        {
          name: 'app',
          ready: false,
          restartCount: 0,
          state: { terminated: { exitCode: 127, reason: 'Error', finishedAt: ago(seconds) } },
        },
      ],
    },
  });

  it('is told when it failed within the hour, and not later', () => {
    expect(look({ pods: [bare(100)] }).causes).toEqual(['POD-104 Pod/shop/once']);
    expect(look({ pods: [bare(4000)] }).causes).toEqual([]);
  });
});
