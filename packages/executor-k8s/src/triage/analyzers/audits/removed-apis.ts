/** A version of an API that some release serves no more. */
export interface RemovedApi {
  /** `group/version`. */
  readonly version: string;
  /** Kinds that had no other removal date; empty for all of the version. */
  readonly kinds: readonly string[];
  /** The release without it, such as `1.25`. */
  readonly removedIn: string;
  /** What to use instead. */
  readonly use: string;
}

function removed(removedIn: string, version: string, use: string, ...kinds: readonly string[]): RemovedApi {
  return { version, kinds, removedIn, use };
}

/** Source: Kubernetes, "Deprecated API Migration Guide", as of 1.36 (2026-11-20). */
const removedApis: readonly RemovedApi[] = [
  removed('1.16', 'extensions/v1beta1', 'apps/v1', 'Deployment', 'DaemonSet', 'ReplicaSet'),
  removed('1.16', 'extensions/v1beta1', 'networking.k8s.io/v1', 'NetworkPolicy'),
  removed('1.16', 'apps/v1beta1', 'apps/v1'),
  removed('1.16', 'apps/v1beta2', 'apps/v1'),
  removed('1.22', 'extensions/v1beta1', 'networking.k8s.io/v1', 'Ingress'),
  removed('1.22', 'networking.k8s.io/v1beta1', 'networking.k8s.io/v1', 'Ingress', 'IngressClass'),
  removed(
    '1.22',
    'admissionregistration.k8s.io/v1beta1',
    'admissionregistration.k8s.io/v1',
    'MutatingWebhookConfiguration',
    'ValidatingWebhookConfiguration',
  ),
  removed('1.22', 'apiextensions.k8s.io/v1beta1', 'apiextensions.k8s.io/v1'),
  removed('1.22', 'apiregistration.k8s.io/v1beta1', 'apiregistration.k8s.io/v1'),
  removed('1.22', 'rbac.authorization.k8s.io/v1beta1', 'rbac.authorization.k8s.io/v1'),
  removed('1.22', 'scheduling.k8s.io/v1beta1', 'scheduling.k8s.io/v1'),
  removed('1.22', 'coordination.k8s.io/v1beta1', 'coordination.k8s.io/v1'),
  removed('1.22', 'certificates.k8s.io/v1beta1', 'certificates.k8s.io/v1', 'CertificateSigningRequest'),
  removed(
    '1.22',
    'storage.k8s.io/v1beta1',
    'storage.k8s.io/v1',
    'CSIDriver',
    'CSINode',
    'StorageClass',
    'VolumeAttachment',
  ),
  removed('1.25', 'batch/v1beta1', 'batch/v1', 'CronJob'),
  removed('1.25', 'discovery.k8s.io/v1beta1', 'discovery.k8s.io/v1'),
  removed('1.25', 'events.k8s.io/v1beta1', 'events.k8s.io/v1'),
  removed('1.25', 'autoscaling/v2beta1', 'autoscaling/v2'),
  removed('1.25', 'policy/v1beta1', 'policy/v1', 'PodDisruptionBudget'),
  removed('1.25', 'policy/v1beta1', 'Pod Security Admission', 'PodSecurityPolicy'),
  removed('1.25', 'node.k8s.io/v1beta1', 'node.k8s.io/v1'),
  removed('1.26', 'autoscaling/v2beta2', 'autoscaling/v2'),
  removed('1.26', 'flowcontrol.apiserver.k8s.io/v1beta1', 'flowcontrol.apiserver.k8s.io/v1'),
  removed('1.27', 'storage.k8s.io/v1beta1', 'storage.k8s.io/v1', 'CSIStorageCapacity'),
  removed('1.29', 'flowcontrol.apiserver.k8s.io/v1beta2', 'flowcontrol.apiserver.k8s.io/v1'),
  removed('1.32', 'flowcontrol.apiserver.k8s.io/v1beta3', 'flowcontrol.apiserver.k8s.io/v1'),
];

/** The entry for a kind that was written with a version; undefined where that version stays. */
export function findRemoved(version: string, kind: string): RemovedApi | undefined {
  return removedApis.find((one) => one.version === version && (one.kinds.length === 0 || one.kinds.includes(kind)));
}

/** Minor number of `1.34`, `v1.34.2`; null for anything else. */
export function minorOf(version: unknown): number | null {
  const match = typeof version === 'string' ? /^v?1\.(\d{1,3})(?:\D|$)/.exec(version) : null;
  return match === null ? null : Number(match[1]);
}
