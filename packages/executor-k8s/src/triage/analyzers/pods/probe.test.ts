import { describe, expect, it } from 'vitest';
import { ago, logs, look } from '../../__fixtures__/look.ts';
import { app, apps, crashLoop, event, type Raw } from '../../__fixtures__/objects.ts';
import { parseProbeFailure } from './probe-message.ts';

const ports = [{ name: 'http', containerPort: 8080 }];
const refused = (port: number): string =>
  `Get "http://10.1.1.1:${port}/": dial tcp 10.1.1.1:${port}: connect: connection refused`;
const notReady: Raw = { ready: false, started: true };
const killed = (ranSec: number, exitCode = 137): Raw => ({
  ...crashLoop(exitCode),
  lastState: { terminated: { exitCode, reason: 'Error', startedAt: ago(60 + ranSec), finishedAt: ago(60) } },
});

function staged(kind: 'Liveness' | 'Readiness' | 'Startup', probe: Raw, status: Raw, output: string, seconds = 10) {
  const container = { ports, [`${kind.toLowerCase()}Probe`]: probe };
  const web = app('web', { container, status, replicas: 1, podStatus: { phase: 'Running' } });
  const said = `${kind} probe failed: ${output}`;
  const events = [event('Pod', 'web-6f7c9-0', 'Unhealthy', said, { lastTimestamp: ago(seconds) })];
  return { ...apps(web, app('api', { container })), pods: [...web.pods], events };
}

describe('a probe that fails', () => {
  it.each([
    ['POD-110', 'Readiness', { httpGet: { port: 9999 } }, notReady, refused(9999)],
    ['POD-110', 'Liveness', { httpGet: { port: 9999 } }, killed(30), refused(9999)],
    [
      'POD-110',
      'Startup',
      { tcpSocket: { port: 9999 } },
      killed(60),
      'dial tcp 10.1.1.1:9999: connect: connection refused',
    ],
    ['POD-110', 'Readiness', { httpGet: { port: 'web' } }, notReady, "couldn't find port: web"],
    [
      'POD-111',
      'Readiness',
      { httpGet: { port: 'http', path: '/x' } },
      notReady,
      'HTTP probe failed with statuscode: 404',
    ],
    ['POD-111', 'Liveness', { httpGet: { port: 8080 } }, killed(30, 143), 'HTTP probe failed with statuscode: 403'],
    [
      'POD-112',
      'Readiness',
      { httpGet: { port: 8080, scheme: 'HTTPS' } },
      notReady,
      'Get "https://10.1.1.1:8080/": http: server gave HTTP response to HTTPS client',
    ],
    [
      'POD-113',
      'Liveness',
      { httpGet: { port: 8080 }, periodSeconds: 5, failureThreshold: 2 },
      killed(15),
      refused(8080),
    ],
    [
      'POD-114',
      'Readiness',
      { exec: { command: ['/bin/check'] } },
      notReady,
      'OCI runtime exec failed: exec failed: unable to start container process: exec: "/bin/check": stat /bin/check: no such file or directory: unknown',
    ],
    [
      'POD-004',
      'Readiness',
      { httpGet: { port: 8080 } },
      notReady,
      'Get "http://10.1.1.1:8080/": context deadline exceeded (Client.Timeout exceeded while awaiting headers)',
    ],
    [
      'POD-004',
      'Readiness',
      { httpGet: { port: 8080, path: '/ready' } },
      notReady,
      'HTTP probe failed with statuscode: 503',
    ],
    ['POD-004', 'Readiness', { httpGet: { port: 8080 } }, notReady, refused(8080)],
  ] as const)('is %s: %s', (code, kind, probe, status, output) => {
    const seen = look(staged(kind, probe, status, output));
    expect(seen.causes).toEqual([`${code} Deployment/shop/web`]);
  });

  it('does not tell of a wrong port when another container of the pod declares it', () => {
    const all = staged('Readiness', { httpGet: { port: 9999 } }, notReady, refused(9999));
    const sidecar = { name: 'side', image: 's', ports: [{ containerPort: 9999 }] };
    const pods = all.pods.map((pod) => ({
      ...pod,
      spec: {
        ...(pod.spec as { containers: Raw[] }),
        containers: [...(pod.spec as { containers: Raw[] }).containers, sidecar],
      },
    }));
    expect(look({ ...all, pods }).role('POD-110')).toBe('silent');
  });

  it('is not early when the container worked for long before', () => {
    const probe = { httpGet: { port: 8080 }, periodSeconds: 5, failureThreshold: 2 };
    expect(look(staged('Liveness', probe, killed(4000), refused(8080))).causes).toEqual([
      'POD-001 Deployment/shop/web',
    ]);
  });

  it('is quoted by the symptom when the process itself says that it is not well', () => {
    const said = 'HTTP probe failed with statuscode: 503';
    const seen = look(staged('Readiness', { httpGet: { port: 8080, path: '/ready' } }, notReady, said));
    expect(seen.find('POD-004')?.detail).toContain('gets 503 at /ready');
  });

  it('is not early when it may wait for a peer that its settings or its last words name', () => {
    const probe = { httpGet: { port: 8080 }, periodSeconds: 5, failureThreshold: 2 };
    const all = staged('Liveness', probe, killed(15), refused(8080));
    const lines = ['waiting for db:5432: connection refused'];
    expect(look(all, { steps: { logs: logs({ pod: 'web-6f7c9-0', lines }) } }).causes).toEqual([
      'POD-001 Deployment/shop/web',
    ]);
  });

  it('is no cause when what the process said explains it', () => {
    const probe = { httpGet: { port: 8080 }, periodSeconds: 5, failureThreshold: 2 };
    const all = staged('Liveness', probe, killed(15), refused(8080));
    const lines = ['FATAL: password authentication failed for user "web"'];
    const steps = { logs: logs({ pod: 'web-6f7c9-0', lines }) };
    expect(look(all, { steps }).causes).toEqual(['LOG-101 Deployment/shop/web']);
  });

  it('is history when it is an hour old, or the container is ready again', () => {
    const probe = { httpGet: { port: 9999 } };
    expect(look(staged('Readiness', probe, notReady, refused(9999), 3600)).role('POD-110')).toBe('silent');
    expect(look(staged('Readiness', probe, {}, refused(9999))).causes).toEqual([]);
  });
});

describe("the kubelet's word on a probe", () => {
  it.each([
    [
      'Liveness probe failed: dial tcp [fd00::1]:80: connect: connection refused',
      { probe: 'liveness', symptom: { kind: 'refused', port: 80 } },
    ],
    [
      'Readiness probe errored and resulted in unknown state: rpc error: code = Unknown desc = x',
      { probe: 'readiness', symptom: { kind: 'other', output: 'rpc error: code = Unknown desc = x' } },
    ],
    [
      'Readiness probe failed: timeout: failed to connect service "10.1.1.1:9090" within 1s: context deadline exceeded',
      { probe: 'readiness', symptom: { kind: 'grpc' } },
    ],
    ['Startup probe failed: command "/c" timed out after 1s', { probe: 'startup', symptom: { kind: 'timeout' } }],
    [
      'Readiness probe failed: /bin/sh: 1: pg_isready: not found',
      { probe: 'readiness', symptom: { kind: 'no-command', command: 'pg_isready' } },
    ],
  ])('is parsed: %s', (text, expected) => {
    expect(parseProbeFailure(text)).toMatchObject(expected);
  });

  it('is nothing else', () => {
    expect(parseProbeFailure('Back-off restarting failed container')).toBeNull();
  });
});
