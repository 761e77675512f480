import { describe, expect, it } from 'vitest';
import { ago, look } from '../../__fixtures__/look.ts';
import { app, apps, type Raw } from '../../__fixtures__/objects.ts';

const lease = (name: string, seconds: number): Raw => ({
  metadata: { namespace: 'kube-system', name },
  spec: { renewTime: ago(seconds), leaseDurationSeconds: 15, holderIdentity: 'cp-1' },
});

describe('a lease of the control plane', () => {
  it.each([
    ['kube-scheduler', 'CTL-101', 61, 'fault'],
    ['kube-scheduler', 'CTL-101', 60, 'silent'],
    ['kube-controller-manager', 'CTL-102', 61, 'fault'],
    ['somebody-else', 'CTL-102', 6000, 'silent'],
  ])('%s: %s after %i seconds is %s', (name, code, seconds, role) => {
    expect(look({ ...apps(app('web')), leases: [lease(name, seconds)] }).role(code)).toBe(role);
  });

  it('of the controller manager explains pods that nobody makes', () => {
    const bare = app('web', { replicas: 2, age: 200 });
    const staged = { ...apps(bare), pods: [], replicasets: [], leases: [lease('kube-controller-manager', 300)] };
    const status = { observedGeneration: 1, replicas: 0, readyReplicas: 0 };
    const seen = look({ ...staged, deployments: [{ ...bare.deployment, status }] });
    expect(seen.causes).toEqual(['CTL-102 Lease/kube-system/kube-controller-manager']);
  });
});

describe('a namespace that is being deleted', () => {
  const namespace = (seconds: number, ...conditions: readonly (readonly [string, string])[]): Raw => ({
    metadata: { name: 'old', deletionTimestamp: ago(seconds) },
    spec: { finalizers: ['kubernetes'] },
    status: {
      phase: 'Terminating',
      conditions: conditions.map(([type, message]) => ({ type, status: 'True', message })),
    },
  });
  const foreign = [
    'NamespaceFinalizersRemaining',
    'Some content in the namespace has finalizers remaining: example.com/x in 1 resource instances',
  ] as const;
  const own = [
    'NamespaceFinalizersRemaining',
    'Some content in the namespace has finalizers remaining: kubernetes.io/pvc-protection in 1 resource instances',
  ] as const;
  const left = ['NamespaceContentRemaining', 'Some resources are remaining: pods. has 3 resource instances'] as const;

  it.each([
    ['with a finalizer of some program, at once', namespace(10, foreign), ['CTL-002 Namespace/old']],
    ['with one of Kubernetes, which is at work', namespace(10, own), []],
    ['with content for 2 minutes', namespace(120, left), []],
    ['with content for longer', namespace(121, left), ['CTL-002 Namespace/old']],
    ['without a word', namespace(600), []],
  ])('%s', (_, one, causes) => {
    expect(look({ namespaces: [one] }).causes).toEqual(causes);
  });

  it('hangs on an API that does not answer', () => {
    const failing = namespace(600, ['NamespaceDeletionDiscoveryFailure', 'Discovery failed for some groups']);
    const api = {
      metadata: { name: 'v1.x.example.com' },
      spec: { group: 'x.example.com', service: { namespace: 'shop', name: 'x' } },
      status: { conditions: [{ type: 'Available', status: 'False', reason: 'ServiceNotFound' }] },
    };
    expect(look({ namespaces: [failing], apiservices: [api] }).causes).toEqual(['CTL-001 APIService/v1.x.example.com']);
  });
});

describe('the API server', () => {
  const health = (failing: readonly string[]) => ({
    health: {
      status: 'present' as const,
      output: { readyz: { status: 'present', output: { ready: failing.length === 0, failing } } },
    },
  });

  it('names the checks that fail', () => {
    expect(look({}, { steps: health(['etcd']) }).causes).toEqual(['CTL-103 ControlPlane/kube-apiserver']);
    expect(look({}, { steps: health([]) }).causes).toEqual([]);
  });

  it('points to FlowSchemas whose level is missing, which is no cause', () => {
    const flow = (dangling: readonly string[]) => ({
      health: {
        status: 'present' as const,
        output: { flow_control: { status: 'present', output: { dangling } } },
      },
    });
    expect(look({}, { steps: flow(['crawlers']) }).role('CTL-104')).toBe('hint');
    expect(look({}, { steps: flow([]) }).role('CTL-104')).toBe('silent');
  });
});
