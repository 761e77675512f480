import { type Action, defineAction } from '@cloudops/spec';
import { z } from 'zod';
import { compareText, listAt, valueAt } from '../evidence/read.ts';
import { type TriageInput, triageInputSchema } from './input.ts';
import type { Container } from './snapshot/container.ts';
import { endpointNamespaces } from './snapshot/dependencies.ts';
import type { Pod } from './snapshot/pod.ts';
import { createSnapshot, type Snapshot } from './snapshot/snapshot.ts';

/** A container whose log says more. */
export interface LogTarget {
  readonly namespace: string;
  readonly pod: string;
  readonly container: string;
  /** The run that ended rather than the present one. */
  readonly previous: boolean;
}

/** What deserves a closer look. */
export interface Scouted {
  /** Failed containers, one pod per workload and container; at most 20. */
  readonly logs: readonly LogTarget[];
  /** Other namespaces that the scope's settings name, which exist; at most 5. */
  readonly namespaces: readonly string[];
  /** Where to read pods besides: the other namespaces, or null for all where one waits for room or was evicted. */
  readonly pod_namespaces: readonly (string | null)[];
  /** Nodes where pods that were asked about mount volumes of claims, sorted; at most 50. */
  readonly volume_nodes: readonly string[];
}

const mostLogs = 20;
const mostNamespaces = 5;
const mostVolumeNodes = 50;

/** `kubernetes.triage-scout`: what few things to read besides, so that a cluster is not asked for everything. Touches no cluster. */
export const triageScoutAction: Action = defineAction<TriageInput, Scouted>({
  name: 'triage-scout',
  description: 'Picks the failed containers whose logs say more, and what else to read, from the lists read so far.',
  risk: 'read',
  input: triageInputSchema,
  output: z.strictObject({
    logs: z.array(
      z.strictObject({ namespace: z.string(), pod: z.string(), container: z.string(), previous: z.boolean() }),
    ),
    namespaces: z.array(z.string()),
    pod_namespaces: z.array(z.string().nullable()),
    volume_nodes: z.array(z.string()),
  }),
  estimatedSec: 0.1,
  estimatedCostUsd: 0,
  permissions: () => [],
  doRun: (input) => Promise.resolve({ status: 'present', output: scout(createSnapshot(input)) }),
});

/** Pure; see {@link Scouted}. */
export function scout(snapshot: Snapshot): Scouted {
  const { namespace } = snapshot.scope;
  const asked = snapshot.pods.filter((pod) => !namespace || pod.namespace === namespace);
  const namespaces = namespace ? endpointNamespaces(snapshot, namespace).slice(0, mostNamespaces) : [];
  const needsAll = Boolean(namespace) && asked.some(needsRoom);
  return {
    logs: logTargets(snapshot, asked),
    namespaces,
    pod_namespaces: needsAll ? [null] : namespaces,
    volume_nodes: volumeNodes(asked),
  };
}

/** Where kubelets can say how full claims are: finished pods mount nothing any more. */
function volumeNodes(pods: readonly Pod[]): readonly string[] {
  const mounting = pods.filter(
    ({ node, isFinished, raw }) =>
      node !== '' &&
      !isFinished &&
      listAt(raw, 'spec', 'volumes').some((volume) => valueAt(volume, 'persistentVolumeClaim') !== undefined),
  );
  return [...new Set(mounting.map(({ node }) => node))].sort(compareText).slice(0, mostVolumeNodes);
}

/** Whether what other pods take of nodes matters to it. */
function needsRoom({ node, phase, isFinished }: Pod): boolean {
  return (node === '' && !isFinished) || phase === 'Failed';
}

function logTargets(snapshot: Snapshot, pods: readonly Pod[]): readonly LogTarget[] {
  const found = new Map<string, LogTarget & { readonly restarts: number }>();
  for (const pod of pods) {
    for (const container of pod.containers) {
      const previous = runToRead(container);
      if (previous === null) continue;
      const key = `${snapshot.workloadOf(pod).key}/${container.name}`;
      const known = found.get(key);
      if (known !== undefined && known.restarts >= container.restarts) continue;
      const { namespace, name } = pod;
      found.set(key, { namespace, pod: name, container: container.name, previous, restarts: container.restarts });
    }
  }
  const sorted = [...found].sort(([a, one], [b, other]) => other.restarts - one.restarts || compareText(a, b));
  return sorted.slice(0, mostLogs).map(([, { restarts: _, ...target }]) => target);
}

/** Whether to read the previous run (true), the present one (false), or neither (null): only of containers that failed. */
function runToRead({ state, last, isReady, role }: Container): boolean | null {
  if (state.kind === 'terminated') return state.exitCode === 0 ? null : false;
  if (last !== null && last.exitCode !== 0 && (state.kind === 'waiting' || !isReady)) return true;
  return state.kind === 'running' && !isReady && role === 'app' ? false : null;
}
