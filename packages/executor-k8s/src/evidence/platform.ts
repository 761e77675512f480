/** Namespaces whose workloads serve the cluster itself. */
const platformNamespaces: ReadonlySet<string> = new Set([
  'calico-system',
  'cattle-system',
  'cert-manager',
  'gatekeeper-system',
  'gke-managed-system',
  'ingress-nginx',
  'istio-system',
  'karpenter',
  'kube-node-lease',
  'kube-public',
  'kube-system',
  'kyverno',
  'linkerd',
  'metallb-system',
  'tigera-operator',
]);

/** Whether a namespace belongs to the platform. */
export function isPlatform(namespace: string): boolean {
  return platformNamespaces.has(namespace);
}
