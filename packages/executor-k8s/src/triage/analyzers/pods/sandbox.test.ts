import { describe, expect, it } from 'vitest';
import { ago, look } from '../../__fixtures__/look.ts';
import { app, apps, event, waiting } from '../../__fixtures__/objects.ts';

function staged(message: string, spec = {}) {
  const web = app('web', { status: waiting('ContainerCreating'), replicas: 1, spec });
  return { ...apps(web), events: [event('Pod', 'web-6f7c9-0', 'FailedCreatePodSandBox', message)] };
}
const failed = 'Failed to create pod sandbox: rpc error: code = Unknown desc = ';

describe('a pod that gets no sandbox', () => {
  it.each([
    ['POD-162 Node/node-1', 'failed to setup network for sandbox "6c": plugin type="calico" failed (add): stat x'],
    [
      'POD-163 Node/node-1',
      'failed to setup network for sandbox "6c": no IP addresses available in range set: 10.1.0.1-10.1.0.254',
    ],
    ['POD-165 Node/node-1', 'failed to get sandbox image "registry.k8s.io/pause:3.10": failed to pull image'],
    ['POD-164 Deployment/shop/web', 'no runtime for "gvisor" is configured'],
    ['POD-005 Deployment/shop/web', 'something new'],
  ])('is %s: %s', (cause, message) => {
    expect(look(staged(failed + message)).causes).toEqual([cause]);
  });

  it('has got one when the kubelet complains of a volume since', () => {
    const world = staged(`${failed}failed to setup network for sandbox "6c"`);
    const newer = event('Pod', 'web-6f7c9-0', 'FailedMount', 'timed out', { lastTimestamp: ago(1) });
    expect(look({ ...world, events: [...world.events, newer] }).role('POD-162')).toBe('silent');
  });
});
