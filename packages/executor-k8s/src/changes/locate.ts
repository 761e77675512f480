import type { ActionContext, Evidence } from '@cloudops/spec';
import { readObject } from '../api/read-object.ts';
import type { ApiSession } from '../api/session.ts';
import { uidOf } from './object-state.ts';
import { unknown } from './request/unknown.ts';

/** Which cluster this is: the uid of its namespace `kube-system`, made with the cluster and never again. */
export async function locateCluster(session: ApiSession, context: ActionContext): Promise<Evidence<string>> {
  const evidence = await readObject({
    session,
    context,
    asked: { verb: 'get', resource: 'namespaces', name: 'kube-system' },
    request: { method: 'GET', path: '/api/v1/namespaces/kube-system', headers: { accept: 'application/json' } },
  });
  if (evidence.status === 'unknown') return { status: 'unknown', reason: evidence.reason };
  const uid = evidence.status === 'absent' ? '' : uidOf(evidence.output.object);
  if (uid === '')
    return unknown('invalid', 'the namespace kube-system has no uid: this is no cluster that can be told from others');
  return { status: 'present', output: `kubernetes:${uid}` };
}
