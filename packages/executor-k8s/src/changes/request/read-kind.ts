import type { Evidence } from '@cloudops/spec';
import { mapEvidence } from '../../api/map-evidence.ts';
import { type Fields, fieldsOf, listOf, textOf } from '../../api/object-fields.ts';
import { readObject } from '../../api/read-object.ts';
import { isPossibleName, requestPath } from '../../api/request-path.ts';
import type { ApiSession, RequestContext } from '../../api/session.ts';
import { collectionPath, type KindName, type ObjectName, objectPath, resourceOfKind } from './object-kind.ts';

/** What every request of a change needs. */
export interface Reach {
  readonly session: ApiSession;
  readonly context: RequestContext;
}

const headers = { accept: 'application/json' };

/** Reads one object as it is now; 404, and a name that no object can have, are `absent`. */
export async function getObject({ session, context }: Reach, name: ObjectName): Promise<Evidence<Fields>> {
  const isPossible = isPossibleName(name.name) && (name.namespace === '' || isPossibleName(name.namespace));
  if (!isPossible) return { status: 'absent' };
  const { kind, namespace, name: object } = name;
  const evidence = await readObject({
    session,
    context,
    asked: { verb: 'get', resource: resourceOfKind(kind), namespace, name: object },
    request: { method: 'GET', path: objectPath(name), headers },
  });
  return mapEvidence(evidence, (read) => read.object);
}

/** Which objects to list. */
export interface Listing {
  readonly kind: KindName;
  /** Empty for all namespaces. */
  readonly namespace: string;
  readonly labelSelector?: string;
  readonly fieldSelector?: string;
}

/** No list here is longer: pods of one node or workload, revisions of one workload. */
const mostPages = 40;
const pageSize = 500;

/** Reads a list whole, page by page; one that is cut is `unknown`. A 404 is no list of this kind: `absent`. */
export async function listObjects(reach: Reach, listing: Listing): Promise<Evidence<readonly Fields[]>> {
  const { kind, namespace, labelSelector, fieldSelector } = listing;
  const asked = { verb: 'list', resource: resourceOfKind(kind), namespace };
  const items: Fields[] = [];
  let next: string | null = null;
  for (let page = 0; page < mostPages; page += 1) {
    const query = { limit: pageSize, continue: next, labelSelector, fieldSelector };
    const request = { method: 'GET', path: requestPath(collectionPath(kind, namespace), query), headers } as const;
    const evidence = await readObject({ ...reach, asked, request });
    if (evidence.status === 'absent') return evidence;
    if (evidence.status === 'unknown') return { status: 'unknown', reason: evidence.reason };
    const { object } = evidence.output;
    if (!(Array.isArray(object.items) || object.items === null)) return notAList(asked.resource);
    for (const item of listOf(object.items)) items.push(fieldsOf(item));
    next = textOf(fieldsOf(object.metadata).continue) || null;
    if (next === null) return { status: 'present', output: items };
  }
  const message = `list ${asked.resource}: more than ${mostPages * pageSize} objects`;
  return { status: 'unknown', reason: { kind: 'truncated', message } };
}

function notAList(resource: string): Evidence<never> {
  return { status: 'unknown', reason: { kind: 'invalid', message: `list ${resource}: the answer is no list` } };
}
