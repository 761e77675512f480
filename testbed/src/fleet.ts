import { fleetEvents } from './fleet-events.ts';
import {
  type FleetWorkload,
  fleetDeployment,
  fleetDeploymentStatus,
  fleetPod,
  fleetPodStatus,
  fleetReplicaSet,
  fleetReplicaSetStatus,
  replicaSetName,
} from './fleet-workload.ts';
import { readCondition, readField } from './kubernetes-object.ts';
import { fakeNode } from './nodes.ts';
import { forEachAtOnce } from './parallel.ts';
import type { Testbed } from './testbed.ts';
import { waitUntil } from './wait.ts';

/** How big a fleet is. */
export interface FleetOptions {
  /** Nodes to add, `fleet-0000` and on, 32 cores and 128 GiB each. */
  readonly nodes: number;
  /** Pods to add, spread evenly over these nodes; ten to a Deployment, fifty Deployments to a namespace. */
  readonly pods: number;
  /** Warnings to add about these pods, half an hour old; none unless stated. */
  readonly events?: number;
  readonly signal?: AbortSignal;
  /** Told what goes on, for a person. */
  notify?(message: string): void;
}

const replicas = 10;
const workloadsPerNamespace = 50;
const atOnce = 32;
/** Above those of the base nodes. */
const firstIndex = 256;
const mergePatch = 'application/merge-patch+json';
/** Answers without the object itself: half the work of creating it. */
const metadataOnly = 'application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1';
const namespaceKind = { apiVersion: 'v1', kind: 'Namespace' };
const nodeKind = { apiVersion: 'v1', kind: 'Node' };

/** The workloads that hold this many pods; the last one may be smaller. */
export function planFleet(pods: number): readonly FleetWorkload[] {
  return Array.from({ length: Math.ceil(pods / replicas) }, (_, index) => ({
    name: `service-${String(index).padStart(4, '0')}`,
    namespace: `team-${String(Math.floor(index / workloadsPerNamespace)).padStart(2, '0')}`,
    replicas: Math.min(replicas, pods - index * replicas),
    image: `registry.example.com/platform/service-${index}:4.18.2`,
  }));
}

async function createObject(testbed: Testbed, path: string, body: unknown): Promise<string> {
  const call = { method: 'POST', path: `${path}?fieldManager=kube-controller-manager`, accept: metadataOnly } as const;
  const answer = await testbed.api.expect({ ...call, body });
  return String(readField(answer, 'metadata.uid') ?? '');
}

async function createNamespaces(testbed: Testbed, workloads: readonly FleetWorkload[]): Promise<void> {
  for (const name of new Set(workloads.map(({ namespace }) => namespace))) {
    await testbed.resources.create({ ...namespaceKind, metadata: { name } });
    await waitUntil({ what: `namespace ${name}'s ServiceAccount`, timeoutMs: 30_000, intervalMs: 50 }, async () => {
      const account = await testbed.resources.get({ apiVersion: 'v1', kind: 'ServiceAccount' }, 'default', name);
      return account === null ? 'not there' : null;
    });
  }
}

function nodeName(index: number): string {
  return `fleet-${String(index).padStart(4, '0')}`;
}

async function createNodes(testbed: Testbed, options: FleetOptions): Promise<void> {
  const size = { cpu: '32', memory: '128Gi', pods: '250' };
  await forEachAtOnce(Array.from({ length: options.nodes }).keys(), atOnce, async (index) => {
    options.signal?.throwIfAborted();
    await createObject(testbed, '/api/v1/nodes', fakeNode(nodeName(index), firstIndex + index, size));
  });
}

async function patchStatus(testbed: Testbed, path: string, status: unknown): Promise<void> {
  const call = { method: 'PATCH', contentType: mergePatch, accept: metadataOnly, body: { status } } as const;
  await testbed.api.expect({ ...call, path: `${path}/status?fieldManager=kubelet` });
}

/** Creates one workload whole: Deployment, ReplicaSet, and its pods as running ones. */
async function createWorkload(testbed: Testbed, workload: FleetWorkload, first: number, nodes: number): Promise<void> {
  const time = `${new Date().toISOString().slice(0, 19)}Z`;
  const apps = `/apis/apps/v1/namespaces/${workload.namespace}`;
  const deploymentUid = await createObject(testbed, `${apps}/deployments`, fleetDeployment(workload));
  const replicaSetUid = await createObject(testbed, `${apps}/replicasets`, fleetReplicaSet(workload, deploymentUid));
  const pods = `/api/v1/namespaces/${workload.namespace}/pods`;
  for (let index = 0; index < workload.replicas; index += 1) {
    const serial = first + index;
    const pod = fleetPod(workload, { replicaSetUid, index, node: nodeName(serial % nodes) });
    await createObject(testbed, pods, pod);
    await patchStatus(testbed, `${pods}/${pod.metadata.name ?? ''}`, fleetPodStatus(workload, serial, time));
  }
  await patchStatus(testbed, `${apps}/replicasets/${replicaSetName(workload)}`, fleetReplicaSetStatus(workload));
  await patchStatus(testbed, `${apps}/deployments/${workload.name}`, fleetDeploymentStatus(workload, time));
}

async function createWorkloads(
  testbed: Testbed,
  workloads: readonly FleetWorkload[],
  options: FleetOptions,
): Promise<void> {
  let done = 0;
  await forEachAtOnce(workloads.entries(), atOnce, async ([index, workload]) => {
    options.signal?.throwIfAborted();
    await createWorkload(testbed, workload, index * replicas, options.nodes);
    done += workload.replicas;
    if (done % 2000 === 0) options.notify?.(`${done} of ${options.pods} pods created`);
  });
}

/** Spread evenly over the workloads. */
async function createEvents(
  testbed: Testbed,
  workloads: readonly FleetWorkload[],
  { events = 0, signal, notify }: FleetOptions,
): Promise<void> {
  const time = `${new Date(Date.now() - 1_800_000).toISOString().slice(0, 19)}Z`;
  const each = Math.ceil(events / workloads.length);
  await forEachAtOnce(workloads.entries(), atOnce, async ([index, workload]) => {
    signal?.throwIfAborted();
    const first = index * each;
    for (const event of fleetEvents(workload, first, Math.max(0, Math.min(each, events - first)), time)) {
      await createObject(testbed, `/api/v1/namespaces/${workload.namespace}/events`, event);
    }
  });
  if (events > 0) notify?.(`${events} events created`);
}

async function waitForNodes(testbed: Testbed, options: FleetOptions): Promise<void> {
  const wait = { what: 'the nodes to be Ready', timeoutMs: 300_000, intervalMs: 1000, signal: options.signal };
  await waitUntil(wait, async () => {
    const nodes = await testbed.resources.list(nodeKind);
    const ready = nodes.filter((node) => readCondition(node, 'Ready') === 'True').length;
    return ready >= options.nodes ? null : `${ready} of ${options.nodes}`;
  });
}

/** A node begins with a not-ready taint, which the controller manager takes off once it has caught up. */
async function waitForTaints(testbed: Testbed, options: FleetOptions): Promise<void> {
  const wait = { what: 'the taints to go', timeoutMs: 300_000, intervalMs: 1000, signal: options.signal };
  await waitUntil(wait, async () => {
    const nodes = await testbed.resources.list(nodeKind);
    const tainted = nodes.filter((node) => readField(node, 'spec.taints') !== undefined).length;
    return tainted === 0 ? null : `${tainted} of ${options.nodes} nodes have taints`;
  });
}

/**
 * Fills a test bed with nodes and running pods of about 8.5 kB of JSON each, far faster than its controllers would:
 * these and kwok are ended meanwhile, and find everything in the state that they would have brought about.
 * Best on a test bed without metrics-server. Goes with the test bed; there is no other way to take it back.
 * @throws TestbedError `API_FAILED` (also when a fleet is there already), `WAIT_TIMEOUT`.
 */
export async function applyFleet(testbed: Testbed, options: FleetOptions): Promise<void> {
  const workloads = planFleet(options.pods);
  await createNamespaces(testbed, workloads);
  await testbed.end('kube-controller-manager');
  await testbed.end('kwok');
  try {
    await createNodes(testbed, options);
    options.notify?.(`${options.nodes} nodes created`);
    await createWorkloads(testbed, workloads, options);
    await createEvents(testbed, workloads, options);
  } finally {
    await testbed.start('kwok');
    await waitForNodes(testbed, options);
    options.notify?.('nodes are Ready');
    await testbed.start('kube-controller-manager');
  }
  await waitForTaints(testbed, options);
}
