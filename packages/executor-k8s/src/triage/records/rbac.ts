import type { RecordKind } from './record-kind.ts';

const named = ['metadata.namespace', 'metadata.name', 'metadata.labels["kubernetes.io/bootstrapping"]'] as const;

/** Roles and who has them. */
export const rbacRecords: readonly RecordKind[] = [
  { name: 'roles', kind: 'Role', resource: 'roles.rbac.authorization.k8s.io', fields: [...named, 'rules'] },
  {
    name: 'clusterroles',
    kind: 'ClusterRole',
    resource: 'clusterroles.rbac.authorization.k8s.io',
    fields: [...named, 'rules', 'aggregationRule'],
  },
  {
    name: 'rolebindings',
    kind: 'RoleBinding',
    resource: 'rolebindings.rbac.authorization.k8s.io',
    fields: [...named, 'metadata.creationTimestamp', 'roleRef', 'subjects'],
  },
  {
    name: 'clusterrolebindings',
    kind: 'ClusterRoleBinding',
    resource: 'clusterrolebindings.rbac.authorization.k8s.io',
    fields: [...named, 'metadata.creationTimestamp', 'roleRef', 'subjects'],
  },
];
