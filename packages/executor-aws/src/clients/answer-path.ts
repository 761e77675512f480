import { awsError } from '../errors.ts';
import { nearest } from '../text/nearest.ts';
import { printable } from '../text/printable.ts';
import { deref } from './sdk-input.ts';

/** Ids of what Smithy's static schemas describe (`@smithy/types`, static-schemas and sentinels). */
const [list, structure, union] = [1, 3, 4];

/** Names of the members of an object, or of the objects in a list; null for what has none that are known. */
function membersOf(reference: unknown): ReadonlyMap<string, unknown> | null {
  const schema = deref(reference);
  if (!Array.isArray(schema)) return null;
  const parts = schema as readonly unknown[];
  if (parts[0] === list) return membersOf(parts[4]);
  if (parts[0] !== structure && parts[0] !== union) return null;
  const types = parts[5] as readonly unknown[];
  return new Map((parts[4] as readonly string[]).map((name, index) => [name, types[index]]));
}

/**
 * Checks that an operation's answer has a dotted path: what a mistyped one gives would read as "nothing there". What lies
 * behind a map or free text is not checked.
 * @throws CloudOpsError `INPUT_INVALID`.
 */
export function assertAnswerPath(operationSchema: unknown, operation: string, path: string): void {
  if (!Array.isArray(operationSchema)) return;
  let reference: unknown = operationSchema[5];
  for (const name of path.replaceAll('[]', '').split('.')) {
    const members = membersOf(reference);
    if (members === null) return;
    if (!members.has(name)) throw unknownPath({ operation, path, name, known: [...members.keys()] });
    reference = members.get(name);
  }
}

function unknownPath(what: {
  readonly operation: string;
  readonly path: string;
  readonly name: string;
  readonly known: readonly string[];
}): Error {
  const { operation, path, name, known } = what;
  const near = nearest(name, known);
  return awsError({
    code: 'INPUT_INVALID',
    message: `The answer of ${printable(operation, 80)} has no ${printable(name, 80)} (in ${printable(path, 200)}).`,
    nextSteps: [near.length === 0 ? 'a path of the operation’s answer' : `a path with ${near.join(' or ')}`],
  });
}
