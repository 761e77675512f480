import type { PathPart } from '../../../evidence/read.ts';
import { listAt, textAt, valueAt } from '../../../evidence/read.ts';
import type { Entity } from '../../snapshot/entity.ts';
import type { Snapshot } from '../../snapshot/snapshot.ts';
import type { Workload } from '../../snapshot/workload.ts';

/** A container of a workload's template. */
export interface TemplateContainer {
  readonly name: string;
  readonly isInit: boolean;
  readonly raw: unknown;
  /** From the workload's object. */
  readonly path: readonly PathPart[];
}

/** A workload whose specification was read. */
export interface Template {
  readonly workload: Workload;
  readonly entity: Entity;
  /** The pod specification. */
  readonly spec: unknown;
  readonly containers: readonly TemplateContainer[];
}

/**
 * Every workload with a specification, one per top owner: what its pods are made from. Pods that the control plane keeps
 * for a node (mirror pods) are the node's own.
 */
export function templatesOf(snapshot: Snapshot): readonly Template[] {
  return [...snapshot.workloads.values()].flatMap((workload) => {
    const { entity, spec, specPath } = workload;
    const isFinished = workload.kind === 'Pod' && workload.pods.every((pod) => pod.isFinished);
    const isMirror =
      workload.kind === 'Pod' && textAt(entity?.raw, 'metadata', 'ownerReferences', 0, 'kind') === 'Node';
    if (entity === null || valueAt(spec, 'containers') === undefined || isFinished || isMirror) return [];
    const containers = ['initContainers', 'containers'].flatMap((list) =>
      listAt(spec, list).map((raw, index) => ({
        name: textAt(raw, 'name'),
        isInit: list === 'initContainers',
        raw,
        path: [...specPath, list, index],
      })),
    );
    return [{ workload, entity, spec, containers }];
  });
}
