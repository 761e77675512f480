import { type Action, defineAction, type Evidence } from '@cloudops/spec';
import { z } from 'zod';
import { compareText, type Fields, fieldsOf, listOf, numberOf, textOf } from '../api/object-fields.ts';
import { parseObject } from '../api/read-object.ts';
import { objectName } from './inputs.ts';
import { readNodeProxy } from './node-proxy.ts';
import type { Services } from './services.ts';

/** CPU and memory of something on a node; null where the kubelet does not say. */
export interface NodeShare {
  readonly name: string;
  readonly cpu_cores: number | null;
  readonly memory_bytes: number | null;
}

/** Pressure stall information: percent of time that some task waited for CPU. */
export interface CpuPressure {
  readonly some_avg10: number;
  readonly some_avg60: number;
  readonly some_avg300: number;
}

/** A volume of a claim, as the kubelet measures it. */
export interface VolumeShare {
  readonly namespace: string;
  readonly claim: string;
  /** A pod that mounts it here. */
  readonly pod: string;
  readonly capacity_bytes: number | null;
  readonly available_bytes: number | null;
  readonly used_bytes: number | null;
  /** Null where the file system has no fixed number. */
  readonly inodes: number | null;
  readonly inodes_free: number | null;
}

/** Output of `kubernetes.node-stats`. */
export interface NodeStatsOutput {
  readonly node: string;
  /** The kubelet's time of the CPU figure. */
  readonly at: string;
  readonly cpu_cores: number | null;
  readonly memory_bytes: number | null;
  /** `kubelet`, `runtime`, `pods`, `misc`; sorted. */
  readonly system_containers: readonly NodeShare[];
  /** Null before Kubernetes 1.34 or without PSI in the kernel. */
  readonly cpu_pressure: CpuPressure | null;
  /** Sorted by namespace, then name. */
  readonly pods: readonly (NodeShare & { readonly namespace: string })[];
  /** Volumes of claims, sorted by namespace, then claim; once each. */
  readonly volumes: readonly VolumeShare[];
}

const amount = z.number().nullable();
const share = { name: z.string(), cpu_cores: amount, memory_bytes: amount };
const output = z.strictObject({
  node: z.string(),
  at: z.string(),
  cpu_cores: z.number().nullable(),
  memory_bytes: z.number().nullable(),
  system_containers: z.array(z.strictObject(share)),
  cpu_pressure: z.strictObject({ some_avg10: z.number(), some_avg60: z.number(), some_avg300: z.number() }).nullable(),
  pods: z.array(z.strictObject({ namespace: z.string(), ...share })),
  volumes: z.array(
    z.strictObject({
      namespace: z.string(),
      claim: z.string(),
      pod: z.string(),
      capacity_bytes: amount,
      available_bytes: amount,
      used_bytes: amount,
      inodes: amount,
      inodes_free: amount,
    }),
  ),
});

function shareOf(fields: Fields, name: string): NodeShare {
  const nanoCores = numberOf(fieldsOf(fields.cpu).usageNanoCores);
  return {
    name,
    cpu_cores: nanoCores === null ? null : nanoCores / 1e9,
    memory_bytes: numberOf(fieldsOf(fields.memory).workingSetBytes),
  };
}

function pressureOf(cpu: Fields): CpuPressure | null {
  const some = fieldsOf(fieldsOf(cpu.psi).some);
  const [ten, sixty, threeHundred] = ['avg10', 'avg60', 'avg300'].map((name) => numberOf(some[name]));
  if (ten == null || sixty == null || threeHundred == null) return null;
  return { some_avg10: ten, some_avg60: sixty, some_avg300: threeHundred };
}

function podShare(value: unknown): NodeShare & { readonly namespace: string } {
  const pod = fieldsOf(value);
  const reference = fieldsOf(pod.podRef);
  return { namespace: textOf(reference.namespace), ...shareOf(pod, textOf(reference.name)) };
}

function volumesOf(pods: readonly unknown[]): readonly VolumeShare[] {
  const byClaim = new Map<string, VolumeShare>();
  for (const pod of pods.map(fieldsOf)) {
    for (const volume of [...listOf(pod.volume), ...listOf(pod.volumes)].map(fieldsOf)) {
      const { namespace, name } = fieldsOf(volume.pvcRef);
      const key = `${textOf(namespace)}/${textOf(name)}`;
      if (textOf(name) === '' || byClaim.has(key)) continue;
      byClaim.set(key, {
        namespace: textOf(namespace),
        claim: textOf(name),
        pod: textOf(fieldsOf(pod.podRef).name),
        capacity_bytes: numberOf(volume.capacityBytes),
        available_bytes: numberOf(volume.availableBytes),
        used_bytes: numberOf(volume.usedBytes),
        inodes: numberOf(volume.inodes),
        inodes_free: numberOf(volume.inodesFree),
      });
    }
  }
  return [...byClaim].sort(([left], [right]) => compareText(left, right)).map(([, volume]) => volume);
}

/** Reads the kubelet's Summary (k8s.io/kubelet/pkg/apis/stats/v1alpha1). */
function parseNodeStats(summary: Fields, name: string): NodeStatsOutput {
  const node = fieldsOf(summary.node);
  const { cpu_cores, memory_bytes } = shareOf(node, name);
  const containers = listOf(node.systemContainers).map(fieldsOf);
  return {
    node: name,
    at: textOf(fieldsOf(node.cpu).time),
    cpu_cores,
    memory_bytes,
    system_containers: containers
      .map((container) => shareOf(container, textOf(container.name)))
      .sort((left, right) => compareText(left.name, right.name)),
    cpu_pressure: pressureOf(fieldsOf(node.cpu)),
    pods: listOf(summary.pods)
      .map(podShare)
      .sort((left, right) => compareText(left.namespace, right.namespace) || compareText(left.name, right.name)),
    volumes: volumesOf(listOf(summary.pods)),
  };
}

/** `kubernetes.node-stats`: who uses a node's CPU, system parts included, and how full volumes are. Opt-in. */
export function createNodeStatsAction(services: Services): Action {
  return defineAction<{ readonly node: string }, NodeStatsOutput>({
    name: 'node-stats',
    description: "Reads a kubelet's own figures for its node, system containers, pods and volumes. Needs nodes/proxy.",
    risk: 'read',
    input: z.strictObject({ node: objectName }),
    output,
    estimatedSec: 2,
    estimatedCostUsd: 0,
    permissions: () => [{ verb: 'get', resource: 'nodes/proxy' }],
    async doRun({ node }, context): Promise<Evidence<NodeStatsOutput>> {
      const evidence = await readNodeProxy({ services, context, node, path: '/stats/summary', form: 'json' });
      if (evidence.status === 'absent') return evidence;
      if (evidence.status === 'unknown') return { status: 'unknown', reason: evidence.reason };
      const summary = parseObject(evidence.output.body);
      if (summary !== null) return { status: 'present', output: parseNodeStats(summary, node) };
      const message = `get nodes/proxy "${node}": the kubelet's summary is no JSON object`;
      return { status: 'unknown', reason: { kind: 'invalid', message } };
    },
  });
}
