import { compareText, fieldsOf, listOf, nameOf, textOf } from '../api/object-fields.ts';
import type { ListResult } from '../api/read-list.ts';
import { parseGoDuration, parseQuantity } from '../quantity/quantity.ts';
import type { ContainerUsage, NodeUsage, PodUsage, UsageList } from './metrics-values.ts';

function amounts(usage: unknown): { readonly cpu_cores: number | null; readonly memory_bytes: number | null } {
  const fields = fieldsOf(usage);
  return {
    cpu_cores: parseQuantity(textOf(fields.cpu)),
    memory_bytes: parseQuantity(textOf(fields.memory)),
  };
}

function measured(object: unknown): { readonly timestamp: string; readonly window_sec: number } {
  const fields = fieldsOf(object);
  return { timestamp: textOf(fields.timestamp), window_sec: parseGoDuration(textOf(fields.window)) ?? 0 };
}

/** Reads a `NodeMetrics` object (metrics.k8s.io/v1beta1). */
export function parseNodeUsage(object: unknown): NodeUsage {
  return { name: nameOf(object).name, ...measured(object), ...amounts(fieldsOf(object).usage) };
}

/** Reads a `PodMetrics` object (metrics.k8s.io/v1beta1). */
export function parsePodUsage(object: unknown): PodUsage {
  const containers = listOf(fieldsOf(object).containers).map((container): ContainerUsage => {
    const fields = fieldsOf(container);
    return { name: textOf(fields.name), ...amounts(fields.usage) };
  });
  return {
    ...nameOf(object),
    ...measured(object),
    containers: containers.sort((left, right) => compareText(left.name, right.name)),
  };
}

/** Sets measurements older than twice their window apart, by the API server's clock. */
export function splitStale<Usage extends { readonly timestamp: string; readonly window_sec: number }>(
  list: ListResult<Usage>,
): UsageList<Usage> {
  const now = list.serverTime === null ? Number.NaN : Date.parse(list.serverTime);
  const isStale = ({ timestamp, window_sec: window }: Usage): boolean => {
    const taken = Date.parse(timestamp);
    // The Date header has whole seconds only: one of grace.
    return Number.isNaN(taken) || now - taken > (2 * window + 1) * 1000;
  };
  return {
    at: list.serverTime,
    items: list.items.filter((item) => !isStale(item)),
    stale: list.items.filter(isStale),
  };
}
