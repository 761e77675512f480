import type { Book, Item } from '../../evidence/book.ts';
import { conditionOf, listAt, numberAt, type PathPart, textAt } from '../../evidence/read.ts';
import type { Subject } from '../../evidence/subject.ts';
import { sum } from '../../evidence/words.ts';
import { isRunning } from './pod.ts';
import type { WorkloadEntry } from './workload.ts';

/** A HorizontalPodAutoscaler (autoscaling/v2) as far as CPU goes. */
export interface HpaEntry extends Subject {
  readonly kind: 'HorizontalPodAutoscaler';
  readonly item: Item;
  readonly targetKind: string;
  readonly targetName: string;
  readonly targetSubject: Subject;
  readonly workload: WorkloadEntry | null;
  readonly minimum: number;
  readonly maximum: number;
  readonly current: number;
  readonly desired: number;
  readonly scalesOnCpu: boolean;
  /** CPU in percent of the requests; null when not both are known. */
  readonly metric: {
    readonly current: number;
    readonly target: number;
    readonly currentPath: readonly PathPart[];
    readonly targetPath: readonly PathPart[];
  } | null;
  /** Condition ScalingLimited, when True. */
  readonly limited: { readonly reason: string; readonly index: number } | null;
}

/** Autoscalers sorted by namespace and name. */
export function readHpas(book: Book, workloads: ReadonlyMap<string, WorkloadEntry>): readonly HpaEntry[] {
  return book.items('hpas').map((item) => toHpa(workloads, item));
}

function toHpa(workloads: ReadonlyMap<string, WorkloadEntry>, item: Item): HpaEntry {
  const { raw } = item;
  const namespace = textAt(raw, 'metadata', 'namespace');
  const targetKind = textAt(raw, 'spec', 'scaleTargetRef', 'kind');
  const targetName = textAt(raw, 'spec', 'scaleTargetRef', 'name');
  const limited = conditionOf(raw, 'ScalingLimited');
  return {
    kind: 'HorizontalPodAutoscaler',
    item,
    namespace,
    name: textAt(raw, 'metadata', 'name'),
    targetKind,
    targetName,
    targetSubject: { kind: targetKind, namespace, name: targetName },
    workload: workloads.get(`${targetKind}/${namespace}/${targetName}`) ?? null,
    minimum: numberAt(raw, 'spec', 'minReplicas') ?? 1,
    maximum: numberAt(raw, 'spec', 'maxReplicas') ?? 0,
    current: numberAt(raw, 'status', 'currentReplicas') ?? 0,
    desired: numberAt(raw, 'status', 'desiredReplicas') ?? 0,
    scalesOnCpu: listAt(raw, 'spec', 'metrics').some((metric) => cpuPart(metric) !== null),
    metric: readMetric(raw),
    limited:
      textAt(limited?.raw, 'status') === 'True'
        ? { reason: textAt(limited?.raw, 'reason'), index: limited?.index ?? 0 }
        : null,
  };
}

function cpuPart(metric: unknown): 'resource' | 'containerResource' | null {
  if (textAt(metric, 'resource', 'name') === 'cpu') return 'resource';
  return textAt(metric, 'containerResource', 'name') === 'cpu' ? 'containerResource' : null;
}

function readMetric(raw: unknown): HpaEntry['metric'] {
  for (const [index, metric] of listAt(raw, 'spec', 'metrics').entries()) {
    const part = cpuPart(metric);
    const target = part === null ? null : numberAt(metric, part, 'target', 'averageUtilization');
    if (part === null || target === null) continue;
    const container = textAt(metric, 'containerResource', 'container');
    const all = listAt(raw, 'status', 'currentMetrics');
    const position = all.findIndex(
      (one) => cpuPart(one) === part && textAt(one, 'containerResource', 'container') === container,
    );
    const current = numberAt(all[position], part, 'current', 'averageUtilization');
    if (current === null) continue;
    return {
      current,
      target,
      currentPath: ['status', 'currentMetrics', position, part, 'current', 'averageUtilization'],
      targetPath: ['spec', 'metrics', index, part, 'target', 'averageUtilization'],
    };
  }
  return null;
}

/** CPU of the target's measured pods in percent of their requests, by our own samples; null when not measured. */
export function ownUtilization({ workload }: HpaEntry): number | null {
  const pods = workload?.pods.filter((pod) => isRunning(pod) && pod.usage !== null && pod.request > 0) ?? [];
  if (pods.length === 0) return null;
  return (100 * sum(pods.map((pod) => pod.usage?.latest ?? 0))) / sum(pods.map(({ request }) => request));
}
