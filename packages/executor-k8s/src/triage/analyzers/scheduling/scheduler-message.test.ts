import { describe, expect, it } from 'vitest';
import { readSchedulerMessage } from './scheduler-message.ts';

function kinds(message: string): readonly string[] | null {
  const answer = readSchedulerMessage(message);
  return answer === null ? null : answer.reasons.map(({ kind, nodes, resource }) => `${nodes}:${kind}:${resource}`);
}

describe("the scheduler's answer", () => {
  it.each([
    ['0/3 nodes are available: 3 Insufficient cpu.', ['3:resource:cpu']],
    [
      '0/5 nodes are available: 1 Too many pods, 2 Insufficient nvidia.com/gpu, 2 node(s) had untolerated taint(s). preemption: 0/5 nodes are available: 5 Preemption is not helpful for scheduling.',
      ['1:pods:', '2:resource:nvidia.com/gpu', '2:taint:'],
    ],
    [
      "0/4 nodes are available: 1 node(s) were unschedulable, 3 node(s) didn't match Pod's node affinity/selector. no new claims to deallocate, preemption: 0/4 nodes are available: 4 Preemption is not helpful for scheduling.",
      ['1:cordoned:', '3:selector:'],
    ],
    [
      "0/2 nodes are available: 1 node(s) had taint {dedicated: ml}, that the pod didn't tolerate, 1 node(s) didn't match node selector.",
      ['1:taint:', '1:selector:'],
    ],
    ['0/3 nodes are available: pod has unbound immediate PersistentVolumeClaims. not found', ['null:claim:']],
    ['0/3 nodes are available: persistentvolumeclaim "data" not found. not found', ['null:claim:']],
    ['0/3 nodes are available: 3 cannot allocate all claims.', ['3:other:']],
  ])('is read: %s', (message, expected) => {
    expect(kinds(message)).toEqual(expected);
  });

  it('is nothing where the text is another', () => {
    expect(kinds('skip schedule deleting pod: shop/api')).toBeNull();
    expect(kinds('no nodes available to schedule pods')).toBeNull();
  });

  it('does not take long for a hostile text', () => {
    expect(kinds(`0/3 nodes are available: ${', 1 x'.repeat(100_000)}`)?.length).toBeLessThan(2000);
  });
});
