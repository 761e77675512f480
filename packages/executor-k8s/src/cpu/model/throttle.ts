import type { Book, Place } from '../../evidence/book.ts';
import { listAt, numberAt, textAt } from '../../evidence/read.ts';

/** CFS throttling of one container between two readings of its node's cAdvisor figures. */
export interface Throttle {
  readonly container: string;
  /** Throttled periods of all periods, 0 to 1. */
  readonly ratio: number;
  readonly periods: number;
  readonly place: Place;
}

/** Pressure stall information of one node: share of the last minute in which some task waited for CPU, 0 to 1. */
export interface NodePressure {
  readonly share: number;
  readonly place: Place;
}

/** Fewer CFS periods than this (100 ms each) say nothing. */
const fewestPeriods = 20;

/** Throttled containers by pod (`namespace/name`); null when no node was asked. */
export function readThrottles(book: Book): ReadonlyMap<string, readonly Throttle[]> | null {
  const byPod = new Map<string, Throttle[]>();
  let asked = 0;
  for (const [index, item] of listAt(book.evidence('cadvisor').output, 'items').entries()) {
    if (textAt(item, 'status') !== 'present') continue;
    asked += 1;
    for (const [position, container] of listAt(item, 'output', 'containers').entries()) {
      const ratio = numberAt(container, 'ratio');
      const periods = numberAt(container, 'periods') ?? 0;
      if (ratio === null || periods < fewestPeriods) continue;
      const key = `${textAt(container, 'namespace')}/${textAt(container, 'pod')}`;
      const place: Place = { step: 'cadvisor', path: ['items', index, 'output', 'containers', position] };
      const known = byPod.get(key);
      const throttle = { container: textAt(container, 'container'), ratio, periods, place };
      if (known === undefined) byPod.set(key, [throttle]);
      else known.push(throttle);
    }
  }
  return asked === 0 ? null : byPod;
}

const pressurePath = ['output', 'cpu_pressure', 'some_avg60'] as const;

/** CPU pressure by node, from the kubelet's summary. Source: Kubernetes 1.34, "Understand PSI metrics" (avg in percent). */
export function readPressures(book: Book): ReadonlyMap<string, NodePressure> {
  const pressures = new Map<string, NodePressure>();
  for (const [index, item] of listAt(book.evidence('node_stats').output, 'items').entries()) {
    const node = textAt(item, 'item');
    const percent = numberAt(item, ...pressurePath);
    if (node === '' || percent === null) continue;
    pressures.set(node, {
      share: percent / 100,
      place: { step: 'node_stats', path: ['items', index, ...pressurePath] },
    });
  }
  return pressures;
}
