import { quantityOf } from '../../evidence/quantity.ts';
import { textAt, valueAt } from '../../evidence/read.ts';
import { cores, percent, round, sum } from '../../evidence/words.ts';
import { type CpuAnalyzer, type CpuFindingDefinition, type Draft, draft } from '../draft.ts';
import type { Cluster } from '../model/cluster.ts';
import { defaultThresholds } from '../thresholds.ts';

const requests: CpuFindingDefinition = {
  code: 'CPU-124',
  title: 'The cluster could not lose a node',
  role: 'hint',
  severity: 'low',
  decided:
    'The CPU requests of all pods exceed the allocatable CPU of all nodes without the largest; at least two nodes.',
  thresholds: {},
  source: 'kubernetes-mixin KubeCPUOvercommit',
  remedy: 'Add a node, or lower requests that are far above use.',
};

const quotas: CpuFindingDefinition = {
  code: 'CPU-127',
  title: 'CPU quotas promise more than the cluster has',
  role: 'hint',
  severity: 'info',
  decided: 'The CPU quotas of all namespaces together exceed 1.5 times the allocatable CPU.',
  thresholds: { quota_overcommit: defaultThresholds.quota_overcommit },
  source: 'kubernetes-mixin KubeCPUQuotaOvercommit',
  remedy: 'Expect namespaces to meet pending pods before their quota; size the cluster or the quotas.',
};

/** Promises beyond capacity; unusual, never a cause by itself. */
export const overcommit: CpuAnalyzer = {
  definitions: [requests, quotas],
  inspect(cluster) {
    const sizes = [...cluster.nodes.values()].map(({ allocatable }) => allocatable ?? 0);
    if (!cluster.isWhole || !cluster.book.isComplete('nodes') || sizes.length < 2) return { drafts: [], ruledOut: [] };
    return { drafts: [...requestDraft(cluster, sizes), ...quotaDraft(cluster, sum(sizes))], ruledOut: [] };
  },
};

const subject = { kind: 'Cluster', namespace: '', name: 'cluster' };

function requestDraft(cluster: Cluster, sizes: readonly number[]): readonly Draft[] {
  const requested = sum([...cluster.nodes.values()].map((node) => node.requested));
  const left = sum(sizes) - sizes.reduce((largest, size) => Math.max(largest, size), 0);
  if (requested <= left) return [];
  const [fullest] = [...cluster.nodes.values()].sort((a, b) => b.requested - a.requested || (a.name < b.name ? -1 : 1));
  return [
    draft({
      code: requests.code,
      role: 'hint',
      tier: 'figure',
      severity: 'low',
      subject,
      title: 'Without its largest node the cluster could not hold what is reserved',
      detail: `Pods reserve ${cores(requested)} cores; without the largest node ${cores(left)} of ${cores(sum(sizes))} would be left.`,
      evidence:
        fullest === undefined ? [] : cluster.book.citeAll([[fullest.item.place, 'status', 'allocatable', 'cpu']]),
      data: { requested_cores: round(requested), allocatable_without_largest: round(left) },
    }),
  ];
}

function quotaDraft(cluster: Cluster, allocatable: number): readonly Draft[] {
  const promised = new Map<string, { least: number; place: Parameters<typeof cluster.book.cite> }>();
  for (const { raw, place } of cluster.book.items('quotas')) {
    for (const key of ['requests.cpu', 'cpu']) {
      const hard = quantityOf(valueAt(raw, 'status', 'hard', key));
      const namespace = textAt(raw, 'metadata', 'namespace');
      const known = promised.get(namespace);
      if (hard !== null && (known === undefined || hard < known.least))
        promised.set(namespace, { least: hard, place: [place, 'status', 'hard', key] });
    }
  }
  const total = sum([...promised.values()].map(({ least }) => least));
  if (allocatable <= 0 || total / allocatable <= cluster.thresholds.quota_overcommit) return [];
  const largest = [...promised.values()].sort((a, b) => b.least - a.least).slice(0, 3);
  return [
    draft({
      code: quotas.code,
      role: 'hint',
      tier: 'figure',
      severity: 'info',
      subject,
      title: `CPU quotas promise ${percent(total / allocatable)} of the cluster`,
      detail: `Quotas of ${promised.size} namespaces allow ${cores(total)} cores; the cluster has ${cores(allocatable)}.`,
      evidence: cluster.book.citeAll(largest.map(({ place }) => place)),
      data: { promised_cores: round(total), allocatable_cores: round(allocatable) },
    }),
  ];
}
