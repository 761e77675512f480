import { listAt, numberAt, type PathPart, textAt, valueAt } from '../../evidence/read.ts';
import type { HpaEntry } from './hpa.ts';
import type { PodEntry } from './pod.ts';

/** A container without a CPU request, for which no utilisation can be computed. */
export interface BareContainer {
  readonly pod: PodEntry;
  readonly name: string;
  /** Path from the pod to the container's spec. */
  readonly path: readonly PathPart[];
}

/**
 * The container that makes an autoscaler blind: one that a CPU utilisation counts and that requests no CPU, in a pod that
 * stays and in the template, where that is known. Source: kube-controller-manager, replica_calculator.go
 * (calculatePodRequests): containers and sidecars count; a request on the pod itself (Kubernetes 1.34) replaces theirs.
 */
export function findBare(hpa: HpaEntry): BareContainer | null {
  const counted = countedContainers(hpa);
  for (const pod of hpa.workload?.pods ?? []) {
    if (pod.isTerminating || valueAt(pod.item.raw, 'spec', 'resources', 'requests', 'cpu') !== undefined) continue;
    const found = [...listContainers(pod)].find(
      ({ name, path }) =>
        counted(name) &&
        valueAt(pod.item.raw, ...path, 'resources', 'requests', 'cpu') === undefined &&
        !isMended(hpa, name),
    );
    if (found !== undefined) return found;
  }
  return null;
}

function* listContainers(pod: PodEntry): Iterable<BareContainer> {
  for (const { name, path } of pod.containers) yield { pod, name, path };
  for (const [index, init] of listAt(pod.item.raw, 'spec', 'initContainers').entries()) {
    if (textAt(init, 'restartPolicy') !== 'Always') continue;
    yield { pod, name: textAt(init, 'name'), path: ['spec', 'initContainers', index] };
  }
}

/** Only targets in percent of the requests need requests. */
function countedContainers({ item }: HpaEntry): (name: string) => boolean {
  const utilisations = listAt(item.raw, 'spec', 'metrics').flatMap((metric) =>
    (['resource', 'containerResource'] as const).flatMap((part) =>
      textAt(metric, part, 'name') === 'cpu' && numberAt(metric, part, 'target', 'averageUtilization') !== null
        ? [part === 'resource' ? null : textAt(metric, part, 'container')]
        : [],
    ),
  );
  return (name) => utilisations.some((only) => only === null || only === name);
}

/** The template has a request by now: the pods without one are on their way out. */
function isMended({ workload }: HpaEntry, name: string): boolean {
  const template = ['spec', 'template', 'spec'] as const;
  return (['containers', 'initContainers'] as const)
    .flatMap((part) => listAt(workload?.item?.raw, ...template, part))
    .some((one) => textAt(one, 'name') === name && valueAt(one, 'resources', 'requests', 'cpu') !== undefined);
}
