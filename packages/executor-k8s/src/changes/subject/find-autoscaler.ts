import type { Evidence } from '@cloudops/spec';
import { type Fields, nameOf } from '../../api/object-fields.ts';
import { textAt } from '../../evidence/read.ts';
import { quote } from '../../evidence/words.ts';
import type { ObjectName } from '../request/object-kind.ts';
import { getObject, listObjects, type Reach } from '../request/read-kind.ts';
import { unknown } from '../request/unknown.ts';

/** An autoscaler and its name. */
export interface FoundAutoscaler {
  readonly name: ObjectName;
  readonly object: Fields;
}

/** The HorizontalPodAutoscaler that sets a workload's replicas; null without one, `invalid` with several. */
export async function findAutoscaler(reach: Reach, workload: ObjectName): Promise<Evidence<FoundAutoscaler | null>> {
  const { kind, namespace, name } = workload;
  const evidence = await listObjects(reach, { kind: 'HorizontalPodAutoscaler', namespace });
  if (evidence.status === 'unknown') return { status: 'unknown', reason: evidence.reason };
  const owners = (evidence.output ?? []).filter(
    (object) =>
      textAt(object, 'spec', 'scaleTargetRef', 'kind') === kind &&
      textAt(object, 'spec', 'scaleTargetRef', 'name') === name,
  );
  const [first, second] = owners;
  if (first === undefined) return { status: 'present', output: null };
  const own = nameOf(first).name;
  if (second !== undefined) {
    const message = `${kind} ${quote(name)} has several autoscalers: ${quote(own)}, ${quote(nameOf(second).name)}`;
    return unknown('invalid', message, 'one autoscaler only');
  }
  return {
    status: 'present',
    output: { name: { kind: 'HorizontalPodAutoscaler', namespace, name: own }, object: first },
  };
}

/** The name in `hpa/api` and `HorizontalPodAutoscaler/api`; null where something else is meant. */
export function autoscalerName(text: string): string | null {
  return /^(?:hpa|horizontalpodautoscalers?)(?:\.autoscaling)?\/([^/]+)$/i.exec(text.trim())?.[1] ?? null;
}

/** The autoscaler of a name; `not-found` where there is none. */
export async function getAutoscaler(reach: Reach, namespace: string, own: string): Promise<Evidence<FoundAutoscaler>> {
  const name: ObjectName = { kind: 'HorizontalPodAutoscaler', namespace, name: own };
  const evidence = await getObject(reach, name);
  if (evidence.status === 'unknown') return { status: 'unknown', reason: evidence.reason };
  if (evidence.status === 'present') return { status: 'present', output: { name, object: evidence.output } };
  return unknown('not-found', `no autoscaler named ${quote(own)} in namespace ${quote(namespace)}`);
}

/** What an autoscaler scales, as `kind/name`. */
export function targetOf({ object }: FoundAutoscaler): string {
  return `${textAt(object, 'spec', 'scaleTargetRef', 'kind')}/${textAt(object, 'spec', 'scaleTargetRef', 'name')}`;
}
