import { describe, expect, it } from 'vitest';
import { look } from '../__fixtures__/look.ts';
import { app, node } from '../__fixtures__/objects.ts';
import { unschedulable } from '../__fixtures__/scenarios.ts';
import { each, list } from '../__fixtures__/world.ts';

const filler = app('filler', 1, { request: '7', limit: null });
const waiting = app('late', 1, { request: '2', limit: null, phase: 'Pending', status: unschedulable });

function staged(status: string, isWaiting: boolean) {
  const autoscaler = { status: 'present', output: { object: { data: { status } } } } as const;
  const pods = isWaiting ? [...filler.pods, ...waiting.pods] : filler.pods;
  return look({
    nodes: [node('n-0')],
    pods,
    usage: each(filler.pods, 0.1),
    lists: { replicasets: [waiting.replicaSet] },
    steps: { autoscaler },
  });
}

const yaml = (target: number, scaleUp = 'NoActivity') =>
  [
    'time: 2026-03-01 12:00:00 +0000 UTC',
    'autoscalerStatus: Running',
    'nodeGroups:',
    '- name: pool-1',
    '  health:',
    '    status: Healthy',
    `    cloudProviderTarget: ${target}`,
    '    minSize: 1',
    '    maxSize: 3',
    '  scaleUp:',
    `    status: ${scaleUp}`,
    '    backoffInfo:',
    '      errorCode: QUOTA',
    '      errorMessage: out of vCPU',
    '',
  ].join('\n');
const text =
  'Cluster-autoscaler status at 2026-03-01:\nCluster-wide:\n\nNodeGroups:\n  Name:        pool-1\n  Health:      Healthy (ready=3 cloudProviderTarget=3 (minSize=1, maxSize=3))\n  ScaleUp:     NoActivity (ready=3)\n';

describe('CPU-125 node autoscaler blocked', () => {
  it.each([
    ['YAML at its maximum', yaml(3)],
    ['text at its maximum', text],
    ['YAML in back-off', yaml(2, 'Backoff')],
  ])('explains waiting pods: %s', (_, status) => {
    const seen = staged(status, true);
    expect(seen.causes).toEqual(['CPU-125 NodeGroup/pool-1']);
    expect(seen.find('CPU-125')?.cause_of).toEqual([seen.find('CPU-121')?.id]);
  });

  it('leaves waiting pods unexplained while the group can grow', () => {
    expect(staged(yaml(2), true).causes).toEqual(['CPU-121 Deployment/shop/late']);
  });

  it('is nothing at the maximum when nobody waits, and a hint in back-off', () => {
    expect(staged(yaml(3), false).role('CPU-125')).toBe('silent');
    expect(staged(yaml(2, 'Backoff'), false).role('CPU-125')).toBe('hint');
  });

  it('says that it could not read a status of another form', () => {
    const seen = staged('{{{', true);
    expect(seen.role('CPU-125')).toBe('silent');
    expect(seen.analysis.not_checked.map(({ what }) => what)).toContain('cluster autoscaler status');
  });

  it('reads Karpenter NodeClaims', () => {
    const claim = {
      metadata: { name: 'default-x' },
      status: {
        conditions: [{ type: 'Launched', status: 'False', reason: 'InsufficientCapacity', message: 'no capacity' }],
      },
    };
    const pods = [...filler.pods, ...waiting.pods];
    const steps = { nodeclaims: list([claim]) };
    const seen = look({
      nodes: [node('n-0')],
      pods,
      usage: each(filler.pods, 0.1),
      lists: { replicasets: [waiting.replicaSet] },
      steps,
    });
    expect(seen.causes).toEqual(['CPU-125 NodeClaim/default-x']);
  });
});
