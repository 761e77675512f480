import type { Evidence } from '@cloudops/spec';
import { type Fields, nameOf } from '../../api/object-fields.ts';
import { quote, someOf } from '../../evidence/words.ts';
import { nearestNames } from '../../nearest-names.ts';
import { type ObjectName, resourceOfKind } from '../request/object-kind.ts';
import { getObject, listObjects, type Reach } from '../request/read-kind.ts';
import { unknown } from '../request/unknown.ts';
import { parseWorkloadName, type WorkloadKind } from './workload-name.ts';

/** Which workload is meant. */
export interface WorkloadQuestion {
  readonly namespace: string;
  /** A name or `kind/name`. */
  readonly workload: string;
  /** Kinds that the change knows how to treat. */
  readonly kinds: readonly WorkloadKind[];
}

/** A workload and where it is. */
export interface FoundWorkload {
  readonly name: ObjectName & { readonly kind: WorkloadKind };
  readonly object: Fields;
}

/** The kinds that a question may mean: one where it says so; none where it says one that does not fit. */
export function kindsMeant({ workload, kinds }: WorkloadQuestion): readonly WorkloadKind[] {
  const asked = parseWorkloadName(workload);
  if (asked === null) return [];
  return kinds.filter((kind) => asked.kind === null || asked.kind === kind);
}

async function missing(reach: Reach, question: WorkloadQuestion, name: string): Promise<Evidence<never>> {
  const kinds = kindsMeant(question);
  // Near names are a courtesy: who may not list gets none.
  const lists = await Promise.all(kinds.map((kind) => listObjects(reach, { kind, namespace: question.namespace })));
  const names = lists.flatMap((list) => (list.output ?? []).map((object) => nameOf(object).name));
  const near = nearestNames(name, names);
  const hint = near.length === 0 ? '' : `; near: ${someOf(near)}`;
  const message = `no ${kinds.join(' or ')} named ${quote(name)} in namespace ${quote(question.namespace)}${hint}`;
  return unknown('not-found', message);
}

/**
 * Finds the one workload that is meant. Of a bare name that several kinds have, none is chosen: `unknown`, `invalid`.
 * One that is not there is `unknown`, `not-found`, with near names.
 */
export async function findWorkload(reach: Reach, question: WorkloadQuestion): Promise<Evidence<FoundWorkload>> {
  const { namespace, workload } = question;
  const name = parseWorkloadName(workload)?.name ?? '';
  const kinds = kindsMeant(question);
  if (kinds.length === 0) {
    const message = `${quote(workload)} is none of ${question.kinds.join(', ')}`;
    return unknown('invalid', message, `a name, or kind/name such as ${question.kinds[0]?.toLowerCase()}/api`);
  }
  const answers = await Promise.all(kinds.map((kind) => getObject(reach, { kind, namespace, name })));
  const unread = answers.find((answer) => answer.status === 'unknown');
  if (unread?.status === 'unknown') return { status: 'unknown', reason: unread.reason };
  const found = kinds.flatMap((kind, index) => {
    const object = answers[index]?.output;
    return object === undefined ? [] : [{ name: { kind, namespace, name }, object }];
  });
  const [first, second] = found;
  if (first === undefined) return missing(reach, question, name);
  if (second === undefined) return { status: 'present', output: first };
  const which = found.map((one) => `${one.name.kind.toLowerCase()}/${quote(name)}`);
  return unknown('invalid', `${quote(name)} is the name of several workloads`, which.join(' or '));
}

/** The rights that finding a workload needs. */
export function rightsToFind(question: WorkloadQuestion): readonly { verb: string; resource: string }[] {
  return kindsMeant(question).map((kind) => ({ verb: 'get', resource: resourceOfKind(kind) }));
}
