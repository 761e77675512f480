import { describe, expect, it } from 'vitest';
import { ago, logs, look } from '../../__fixtures__/look.ts';
import { app, apps, crashLoop, waiting } from '../../__fixtures__/objects.ts';

describe('containers in trouble', () => {
  it.each([
    ['POD-001', crashLoop()],
    ['POD-002', waiting('CreateContainerConfigError', 'secret "x" not found')],
    ['POD-003', waiting('ImagePullBackOff', 'Back-off pulling image')],
  ])('are told as %s at their workload, once for all pods', (code, status) => {
    const seen = look(apps(app('api', { status }), app('web')));
    expect(seen.find(code)?.instances).toEqual(['Pod/shop/api-6f7c9-0', 'Pod/shop/api-6f7c9-1']);
    expect(seen.analysis.findings.some(({ resource }) => resource.name === 'web')).toBe(false);
  });

  it.each([
    [
      'restarted last week and is ready',
      { restartCount: 9, lastState: { terminated: { exitCode: 1, finishedAt: ago(600_000) } } },
    ],
    [
      'restarted once, 2 minutes ago, and is ready',
      { restartCount: 1, lastState: { terminated: { exitCode: 1, finishedAt: ago(120) } } },
    ],
    ['is being created', { ready: false, state: { waiting: { reason: 'ContainerCreating' } } }],
  ])('are not claimed of one that %s', (_, status) => {
    expect(look(apps(app('api', { status, age: 20 }))).analysis.findings).toEqual([]);
  });

  it('are told of one that restarts again and again and is ready in between', () => {
    const status = {
      restartCount: 3,
      lastState: { terminated: { exitCode: 1, reason: 'Error', finishedAt: ago(600) } },
    };
    expect(look(apps(app('api', { status }))).role('POD-001')).toBe('symptom');
  });

  it('are told with the last words, which one pod lends to all', () => {
    const steps = { logs: logs({ pod: 'api-6f7c9-1', lines: ['oops', 'panic: out of range'] }) };
    const seen = look(apps(app('api', { status: crashLoop() })), { steps });
    expect(seen.find('POD-001')?.title).toBe(
      'Deployment shop/api: container app crashes (exit code 1) and says “panic: out of range”',
    );
  });
});
