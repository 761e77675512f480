/** The lists that `k8s-triage` reads, as a bare reader asks for them. */
export const triageLists: readonly string[] = [
  ...[
    'pods',
    'nodes',
    'events?fieldSelector=type%3DWarning',
    'namespaces',
    'services',
    'configmaps',
    'serviceaccounts',
  ],
  ...['persistentvolumeclaims', 'persistentvolumes', 'resourcequotas', 'limitranges'],
]
  .map((name) => `/api/v1/${name}`)
  .concat(
    [
      ...['apps/v1/deployments', 'apps/v1/replicasets', 'apps/v1/statefulsets', 'apps/v1/daemonsets'],
      ...['batch/v1/jobs', 'batch/v1/cronjobs', 'autoscaling/v2/horizontalpodautoscalers'],
      ...['policy/v1/poddisruptionbudgets', 'discovery.k8s.io/v1/endpointslices'],
      ...[
        'networking.k8s.io/v1/ingresses',
        'networking.k8s.io/v1/ingressclasses',
        'networking.k8s.io/v1/networkpolicies',
      ],
      ...['storage.k8s.io/v1/storageclasses', 'storage.k8s.io/v1/volumeattachments', 'storage.k8s.io/v1/csidrivers'],
      ...['scheduling.k8s.io/v1/priorityclasses', 'coordination.k8s.io/v1/leases'],
      'admissionregistration.k8s.io/v1/mutatingwebhookconfigurations',
      'admissionregistration.k8s.io/v1/validatingwebhookconfigurations',
      'apiregistration.k8s.io/v1/apiservices',
    ].map((name) => `/apis/${name}`),
  );
