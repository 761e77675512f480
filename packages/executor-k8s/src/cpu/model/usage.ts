import type { Book, Place } from '../../evidence/book.ts';
import { listAt, numberAt, type PathPart, textAt, timeAt } from '../../evidence/read.ts';

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

/** One thing's usage while the samples are read, from the latest to the oldest. */
interface Growing {
  readonly series: number[];
  floor: number;
  readonly latest: number;
  readonly memory: number;
  readonly place: Place;
  /** The measurement that was added last. */
  stamp: string;
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
  return {
    nodes: main.nodes,
    pods: extra.pods.size === 0 ? main.pods : new Map([...extra.pods, ...main.pods]),
    samples: main.samples,
    stale: [...main.stale].filter((key) => !main.pods.has(key) && !main.nodes.has(key)).sort(),
  };
}

function collect(book: Book, step: string): Collection {
  const found: Collection = { nodes: new Map(), pods: new Map(), stale: new Set(), samples: 0 };
  const samples = [...listAt(book.evidence(step).output, 'samples').entries()].reverse();
  for (const [index, sample] of samples) {
    const isStale = createStaleness(timeAt(sample, 'at'));
    let isEmpty = true;
    for (const part of ['nodes', 'pods'] as const) {
      for (const item of listAt(sample, part, 'output', 'stale')) found.stale.add(keyOf(part, item));
      for (const [position, item] of listAt(sample, part, 'output', 'items').entries()) {
        isEmpty = false;
        const key = keyOf(part, item);
        if (isStale(item)) found.stale.add(key);
        else add(found[part], { key, item, step, path: ['samples', index, part, 'output', 'items', position] });
      }
    }
    if (!isEmpty) found.samples += 1;
  }
  for (const growing of [...found.nodes.values(), ...found.pods.values()]) turn(growing);
  return found;
}

/** Oldest first, as readers expect it. */
function turn({ series, containers }: Growing): void {
  series.reverse();
  for (const inner of containers.values()) inner.series.reverse();
}

function keyOf(part: 'nodes' | 'pods', item: unknown): string {
  return part === 'nodes' ? textAt(item, 'name') : `${textAt(item, 'namespace')}/${textAt(item, 'name')}`;
}

/**
 * Older than two windows, and never less than a minute: metrics-server may scrape once a minute. Source: decision tree,
 * step 1. Whole nodes share a time, so the last one parsed is kept.
 */
function createStaleness(at: number | null): (item: unknown) => boolean {
  let text = '';
  let time: number | null = null;
  return (item) => {
    const stamp = textAt(item, 'timestamp');
    if (stamp !== text) {
      text = stamp;
      time = timeAt(item, 'timestamp');
    }
    if (at === null || time === null) return false;
    return at - time > Math.max(2 * (numberAt(item, 'window_sec') ?? 0), 60) * 1000 + 15_000;
  };
}

interface Found {
  readonly key: string;
  readonly item: unknown;
  readonly step: string;
  readonly path: readonly PathPart[];
}

function add(into: Map<string, Growing>, { key, item, step, path }: Found): void {
  const stamp = textAt(item, 'timestamp');
  const containers = listAt(item, 'containers');
  const value = numberAt(item, 'cpu_cores') ?? totalOf(containers, 'cpu_cores');
  if (value === null) return;
  let growing = into.get(key);
  if (growing === undefined) {
    const memory = numberAt(item, 'memory_bytes') ?? totalOf(containers, 'memory_bytes') ?? 0;
    growing = start(value, { memory, place: { step, path }, stamp });
    into.set(key, growing);
  } else extend(growing, value, stamp);
  for (const [index, container] of containers.entries()) {
    const used = numberAt(container, 'cpu_cores');
    const name = textAt(container, 'name');
    const known = growing.containers.get(name);
    if (used === null) continue;
    if (known !== undefined) extend(known, used, stamp);
    else {
      const place = { step, path: [...path, 'containers', index] };
      growing.containers.set(name, start(used, { memory: numberAt(container, 'memory_bytes') ?? 0, place, stamp }));
    }
  }
}

function start(value: number, rest: Pick<Growing, 'memory' | 'place' | 'stamp'>): Growing {
  return { series: [value], floor: value, latest: value, ...rest, containers: new Map() };
}

/** A server may answer the same measurement twice; then the later answer was seen first and stays. */
function extend(growing: Growing, value: number, stamp: string): void {
  if (stamp !== '' && growing.stamp === stamp) return;
  growing.stamp = stamp;
  growing.series.push(value);
  growing.floor = Math.min(growing.floor, value);
}

function totalOf(containers: readonly unknown[], field: string): number | null {
  let total: number | null = null;
  for (const container of containers) {
    const value = numberAt(container, field);
    if (value !== null) total = (total ?? 0) + value;
  }
  return total;
}
