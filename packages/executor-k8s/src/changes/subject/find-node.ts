import type { Evidence } from '@cloudops/spec';
import { type Fields, nameOf } from '../../api/object-fields.ts';
import { quote, someOf } from '../../evidence/words.ts';
import { nearestNames } from '../../nearest-names.ts';
import type { ObjectName } from '../request/object-kind.ts';
import { getObject, listObjects, type Reach } from '../request/read-kind.ts';
import { unknown } from '../request/unknown.ts';

/** A node and its name. */
export interface FoundNode {
  readonly name: ObjectName;
  readonly object: Fields;
}

/** Finds a node by `name` or `node/name`; one that is not there is `unknown`, `not-found`, with near names. */
export async function findNode(reach: Reach, asked: string): Promise<Evidence<FoundNode>> {
  const own = asked.trim().replace(/^nodes?\//i, '');
  const name: ObjectName = { kind: 'Node', namespace: '', name: own };
  const evidence = await getObject(reach, name);
  if (evidence.status === 'unknown') return { status: 'unknown', reason: evidence.reason };
  if (evidence.status === 'present') return { status: 'present', output: { name, object: evidence.output } };
  // Near names are a courtesy: who may not list gets none.
  const all = await listObjects(reach, { kind: 'Node', namespace: '' });
  const near = nearestNames(
    own,
    (all.output ?? []).map((object) => nameOf(object).name),
  );
  return unknown('not-found', `no node named ${quote(own)}${near.length === 0 ? '' : `; near: ${someOf(near)}`}`);
}
