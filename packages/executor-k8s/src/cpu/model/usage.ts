import type { Book, Place } from '../book.ts';
import { listAt, numberAt, textAt, timeAt, valueAt } from '../read.ts';

/** CPU of one thing over the samples. */
export interface Usage {
  /** Cores, oldest first; one entry per distinct measurement, since a server may answer the same one twice. */
  readonly series: readonly number[];
  /** The least of the series: what held all the time. */
  readonly floor: number;
  readonly latest: number;
  /** Bytes in the latest sample. */
  readonly memory: number;
  /** The latest item, for citations. */
  readonly place: Place;
}

/** A pod's usage; `containers` by name. */
export interface PodUsage extends Usage {
  readonly containers: ReadonlyMap<string, Usage>;
}

/** What the metrics steps saw. */
export interface Measurements {
  readonly nodes: ReadonlyMap<string, Usage>;
  /** By `namespace/name`. */
  readonly pods: ReadonlyMap<string, PodUsage>;
  /** How many samples carried node or pod metrics. */
  readonly samples: number;
  /** Items left out since they were measured more than two windows before they were read. */
  readonly stale: readonly string[];
}

interface Growing {
  readonly series: number[];
  readonly stamps: string[];
  memory: number;
  place: Place;
  readonly containers: Map<string, Growing>;
}

interface Collection {
  readonly nodes: Map<string, Growing>;
  readonly pods: Map<string, Growing>;
  readonly stale: Set<string>;
  samples: number;
}

/** Reads the samples of the steps `metrics` and `neighbour_metrics`; the first step that knows a thing wins. */
export function readMeasurements(book: Book): Measurements {
  const main = collect(book, 'metrics');
  const extra = collect(book, 'neighbour_metrics');
  const pods = new Map([...extra.pods, ...main.pods]);
  return {
    nodes: new Map([...main.nodes].map(([name, growing]) => [name, finish(growing)])),
    pods: new Map([...pods].map(([key, growing]) => [key, finishPod(growing)])),
    samples: main.samples,
    stale: [...main.stale].filter((key) => !main.pods.has(key) && !main.nodes.has(key)).sort(),
  };
}

function collect(book: Book, step: string): Collection {
  const found: Collection = { nodes: new Map(), pods: new Map(), stale: new Set(), samples: 0 };
  for (const [index, sample] of listAt(book.evidence(step).output, 'samples').entries()) {
    const at = timeAt(sample, 'at');
    for (const part of ['nodes', 'pods'] as const) {
      const items = listAt(sample, part, 'output', 'items');
      for (const item of listAt(sample, part, 'output', 'stale')) found.stale.add(keyOf(part, item));
      for (const [position, item] of items.entries()) {
        const place: Place = { step, path: ['samples', index, part, 'output', 'items', position] };
        const key = keyOf(part, item);
        if (isStale(item, at)) found.stale.add(key);
        else add(found[part], key, item, place);
      }
    }
    if (listAt(sample, 'nodes', 'output', 'items').length + listAt(sample, 'pods', 'output', 'items').length > 0) {
      found.samples += 1;
    }
  }
  return found;
}

function keyOf(part: 'nodes' | 'pods', item: unknown): string {
  return part === 'nodes' ? textAt(item, 'name') : `${textAt(item, 'namespace')}/${textAt(item, 'name')}`;
}

/** Two windows, and never less than a minute: metrics-server may scrape once a minute. Source: decision tree, step 1. */
function isStale(item: unknown, at: number | null): boolean {
  const measured = timeAt(item, 'timestamp');
  if (at === null || measured === null) return false;
  const window = numberAt(item, 'window_sec') ?? 0;
  return at - measured > Math.max(2 * window, 60) * 1000 + 15_000;
}

function add(into: Map<string, Growing>, key: string, item: unknown, place: Place): void {
  const stamp = textAt(item, 'timestamp');
  const containers = listAt(item, 'containers');
  const value = numberAt(item, 'cpu_cores') ?? totalOf(containers, 'cpu_cores');
  const memory = numberAt(item, 'memory_bytes') ?? totalOf(containers, 'memory_bytes');
  if (value === null) return;
  const growing = push(into, key, { stamp, value, memory: memory ?? 0, place });
  for (const [index, container] of containers.entries()) {
    const used = numberAt(container, 'cpu_cores');
    if (used === null) continue;
    push(growing.containers, textAt(container, 'name'), {
      stamp,
      value: used,
      memory: numberAt(container, 'memory_bytes') ?? 0,
      place: { step: place.step, path: [...place.path, 'containers', index] },
    });
  }
}

interface Measurement {
  readonly stamp: string;
  readonly value: number;
  readonly memory: number;
  readonly place: Place;
}

function push(into: Map<string, Growing>, key: string, { stamp, value, memory, place }: Measurement): Growing {
  const known = into.get(key);
  if (known === undefined) {
    const fresh: Growing = { series: [value], stamps: [stamp], memory, place, containers: new Map() };
    into.set(key, fresh);
    return fresh;
  }
  known.memory = memory;
  known.place = place;
  if (stamp !== '' && known.stamps.at(-1) === stamp) known.series[known.series.length - 1] = value;
  else {
    known.series.push(value);
    known.stamps.push(stamp);
  }
  return known;
}

function totalOf(containers: readonly unknown[], field: string): number | null {
  let total: number | null = null;
  for (const container of containers) {
    const value = valueAt(container, field);
    if (typeof value === 'number' && Number.isFinite(value)) total = (total ?? 0) + value;
  }
  return total;
}

function finish({ series, memory, place }: Growing): Usage {
  return { series, floor: Math.min(...series), latest: series.at(-1) ?? 0, memory, place };
}

function finishPod(growing: Growing): PodUsage {
  const containers = [...growing.containers].map(([name, inner]): [string, Usage] => [name, finish(inner)]);
  return { ...finish(growing), containers: new Map(containers) };
}
