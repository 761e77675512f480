import type { ApiResource } from './api-resource.ts';

/** `group/version resource Kind scope short,names`; core group: `v1 …`. Scope N = namespaced, C = cluster. */
const table = `
v1 pods Pod N po
v1 nodes Node C no
v1 namespaces Namespace C ns
v1 events Event N ev
v1 services Service N svc
v1 endpoints Endpoints N ep
v1 configmaps ConfigMap N cm
v1 secrets Secret N
v1 serviceaccounts ServiceAccount N sa
v1 resourcequotas ResourceQuota N quota
v1 limitranges LimitRange N limits
v1 persistentvolumes PersistentVolume C pv
v1 persistentvolumeclaims PersistentVolumeClaim N pvc
v1 replicationcontrollers ReplicationController N rc
apps/v1 deployments Deployment N deploy
apps/v1 replicasets ReplicaSet N rs
apps/v1 statefulsets StatefulSet N sts
apps/v1 daemonsets DaemonSet N ds
apps/v1 controllerrevisions ControllerRevision N
batch/v1 jobs Job N
batch/v1 cronjobs CronJob N cj
autoscaling/v2 horizontalpodautoscalers HorizontalPodAutoscaler N hpa
policy/v1 poddisruptionbudgets PodDisruptionBudget N pdb
networking.k8s.io/v1 ingresses Ingress N ing
networking.k8s.io/v1 ingressclasses IngressClass C
networking.k8s.io/v1 networkpolicies NetworkPolicy N netpol
discovery.k8s.io/v1 endpointslices EndpointSlice N
storage.k8s.io/v1 storageclasses StorageClass C sc
scheduling.k8s.io/v1 priorityclasses PriorityClass C pc
coordination.k8s.io/v1 leases Lease N
rbac.authorization.k8s.io/v1 roles Role N
rbac.authorization.k8s.io/v1 rolebindings RoleBinding N
rbac.authorization.k8s.io/v1 clusterroles ClusterRole C
rbac.authorization.k8s.io/v1 clusterrolebindings ClusterRoleBinding C
admissionregistration.k8s.io/v1 validatingwebhookconfigurations ValidatingWebhookConfiguration C
admissionregistration.k8s.io/v1 mutatingwebhookconfigurations MutatingWebhookConfiguration C
apiregistration.k8s.io/v1 apiservices APIService C
apiextensions.k8s.io/v1 customresourcedefinitions CustomResourceDefinition C crd,crds
flowcontrol.apiserver.k8s.io/v1 flowschemas FlowSchema C
flowcontrol.apiserver.k8s.io/v1 prioritylevelconfigurations PriorityLevelConfiguration C
metrics.k8s.io/v1beta1 nodes NodeMetrics C
metrics.k8s.io/v1beta1 pods PodMetrics N`;

function parseLine(line: string): ApiResource {
  const [groupVersion = '', resource = '', kind = '', scope = '', names = ''] = line.split(' ');
  const slash = groupVersion.indexOf('/');
  return {
    group: slash < 0 ? '' : groupVersion.slice(0, slash),
    version: groupVersion.slice(slash + 1),
    resource,
    kind,
    namespaced: scope === 'N',
    singular: kind.toLowerCase(),
    shortNames: names === '' ? [] : names.split(','),
  };
}

let parsed: readonly ApiResource[] | null = null;

/** Kinds that every supported API server (1.27 and later) serves, so that reading them needs no discovery call. */
export function builtinResources(): readonly ApiResource[] {
  parsed ??= table.trim().split('\n').map(parseLine);
  return parsed;
}
