import type { Place } from '../../../evidence/book.ts';
import { compareText, listAt, numberAt, textAt, valueAt } from '../../../evidence/read.ts';
import type { Container } from '../../snapshot/container.ts';
import type { Pod } from '../../snapshot/pod.ts';
import type { Snapshot } from '../../snapshot/snapshot.ts';
import type { Workload } from '../../snapshot/workload.ts';

/** One figure out of a `kubernetes.prometheus-query` step. */
export interface Reading {
  readonly value: number;
  /** Where the value stands, to cite it. */
  readonly place: Place;
  /** Empty for a label that the series has not. */
  label(name: string): string;
}

/** The figures that a step read; none where it was skipped or nothing could be read. */
export function readingsOf(snapshot: Snapshot, step: string): readonly Reading[] {
  return listAt(snapshot.book.evidence(step).output, 'samples').flatMap((sample, index) => {
    const value = numberAt(sample, 'value');
    if (value === null) return [];
    const labels = valueAt(sample, 'labels');
    return [{ value, place: { step, path: ['samples', index, 'value'] }, label: (name) => textAt(labels, name) }];
  });
}

/** Whether a step's figures can be used: a part of them is better than none. */
export function isMeasured(snapshot: Snapshot, step: string): boolean {
  return valueAt(snapshot.book.evidence(step).output, 'samples') !== undefined;
}

/** Figures by the values of labels, joined with `/`; of several the largest. */
export function readingsBy(
  snapshot: Snapshot,
  step: string,
  ...labels: readonly string[]
): ReadonlyMap<string, Reading> {
  const found = new Map<string, Reading>();
  for (const reading of readingsOf(snapshot, step)) {
    const key = labels.map((name) => reading.label(name)).join('/');
    const known = found.get(key);
    if (known === undefined || known.value < reading.value) found.set(key, reading);
  }
  return found;
}

/** A figure of a container that runs. */
export interface ContainerReading {
  readonly reading: Reading;
  readonly pod: Pod;
  readonly container: Container;
  readonly workload: Workload;
}

/** The figures of a step by `namespace`, `pod` and `container`, of containers that exist; in order of pods. */
export function containerReadings(snapshot: Snapshot, step: string): readonly ContainerReading[] {
  const byContainer = readingsBy(snapshot, step, 'namespace', 'pod', 'container');
  if (byContainer.size === 0) return [];
  const pods = new Set([...byContainer.values()].map((one) => `${one.label('namespace')}/${one.label('pod')}`));
  return snapshot.pods
    .filter((pod) => !pod.isFinished && pods.has(`${pod.namespace}/${pod.name}`))
    .flatMap((pod) =>
      pod.containers.flatMap((container) => {
        const reading = byContainer.get(`${pod.namespace}/${pod.name}/${container.name}`);
        return reading === undefined ? [] : [{ reading, pod, container, workload: snapshot.workloadOf(pod) }];
      }),
    )
    .sort((a, b) => compareText(a.pod.key, b.pod.key) || compareText(a.container.name, b.container.name));
}
