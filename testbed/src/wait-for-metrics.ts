import { type KubernetesObject, readCondition, readField } from './kubernetes-object.ts';
import { metricsPath } from './nodes.ts';
import { parseCpu } from './quantity.ts';
import type { Testbed } from './testbed.ts';
import { longestWaitMs, waitUntil } from './wait.ts';

/** What to wait for in metrics.k8s.io. */
export interface MetricsWait {
  /** Pods as `namespace/name`. Left out: every running pod with a usage annotation. */
  readonly pods?: readonly string[];
  /** Left out: every Ready node that can be scraped. */
  readonly nodes?: readonly string[];
  /** Four minutes unless stated. */
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
}

const usageAnnotation = 'kwok.x-k8s.io/usage-cpu';
const systemAnnotation = 'cloudops.test/system-cpu';
/** A counter read twice, 10 s apart and rounded to a tick, is this far off at most. */
const tolerance = 0.15;

/** What the figures should come to, in cores. */
export interface ExpectedUsage {
  readonly pods: ReadonlyMap<string, number>;
  readonly nodes: ReadonlyMap<string, number>;
}

function keyOf(object: KubernetesObject): string {
  const { namespace, name = '' } = object.metadata;
  return namespace === undefined ? name : `${namespace}/${name}`;
}

function isScraped(node: KubernetesObject): boolean {
  const path = node.metadata.annotations?.['metrics.k8s.io/resource-metrics-path'];
  return readCondition(node, 'Ready') === 'True' && path === metricsPath(node.metadata.name ?? '');
}

/** The annotation counts for each container. */
function podUsage(pod: KubernetesObject): number {
  const containers = readField(pod, 'spec.containers');
  const perContainer = parseCpu(pod.metadata.annotations?.[usageAnnotation] ?? '0');
  return perContainer * (Array.isArray(containers) ? containers.length : 0);
}

/** What the cluster's annotations ask metrics.k8s.io to show, for what can show. */
export function expectUsage(nodes: readonly KubernetesObject[], pods: readonly KubernetesObject[]): ExpectedUsage {
  const scraped = new Map(nodes.filter(isScraped).map((node) => [node.metadata.name ?? '', 0]));
  for (const node of nodes.filter(isScraped)) {
    scraped.set(keyOf(node), Number(node.metadata.annotations?.[systemAnnotation] ?? 0));
  }
  const expected = new Map<string, number>();
  for (const pod of pods) {
    const node = String(readField(pod, 'spec.nodeName') ?? '');
    const runs = readField(pod, 'status.phase') === 'Running' && pod.metadata.deletionTimestamp === undefined;
    const base = scraped.get(node);
    if (!runs || base === undefined || pod.metadata.annotations?.[usageAnnotation] === undefined) continue;
    expected.set(keyOf(pod), podUsage(pod));
    scraped.set(node, base + podUsage(pod));
  }
  return { pods: expected, nodes: scraped };
}

/** A pod that will run and does not yet, so that its figure is still to come; null when there is none. */
export function findStarting(pods: readonly KubernetesObject[]): string | null {
  const starting = pods.find((pod) => {
    const waits = readField(pod, 'status.phase') === 'Pending' && pod.metadata.deletionTimestamp === undefined;
    const held = pod.metadata.labels?.['cloudops.test/hold'] !== undefined;
    const unschedulable = readCondition(pod, 'PodScheduled') === 'False';
    // Set once a kubelet knows what keeps it, such as an image that cannot be pulled.
    const stuck = readField(pod, 'status.containerStatuses.0.state.waiting') !== undefined;
    return waits && !held && !unschedulable && !stuck;
  });
  return starting === undefined ? null : `${keyOf(starting)} is still Pending`;
}

/** Cores by key, as metrics.k8s.io shows them. */
function readUsage(list: unknown): ReadonlyMap<string, number> {
  const items = (readField(list, 'items') ?? []) as readonly KubernetesObject[];
  return new Map(
    items.map((item) => {
      const containers = (item.containers ?? [item]) as readonly unknown[];
      const parts = containers.map((container) => parseCpu(String(readField(container, 'usage.cpu') ?? '0')));
      return [keyOf(item), parts.reduce((sum, part) => sum + part, 0)];
    }),
  );
}

/** The first figure that is missing or too far from what it should be, as a sentence; null when none is. */
export function findImplausible(
  expected: ReadonlyMap<string, number>,
  seen: ReadonlyMap<string, number>,
): string | null {
  for (const [key, cores] of expected) {
    const value = seen.get(key);
    if (value === undefined) return `${key} has no figure`;
    // Below a tenth of a core, other pods on the node and rounding weigh more than the figure.
    if (Math.abs(value - cores) > Math.max(cores * tolerance, 0.1)) {
      return `${key} shows ${value.toFixed(3)} cores, not ${cores.toFixed(3)}`;
    }
  }
  return null;
}

function only(
  expected: ReadonlyMap<string, number>,
  names: readonly string[] | undefined,
): ReadonlyMap<string, number> {
  return names === undefined ? expected : new Map(names.map((name) => [name, expected.get(name) ?? 0]));
}

async function readMetrics(testbed: Testbed, resource: 'pods' | 'nodes'): Promise<ReadonlyMap<string, number> | null> {
  const answer = await testbed.api.send({ method: 'GET', path: `/apis/metrics.k8s.io/v1beta1/${resource}` });
  return answer.status === 200 ? readUsage(answer.body) : null;
}

/**
 * Waits until metrics.k8s.io shows every expected pod and node, with the CPU that its annotations ask for. Takes two
 * scrapes: 20 to 35 s after a pod came up or its annotation changed.
 * @throws TestbedError `WAIT_TIMEOUT` naming the first figure that is missing or off.
 */
export async function waitForMetrics(testbed: Testbed, wait: MetricsWait = {}): Promise<void> {
  const options = {
    what: 'metrics.k8s.io',
    timeoutMs: wait.timeoutMs ?? longestWaitMs,
    intervalMs: 1000,
    signal: wait.signal,
  };
  await waitUntil(options, async () => {
    const [nodes, pods] = await Promise.all([
      testbed.resources.list({ apiVersion: 'v1', kind: 'Node' }),
      testbed.resources.list({ apiVersion: 'v1', kind: 'Pod' }),
    ]);
    const expected = expectUsage(nodes, pods);
    const [seenPods, seenNodes] = await Promise.all([readMetrics(testbed, 'pods'), readMetrics(testbed, 'nodes')]);
    if (seenPods === null || seenNodes === null) return 'the metrics API does not answer';
    return (
      findStarting(pods) ??
      findImplausible(only(expected.pods, wait.pods), seenPods) ??
      findImplausible(only(expected.nodes, wait.nodes), seenNodes)
    );
  });
}
