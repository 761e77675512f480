import { type Action, defineAction } from '@cloudops/spec';
import { z } from 'zod';
import { type CpuInput, cpuInputSchema } from './input.ts';
import { type Cluster, readCluster } from './model/cluster.ts';
import { compareText } from './read.ts';

/** Nodes worth a closer look. */
export interface CpuSuspects {
  /** At or above the threshold, hottest first; at most 5. */
  readonly hot: readonly string[];
  /** The hot ones, then those that run the containers closest to their limit; at most 5. */
  readonly nodes: readonly string[];
}

const most = 5;

/** `kubernetes.cpu-suspects`: which few nodes to ask for more, so that a large cluster is not asked for everything. Touches no cluster. */
export const cpuSuspectsAction: Action = defineAction<CpuInput, CpuSuspects>({
  name: 'cpu-suspects',
  description:
    'Picks the few nodes that deserve a closer look, from CPU samples: the hot ones and those of containers near their limit.',
  risk: 'read',
  input: cpuInputSchema,
  output: z.strictObject({ hot: z.array(z.string()), nodes: z.array(z.string()) }),
  estimatedSec: 0.1,
  estimatedCostUsd: 0,
  permissions: () => [],
  doRun: (input) => Promise.resolve({ status: 'present', output: findSuspects(readCluster(input)) }),
});

function findSuspects(cluster: Cluster): CpuSuspects {
  const hot = cluster.hotNodes.map(({ name }) => name);
  const close = [...cluster.saturated.values()]
    .flat()
    .sort((a, b) => b.share - a.share || compareText(a.pod.key, b.pod.key))
    .map(({ pod }) => pod.node);
  return { hot: hot.slice(0, most), nodes: [...new Set([...hot, ...close])].slice(0, most) };
}
