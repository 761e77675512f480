import { describe, expect, it } from 'vitest';
import { podRequests } from './pod-requests.ts';

const container = (cpu: string, rest: object = {}): object => ({ resources: { requests: { cpu } }, ...rest });

describe('what the scheduler reserves', () => {
  it.each([
    ['containers add up', { containers: [container('1'), container('500m')] }, 1.5],
    [
      'a start-up container counts where it is larger',
      { containers: [container('1')], initContainers: [container('3'), container('2')] },
      3,
    ],
    [
      'sidecars run beside both',
      {
        containers: [container('1')],
        initContainers: [container('1', { restartPolicy: 'Always' }), container('2')],
      },
      3,
    ],
    [
      'a sidecar that comes later does not run beside an earlier start-up container',
      {
        containers: [container('1')],
        initContainers: [container('2'), container('500m', { restartPolicy: 'Always' })],
      },
      2,
    ],
    ['overhead comes on top', { containers: [container('1')], overhead: { cpu: '250m' } }, 1.25],
    [
      'a request of the pod as a whole replaces them',
      { containers: [container('1')], resources: { requests: { cpu: '2' } } },
      2,
    ],
    ['a limit without a request counts', { containers: [{ resources: { limits: { cpu: '4' } } }] }, 4],
  ])('%s', (_, spec, expected) => {
    expect(podRequests(spec).get('cpu')).toBe(expected);
  });
});
