import { percent, round } from '../../evidence/words.ts';
import { type CpuAnalyzer, type CpuFindingDefinition, type Draft, draft, draftKey } from '../draft.ts';
import { type Cluster, throttledOf } from '../model/cluster.ts';
import { limitDefaultOf, limitDefaultWords } from '../model/limit-default.ts';
import type { WorkloadEntry } from '../model/workload.ts';
import { setResources, toQuantity } from '../remediation.ts';
import { defaultThresholds } from '../thresholds.ts';
import { plain } from './noisy-neighbour.ts';

const definition: CpuFindingDefinition = {
  code: 'CPU-108',
  title: 'Containers are throttled by their CPU limit',
  role: 'fault',
  severity: 'high',
  decided:
    'Between two readings of cAdvisor, a container with a CPU limit was throttled in more than 25 % of at least 20 CFS periods; high above 50 %, else medium. It can be throttled below the limit, since the limit is per 100 ms.',
  thresholds: { throttled: defaultThresholds.throttled },
  source: 'Decision tree step 7; kubernetes-mixin CPUThrottlingHigh; Robusta cpu_throttling_analysis_enricher',
  remedy: 'Raise the CPU limit, or remove it and rely on the request.',
};

/** Throttling, where reading it was allowed. */
export const throttled: CpuAnalyzer = {
  definitions: [definition],
  inspect(cluster) {
    const drafts: Draft[] = [];
    for (const workload of cluster.workloads.values()) {
      const found = throttledOf(cluster, workload).filter(
        ({ pod, throttle }) =>
          pod.containers.some(({ name, limit }) => name === throttle.container && limit !== null) || pod.limit !== null,
      );
      if (found.length > 0) drafts.push(describe(cluster, workload, found));
    }
    if (drafts.length > 0 || cluster.throttles === null || cluster.throttles.size === 0)
      return { drafts, ruledOut: [] };
    const all = [...cluster.throttles.values()]
      .flat()
      .sort((a, b) => b.ratio - a.ratio || (a.container < b.container ? -1 : 1));
    const [worst] = all;
    const why = `No container on the nodes that were asked is throttled in more than ${percent(cluster.thresholds.throttled)} of its periods; the worst is at ${percent(worst?.ratio ?? 0)}.`;
    const evidence = worst === undefined ? [] : cluster.book.citeAll([[worst.place, 'ratio']]);
    return { drafts, ruledOut: [{ code: definition.code, why, evidence }] };
  },
};

function describe(cluster: Cluster, workload: WorkloadEntry, found: ReturnType<typeof throttledOf>): Draft {
  const [worst] = found as readonly [(typeof found)[number], ...typeof found];
  const { pod, throttle } = worst;
  const container = pod.containers.find(({ name }) => name === throttle.container);
  const limit = container?.limit ?? null;
  const preset = container === undefined ? null : limitDefaultOf(cluster.book, workload, container);
  const path = container === undefined ? [] : [...container.path, 'resources', 'limits', 'cpu'];
  return draft({
    code: definition.code,
    role: 'fault',
    tier: 'figure',
    severity: throttle.ratio > 0.5 ? 'high' : 'medium',
    subject: workload,
    instances: [...new Set(found.map((one) => one.pod.instance))],
    title: `${workload.namespace}/${workload.name} is throttled in ${percent(throttle.ratio)} of its CPU periods`,
    detail: `${pod.instance}, container ${throttle.container}: the limit stopped it in ${percent(throttle.ratio)} of ${Math.round(throttle.periods)} periods. Requests wait for the next period, even while average use looks low.${limitDefaultWords(preset)}`,
    evidence: [
      ...cluster.book.citeAll([
        [throttle.place, 'ratio'],
        [throttle.place, 'periods'],
        ...(path.length === 0 ? [] : [[pod.item.place, ...path] as const]),
      ]),
      ...(preset?.evidence ?? []),
    ],
    explains: [draftKey('CPU-132', workload)],
    touchesUsers: workload.touchesUsers,
    remediations:
      limit === null || workload.kind === 'Pod'
        ? []
        : [
            setResources(workload, {
              container: throttle.container,
              field: 'limits.cpu',
              saved: preset === null ? plain(limit) : null,
              proposed: toQuantity(limit * 2),
            }),
          ],
    data: { throttled_ratio: round(throttle.ratio), container: throttle.container },
  });
}
