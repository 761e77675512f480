import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ProcessPlan } from './processes.ts';

/** The programs of a test bed. */
export type ProgramName =
  | 'etcd'
  | 'kube-apiserver'
  | 'kube-controller-manager'
  | 'kube-scheduler'
  | 'kubelet-front'
  | 'kwok'
  | 'metrics-server';

/** Where a test bed's programs listen, all on 127.0.0.1. */
export interface Ports {
  readonly etcdClient: number;
  readonly etcdPeer: number;
  readonly apiServer: number;
  /** The port that every fake node tells as its kubelet's. */
  readonly kubelet: number;
  /** Where the API server asks to be connected to nodes. */
  readonly kubeletFront: number;
  readonly metricsServer: number;
}

/** What the programs need to know. */
export interface ControlPlaneOptions {
  readonly folder: string;
  readonly binaries: string;
  readonly ports: Ports;
  /** Seconds without a heartbeat until a node counts as NotReady. */
  readonly nodeGraceSec: number;
}

/** In the folder: tells the API server to reach nodes, pods and services through the kubelet front. */
export const egressFile = 'egress.json';

/** The content of {@link egressFile}. Plain HTTP is allowed there too, and makes kube-apiserver 1.36 crash. */
export function formatEgress({ folder, ports }: ControlPlaneOptions): string {
  const pki = (file: string): string => join(folder, 'pki', file);
  const tlsConfig = {
    caBundle: pki('ca.crt'),
    clientCert: pki('kubelet-client.crt'),
    clientKey: pki('kubelet-client.key'),
  };
  const transport = { tcp: { url: `https://127.0.0.1:${ports.kubeletFront}`, tlsConfig } };
  const egressSelections = [{ name: 'cluster', connection: { proxyProtocol: 'HTTPConnect', transport } }];
  const kind = 'EgressSelectorConfiguration';
  return JSON.stringify({ apiVersion: 'apiserver.k8s.io/v1beta1', kind, egressSelections });
}

function etcd({ folder, ports }: ControlPlaneOptions): readonly string[] {
  const client = `http://127.0.0.1:${ports.etcdClient}`;
  const peer = `http://127.0.0.1:${ports.etcdPeer}`;
  return [
    '--name=n0',
    `--data-dir=${join(folder, 'etcd')}`,
    `--listen-client-urls=${client}`,
    `--advertise-client-urls=${client}`,
    `--listen-peer-urls=${peer}`,
    `--initial-advertise-peer-urls=${peer}`,
    `--initial-cluster=n0=${peer}`,
    // Nothing here is worth the wait for a disk.
    '--unsafe-no-fsync',
    '--quota-backend-bytes=8589934592',
    '--auto-compaction-retention=1',
  ];
}

function kubeApiserver({ folder, ports }: ControlPlaneOptions): readonly string[] {
  const pki = (file: string): string => join(folder, 'pki', file);
  return [
    `--etcd-servers=http://127.0.0.1:${ports.etcdClient}`,
    '--bind-address=127.0.0.1',
    `--secure-port=${ports.apiServer}`,
    // An API server refuses to advertise a loopback address; this one (RFC 5737) is never used.
    '--advertise-address=192.0.2.1',
    '--endpoint-reconciler-type=none',
    `--tls-cert-file=${pki('server.crt')}`,
    `--tls-private-key-file=${pki('server.key')}`,
    `--client-ca-file=${pki('ca.crt')}`,
    '--authorization-mode=Node,RBAC',
    '--allow-privileged=true',
    '--service-cluster-ip-range=10.96.0.0/16',
    '--service-account-issuer=https://kubernetes.default.svc.cluster.local',
    `--service-account-key-file=${pki('tokens.pub')}`,
    `--service-account-signing-key-file=${pki('tokens.key')}`,
    '--kubelet-preferred-address-types=InternalIP',
    `--egress-selector-config-file=${join(folder, egressFile)}`,
    `--kubelet-client-certificate=${pki('kubelet-client.crt')}`,
    `--kubelet-client-key=${pki('kubelet-client.key')}`,
    `--requestheader-client-ca-file=${pki('front-ca.crt')}`,
    '--requestheader-allowed-names=front-proxy-client',
    '--requestheader-username-headers=X-Remote-User',
    '--requestheader-group-headers=X-Remote-Group',
    '--requestheader-extra-headers-prefix=X-Remote-Extra-',
    `--proxy-client-cert-file=${pki('front.crt')}`,
    `--proxy-client-key-file=${pki('front.key')}`,
  ];
}

function asUser(folder: string, user: string): readonly string[] {
  const file = join(folder, `${user}.conf`);
  return [`--kubeconfig=${file}`, `--authentication-kubeconfig=${file}`, `--authorization-kubeconfig=${file}`];
}

const controllerLimits = ['--leader-elect=false', '--secure-port=0', '--kube-api-qps=300', '--kube-api-burst=600'];

function kubeControllerManager({ folder, nodeGraceSec }: ControlPlaneOptions): readonly string[] {
  const pki = (file: string): string => join(folder, 'pki', file);
  return [
    ...asUser(folder, 'controller-manager'),
    ...controllerLimits,
    '--use-service-account-credentials=true',
    `--root-ca-file=${pki('ca.crt')}`,
    `--service-account-private-key-file=${pki('tokens.key')}`,
    `--cluster-signing-cert-file=${pki('ca.crt')}`,
    `--cluster-signing-key-file=${pki('ca.key')}`,
    `--node-monitor-grace-period=${nodeGraceSec}s`,
    '--horizontal-pod-autoscaler-sync-period=5s',
  ];
}

function kwok({ folder, ports }: ControlPlaneOptions): readonly string[] {
  return [
    `--kubeconfig=${join(folder, 'admin.conf')}`,
    '--manage-nodes-with-annotation-selector=kwok.x-k8s.io/node=fake',
    '--node-name=localhost',
    '--node-ip=127.0.0.1',
    `--node-port=${ports.kubelet}`,
    `--server-address=127.0.0.1:${ports.kubelet}`,
    `--tls-cert-file=${join(folder, 'pki', 'kubelet.crt')}`,
    `--tls-private-key-file=${join(folder, 'pki', 'kubelet.key')}`,
    '--cidr=10.128.0.0/10',
    '--node-lease-duration-seconds=40',
    // Exec stays off: it runs commands on this machine.
    '--enable-crds=Stage,Metric,ResourceUsage,ClusterResourceUsage,Logs,ClusterLogs',
  ];
}

function metricsServer({ folder, ports }: ControlPlaneOptions): readonly string[] {
  return [
    ...asUser(folder, 'admin'),
    '--bind-address=127.0.0.1',
    `--secure-port=${ports.metricsServer}`,
    `--cert-dir=${join(folder, 'metrics-server')}`,
    '--kubelet-insecure-tls',
    '--kubelet-use-node-status-port',
    '--kubelet-preferred-address-types=Hostname,InternalIP',
    '--metric-resolution=10s',
    '--kubelet-request-timeout=5s',
  ];
}

const argumentsOf: Readonly<Record<ProgramName, (options: ControlPlaneOptions) => readonly string[]>> = {
  etcd,
  'kube-apiserver': kubeApiserver,
  'kube-controller-manager': kubeControllerManager,
  'kube-scheduler': ({ folder }) => [...asUser(folder, 'scheduler'), ...controllerLimits],
  'kubelet-front': (options) => [
    fileURLToPath(new URL('kubelet-front-main.ts', import.meta.url)),
    JSON.stringify(options),
  ],
  kwok,
  'metrics-server': metricsServer,
};

/** How to start one of the programs; its log is `<folder>/<name>.log`. */
export function planProgram(name: ProgramName, options: ControlPlaneOptions): ProcessPlan {
  return {
    name,
    command: name === 'kubelet-front' ? process.execPath : join(options.binaries, name),
    arguments: argumentsOf[name](options),
    log: join(options.folder, `${name}.log`),
  };
}
