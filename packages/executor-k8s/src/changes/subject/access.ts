import type { Evidence, Permission } from '@cloudops/spec';
import { toResourceAttributes } from '../../actions/access-review.ts';
import { fieldsOf, textOf } from '../../api/object-fields.ts';
import { readObject } from '../../api/read-object.ts';
import { printable } from '../../printable.ts';
import type { Reach } from '../request/read-kind.ts';
import { unknown } from '../request/unknown.ts';

function wordsFor({ verb, resource, namespace }: Permission): string {
  return `${verb} ${resource}${namespace === undefined ? '' : ` in namespace ${printable(namespace)}`}`;
}

async function checkRight({ session, context }: Reach, right: Permission): Promise<Evidence<true>> {
  const asked = { verb: 'create', resource: 'authorization.k8s.io/selfsubjectaccessreviews' };
  const spec = { resourceAttributes: toResourceAttributes(right) };
  const review = { apiVersion: 'authorization.k8s.io/v1', kind: 'SelfSubjectAccessReview', spec };
  const evidence = await readObject({
    session,
    context,
    asked,
    request: {
      method: 'POST',
      path: '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews',
      headers: { accept: 'application/json', 'content-type': 'application/json' },
      body: JSON.stringify(review),
    },
  });
  if (evidence.status === 'unknown') return { status: 'unknown', reason: evidence.reason };
  if (evidence.status === 'absent') return unknown('failed', 'the cluster serves no access reviews');
  const status = fieldsOf(evidence.output.object.status);
  if (status.allowed === true) return { status: 'present', output: true };
  const why = printable(textOf(status.reason) || textOf(status.evaluationError));
  const message = `not allowed to ${wordsFor(right)}${why === '' ? '' : `: ${why}`}`;
  return unknown('denied', message, wordsFor(right));
}

/** Asks the API server for each right, without using it. The first that is missing is the answer: `unknown`, `denied`. */
export async function checkRights(reach: Reach, rights: readonly Permission[]): Promise<Evidence<true>> {
  const answers = await Promise.all(rights.map((right) => checkRight(reach, right)));
  return answers.find((answer) => answer.status !== 'present') ?? { status: 'present', output: true };
}
