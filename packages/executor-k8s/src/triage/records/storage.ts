import { dated, named } from './common-fields.ts';
import type { RecordKind } from './record-kind.ts';

/** Claims, volumes, and what provides them. */
export const storageRecords: readonly RecordKind[] = [
  {
    name: 'claims',
    kind: 'PersistentVolumeClaim',
    resource: 'persistentvolumeclaims',
    fields: [
      ...dated,
      'metadata.finalizers',
      'metadata.annotations["volume.kubernetes.io/selected-node"]',
      'spec',
      'status',
    ],
  },
  {
    name: 'volumes',
    kind: 'PersistentVolume',
    resource: 'persistentvolumes',
    fields: [
      ...dated,
      'metadata.annotations["pv.kubernetes.io/provisioned-by"]',
      'spec.capacity',
      'spec.csi.driver',
      'spec.accessModes',
      'spec.claimRef',
      'spec.storageClassName',
      'spec.volumeMode',
      'spec.nodeAffinity',
      'spec.persistentVolumeReclaimPolicy',
      'status',
    ],
  },
  {
    name: 'storageclasses',
    kind: 'StorageClass',
    resource: 'storageclasses.storage.k8s.io',
    fields: [
      ...named,
      'metadata.annotations["storageclass.kubernetes.io/is-default-class"]',
      'provisioner',
      'volumeBindingMode',
      'allowVolumeExpansion',
      'allowedTopologies',
      'reclaimPolicy',
    ],
  },
  {
    name: 'volumeattachments',
    kind: 'VolumeAttachment',
    resource: 'volumeattachments.storage.k8s.io',
    fields: [...dated, 'spec.nodeName', 'spec.source', 'status'],
  },
  { name: 'csidrivers', kind: 'CSIDriver', resource: 'csidrivers.storage.k8s.io', fields: [...named] },
];
