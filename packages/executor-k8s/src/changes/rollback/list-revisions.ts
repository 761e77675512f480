import type { Evidence, Json } from '@cloudops/spec';
import { type Fields, fieldsOf, listOf, numberOf, textOf } from '../../api/object-fields.ts';
import { textAt, valueAt } from '../../evidence/read.ts';
import { without } from '../fields/digest.ts';
import { uidOf } from '../object-state.ts';
import { type KindName, resourceOfKind } from '../request/object-kind.ts';
import { listObjects, type Reach } from '../request/read-kind.ts';
import { labelSelectorOf } from '../rollout/label-selector.ts';
import type { FoundWorkload } from '../subject/find-workload.ts';
import type { WorkloadKind } from '../subject/workload-name.ts';

/** A template that a workload had. */
export interface Revision {
  readonly number: number;
  readonly template: Json;
}

/** Where a kind keeps its revisions. */
function revisionKind(kind: WorkloadKind): KindName {
  return kind === 'Deployment' ? 'ReplicaSet' : 'ControllerRevision';
}

/** `apps/replicasets`. */
export function revisionResource(kind: WorkloadKind): string {
  return resourceOfKind(revisionKind(kind));
}

/** A ReplicaSet's template without what the Deployment's controller has added to it. */
function ofReplicaSet(object: Fields): Revision {
  const template = fieldsOf(valueAt(object, 'spec', 'template'));
  // Null in every template; some versions write it, some do not.
  const metadata = without(template.metadata, 'creationTimestamp');
  const labels = without(metadata.labels, 'pod-template-hash');
  const number = Number(textAt(object, 'metadata', 'annotations', 'deployment.kubernetes.io/revision'));
  return { number, template: { ...template, metadata: { ...metadata, labels } } as Json };
}

/** A ControllerRevision holds a patch of the template. */
function ofControllerRevision(object: Fields): Revision {
  const template = without(valueAt(object, 'data', 'spec', 'template'), '$patch');
  return { number: numberOf(object.revision) ?? Number.NaN, template: template as Json };
}

function isOwned(object: Fields, uid: string): boolean {
  const owners = listOf(fieldsOf(object.metadata).ownerReferences).map(fieldsOf);
  return owners.some((owner) => owner.controller === true && textOf(owner.uid) === uid);
}

/** The revisions of a workload that are still kept, latest first. */
export async function listRevisions(
  reach: Reach,
  { name, object }: FoundWorkload,
): Promise<Evidence<readonly Revision[]>> {
  const labelSelector = labelSelectorOf(valueAt(object, 'spec', 'selector'));
  const kind = revisionKind(name.kind);
  const evidence = await listObjects(reach, { kind, namespace: name.namespace, labelSelector });
  if (evidence.status === 'unknown') return { status: 'unknown', reason: evidence.reason };
  const read = name.kind === 'Deployment' ? ofReplicaSet : ofControllerRevision;
  const revisions = (evidence.output ?? [])
    .filter((revision) => isOwned(revision, uidOf(object)))
    .map(read)
    .filter(({ number, template }) => Number.isInteger(number) && fieldsOf(template).spec !== undefined)
    .sort((left, right) => right.number - left.number);
  return { status: 'present', output: revisions };
}
