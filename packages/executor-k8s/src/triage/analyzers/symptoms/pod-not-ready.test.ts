import { describe, expect, it } from 'vitest';
import { ago, look } from '../../__fixtures__/look.ts';
import { app, apps, crashLoop, event, type Raw, service } from '../../__fixtures__/objects.ts';

function staged(startedAgo: number, container: Raw = {}, started = true, podStatus: Raw = {}) {
  const status = { ready: false, started, state: { running: { startedAt: ago(startedAgo) } } };
  const web = app('web', { container, status, replicas: 1, podStatus: { phase: 'Running', ...podStatus } });
  const said = 'Startup probe failed: HTTP probe failed with statuscode: 503';
  return { ...apps(web), deployments: [], events: [event('Pod', 'web-6f7c9-0', 'Unhealthy', said)] };
}
const startup = { startupProbe: { httpGet: { port: 8080 }, periodSeconds: 5, failureThreshold: 30 } };

describe('a pod that runs and is not ready', () => {
  it.each([
    ['31 seconds after its start, with a failed probe', staged(31)],
    ['151 seconds after its start, when its startup probe gives it 150', staged(151, startup, false)],
    ['40 seconds after its start, when its startup probe has passed', staged(40, startup)],
  ])('is told %s', (_, world) => {
    expect(look(world).role('POD-004')).toBe('symptom');
  });

  it.each([
    ['30 seconds after its start', staged(30)],
    ['150 seconds after its start, when its startup probe gives it 150', staged(150, startup, false)],
    [
      'for 10 seconds after days, without a failed probe',
      {
        ...staged(90_000, {}, true, { conditions: [{ type: 'Ready', status: 'False', lastTransitionTime: ago(10) }] }),
        events: [],
      },
    ],
  ])('is only starting %s', (_, world) => {
    expect(look(world).role('POD-004')).toBe('silent');
  });

  it.each([
    ['symptom', 3],
    ['silent', 2],
  ])('is a %s soon after its start once its readiness probe failed %i times', (role, count) => {
    const said = 'Readiness probe failed: HTTP probe failed with statuscode: 503';
    const world = { ...staged(2), events: [event('Pod', 'web-6f7c9-0', 'Unhealthy', said, { count })] };
    expect(look(world).role('POD-004')).toBe(role);
  });
});

describe('a pod in its init containers', () => {
  const env = [{ name: 'DB_HOST', value: 'db' }];
  const running = { name: 'wait', ready: false, restartCount: 0, state: { running: { startedAt: ago(200) } } };
  const api = (age: number) =>
    app('api', {
      age,
      spec: { initContainers: [{ name: 'wait', image: 'busybox', env }] },
      status: { ready: false, started: false, state: { waiting: { reason: 'PodInitializing' } } },
      podStatus: { phase: 'Pending', initContainerStatuses: [running] },
    });
  const db = app('db', { replicas: 1, status: crashLoop() });
  const services = [service('db', { ports: [{ port: 5432 }] })];

  it('suffers from the Service that it waits for', () => {
    const seen = look({ ...apps(api(200), db), services });
    expect(seen.causes).toEqual(['POD-001 Deployment/shop/db']);
    expect(seen.consequencesOf('POD-001 Deployment/shop/db')).toEqual(
      expect.arrayContaining(['POD-004 Deployment/shop/api', 'WRK-002 Deployment/shop/api']),
    );
  });

  it('suffers from a name that no Service has', () => {
    expect(look({ ...apps(api(200), app('dbs')), services: [service('dbs')] }).causes).toEqual([
      'SVC-110 Deployment/shop/api',
    ]);
  });

  it('is at work for 30 seconds, and where others serve meanwhile', () => {
    expect(look({ ...apps(api(30)), services: [service('db')] }).role('POD-004')).toBe('silent');
    const serving = app('api', { replicas: 2 });
    const [fresh] = api(200).pods;
    const pods = [...serving.pods, { ...fresh, metadata: { ...(fresh?.metadata as Raw), name: 'api-6f7c9-9' } }];
    expect(look({ ...apps({ ...serving, pods }), services: [] }).role('POD-004')).toBe('silent');
  });
});
