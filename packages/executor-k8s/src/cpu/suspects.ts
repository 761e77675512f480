import { type Action, defineAction } from '@cloudops/spec';
import { z } from 'zod';
import { compareText } from '../evidence/read.ts';
import { podsInScope } from './in-scope.ts';
import { type CpuInput, cpuInputSchema } from './input.ts';
import { type Cluster, isTroubled, readCluster } from './model/cluster.ts';
import { closestToLimit } from './model/load.ts';
import { isRunning } from './model/pod.ts';

/** Nodes worth a closer look. */
export interface CpuSuspects {
  /** At or above the threshold, hottest first; at most 5. */
  readonly hot: readonly string[];
  /** The hot ones, then those that run the containers closest to their limit, however far below it; at most 5. */
  readonly nodes: readonly string[];
  /** Of workloads with CPU trouble, sorted; at most 10. */
  readonly namespaces: readonly string[];
  /** The same as a regular expression for PromQL; `-`, which no namespace is called, for none. */
  readonly namespace_pattern: string;
  /** The evidence's time, two hours and seven days before it (ISO 8601), for questions about history; null when unknown. */
  readonly now: string | null;
  readonly two_hours_ago: string | null;
  readonly week_ago: string | null;
}

const most = 5;

/** `kubernetes.cpu-suspects`: which few nodes to ask for more, so that a large cluster is not asked for everything. Touches no cluster. */
export const cpuSuspectsAction: Action = defineAction<CpuInput, CpuSuspects>({
  name: 'cpu-suspects',
  description:
    'Picks the few nodes that deserve a closer look, from CPU samples: the hot ones and those of containers closest to their limit.',
  risk: 'read',
  input: cpuInputSchema,
  output: z.strictObject({
    hot: z.array(z.string()),
    nodes: z.array(z.string()),
    namespaces: z.array(z.string()),
    namespace_pattern: z.string(),
    now: z.string().nullable(),
    two_hours_ago: z.string().nullable(),
    week_ago: z.string().nullable(),
  }),
  estimatedSec: 0.1,
  estimatedCostUsd: 0,
  permissions: () => [],
  doRun: (input) => Promise.resolve({ status: 'present', output: findSuspects(readCluster(input)) }),
});

/** Pure; see {@link CpuSuspects}. */
export function findSuspects(cluster: Cluster): CpuSuspects {
  const hot = cluster.hotNodes.map(({ name }) => name);
  const namespaces = [...troubledNamespaces(cluster)].sort(compareText).slice(0, 2 * most);
  return {
    hot: hot.slice(0, most),
    nodes: [...new Set([...hot, ...nodesByCloseness(cluster)])].slice(0, most),
    namespaces,
    namespace_pattern: namespaces.length === 0 ? '-' : namespaces.join('|'),
    now: before(cluster, 0),
    two_hours_ago: before(cluster, 2),
    week_ago: before(cluster, 7 * 24),
  };
}

/** Nodes by the container on them that uses most of its limit: one that works in bursts is throttled far below it on average. */
function nodesByCloseness(cluster: Cluster): readonly string[] {
  const shares = new Map<string, number>();
  for (const pod of podsInScope(cluster)) {
    const share = isRunning(pod) && pod.node !== '' ? (closestToLimit(pod)?.share ?? 0) : 0;
    if (share > (shares.get(pod.node) ?? 0)) shares.set(pod.node, share);
  }
  return [...shares].sort(([a, less], [b, more]) => more - less || compareText(a, b)).map(([node]) => node);
}

/** Only names that a namespace can have (RFC 1123 label): they go into a query. */
function troubledNamespaces(cluster: Cluster): ReadonlySet<string> {
  const names = [...cluster.workloads.values()]
    .filter((workload) => isTroubled(cluster, workload))
    .map(({ namespace }) => namespace);
  return new Set(names.filter((name) => /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/.test(name)));
}

function before({ now }: Cluster, hours: number): string | null {
  return now === null ? null : new Date(now - hours * 3_600_000).toISOString();
}
