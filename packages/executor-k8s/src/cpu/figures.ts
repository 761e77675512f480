import type { Figure } from '@cloudops/spec';
import { compareText } from '../evidence/read.ts';
import { round, sum } from '../evidence/words.ts';
import { isLimited, podsInScope } from './in-scope.ts';
import type { Cluster } from './model/cluster.ts';
import type { NodeEntry } from './model/node.ts';
import { isRunning, type PodEntry } from './model/pod.ts';
import { seriesOf, type WorkloadEntry } from './model/workload.ts';

const mostRows = 10;
const mostUnmeasured = 5;

/** Tables to show beside the answer: the hottest nodes and the ten largest workloads, in cores. */
export function readFigures(cluster: Cluster): readonly Figure[] {
  const pods = podsInScope(cluster);
  return [...nodeFigures(cluster, pods), ...workloadFigures(cluster, pods)];
}

function nodeFigures(cluster: Cluster, pods: readonly PodEntry[]): readonly Figure[] {
  const names = new Set(pods.map(({ node }) => node));
  const { scope } = cluster;
  const nodes = [...cluster.nodes.values()].filter(
    ({ name }) => !isLimited(scope) || names.has(name) || name === scope.node,
  );
  const measured = nodes
    .filter(({ usage }) => usage !== null)
    .sort((a, b) => (b.share ?? 0) - (a.share ?? 0) || compareText(a.name, b.name));
  const unmeasured = nodes.filter(({ usage }) => usage === null).sort((a, b) => compareText(a.name, b.name));
  return [...measured.slice(0, mostRows), ...unmeasured.slice(0, mostUnmeasured)].map((node) =>
    nodeFigure(cluster, node),
  );
}

function nodeFigure(cluster: Cluster, node: NodeEntry): Figure {
  return {
    group: 'nodes',
    name: node.name,
    unit: 'cores',
    value: node.usage === null ? null : round(node.usage.latest),
    request: cluster.isWhole ? round(node.requested) : null,
    capacity: node.allocatable,
    ...(node.usage === null ? { note: 'not measured' } : { series: node.usage.series.map(round) }),
  };
}

function workloadFigures(cluster: Cluster, pods: readonly PodEntry[]): readonly Figure[] {
  const byOwner = Map.groupBy(pods.filter(isRunning), (pod) => cluster.ownerOf(pod));
  const rows = [...byOwner].flatMap(([workload, own]) =>
    workload === undefined ? [] : [workloadFigure(workload, own)],
  );
  return rows.sort((a, b) => (b.value ?? -1) - (a.value ?? -1) || compareText(a.name, b.name)).slice(0, mostRows);
}

function workloadFigure(workload: WorkloadEntry, pods: readonly PodEntry[]): Figure {
  const measured = pods.filter(({ usage }) => usage !== null);
  const limits = pods.flatMap(({ limit }) => limit ?? []);
  const series = seriesOf(measured).map(round);
  const missing = pods.length - measured.length;
  return {
    group: 'workloads',
    name: `${workload.kind}/${workload.namespace}/${workload.name}`,
    unit: 'cores',
    value: measured.length === 0 ? null : round(sum(measured.map(({ usage }) => usage?.latest ?? 0))),
    request: round(sum(pods.map(({ request }) => request))),
    limit: limits.length < pods.length ? null : round(sum(limits)),
    ...(series.length === 0 ? {} : { series }),
    ...(missing === 0 ? {} : { note: `${missing} of ${pods.length} pods not measured` }),
  };
}
