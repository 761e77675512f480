import { describe, expect, it } from 'vitest';
import { isFeasible } from './feasible.ts';

describe('a proposal', () => {
  it.each([
    ['k8s-set-resources', 'DaemonSet/agent', true],
    ['k8s-set-resources', 'CronJob/report', false],
    ['k8s-set-resources', 'Pod/etcd-master', false],
    ['k8s-rollback', 'Deployment/api', true],
    ['k8s-restart', 'Job/import', false],
    ['k8s-scale', 'StatefulSet/db', true],
    ['k8s-scale', 'DaemonSet/agent', false],
    ['k8s-scale', 'Rollout/api', false],
    ['k8s-scale', 'HorizontalPodAutoscaler/api', true],
  ])('%s of %s is feasible: %s', (playbook, workload, expected) => {
    expect(isFeasible({ playbook, inputs: { namespace: 'shop', workload } })).toBe(expected);
  });

  it('about no workload is', () => {
    expect(isFeasible({ playbook: 'k8s-drain', inputs: { node: 'n1' } })).toBe(true);
  });
});
