import { describe, expect, it } from 'vitest';
import { ago, look } from '../../__fixtures__/look.ts';
import { app, apps, event, type Raw } from '../../__fixtures__/objects.ts';

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
