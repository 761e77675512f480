import { ago } from './look.ts';
import { condition, meta } from './parts.ts';

/** Storage, settings, limits and control plane, with something wrong in each. */
export const troubledPlatform: Readonly<Record<string, readonly unknown[]>> = {
  claims: [
    {
      metadata: meta('data'),
      spec: { storageClassName: 'fas', accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '10Gi' } } },
      status: { phase: 'Pending' },
    },
  ],
  volumes: [
    {
      metadata: { name: 'pv-1' },
      spec: {
        capacity: { storage: '5Gi' },
        accessModes: ['ReadWriteOnce'],
        storageClassName: 'fas',
        claimRef: { namespace: 'shop', name: 'gone' },
      },
      status: { phase: 'Released' },
    },
  ],
  storageclasses: [
    { metadata: { name: 'fast' }, provisioner: 'csi.example.com', volumeBindingMode: 'WaitForFirstConsumer' },
  ],
  configmaps: [
    { metadata: meta('settings'), data: { mod: 'x' } },
    {
      metadata: { namespace: 'kube-system', name: 'coredns' },
      data: { Corefile: '.:53 {\n  kubernets cluster.local\n}' },
    },
  ],
  secrets: [
    { metadata: meta('log-in'), type: 'Opaque', data: { pass: 'eA==' } },
    { metadata: meta('tls'), type: 'kubernetes.io/tls', data: { 'tls.crt': 'bm8=' } },
  ],
  serviceaccounts: [{ metadata: meta('default') }],
  quotas: [
    { metadata: meta('quota'), spec: { hard: { pods: '2' } }, status: { hard: { pods: '2' }, used: { pods: '2' } } },
  ],
  limitranges: [
    {
      metadata: meta('limits'),
      spec: { limits: [{ type: 'Container', max: { cpu: '1' }, min: { memory: '1Mi' } }] },
    },
  ],
  namespaces: [
    {
      metadata: { name: 'old', deletionTimestamp: ago(900) },
      spec: { finalizers: ['kubernetes'] },
      status: {
        phase: 'Terminating',
        conditions: [condition('NamespaceContentRemaining', 'True', 'SomeResourcesRemain', 'pods. has 3')],
      },
    },
  ],
  leases: [
    {
      metadata: { namespace: 'kube-system', name: 'kube-scheduler' },
      spec: { leaseDurationSeconds: 15, renewTime: ago(900) },
    },
  ],
  mutatingwebhooks: [
    {
      metadata: { name: 'hooks' },
      webhooks: [
        {
          name: 'a.example.com',
          failurePolicy: 'Fail',
          clientConfig: { service: { namespace: 'shop', name: 'gone' } },
          rules: [{ apiGroups: [''], resources: ['pods'], operations: ['CREATE'] }],
        },
      ],
    },
  ],
  apiservices: [
    {
      metadata: { name: 'v1beta1.metrics.k8s.io' },
      spec: { group: 'metrics.k8s.io', service: { namespace: 'shop', name: 'gone' } },
      status: { conditions: [condition('Available', 'False', 'ServiceNotFound')] },
    },
  ],
  roles: [{ metadata: meta('all'), rules: [{ apiGroups: ['*'], resources: ['*'], verbs: ['*'] }] }],
  rolebindings: [
    {
      metadata: meta('bound'),
      roleRef: { kind: 'Role', name: 'all' },
      subjects: [{ kind: 'ServiceAccount', name: 'default', namespace: 'shop' }],
    },
  ],
};
