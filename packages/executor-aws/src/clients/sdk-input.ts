import { awsError } from '../errors.ts';
import { printable } from '../text/printable.ts';

/** Ids of what Smithy's static schemas describe (`@smithy/types`, static-schemas and sentinels). */
const [list, map, structure, union] = [1, 2, 3, 4];

/** A time with its zone, or a day, which is then UTC: without a zone it would be the machine's. */
const isoTime = /^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:\d{2}))?$/;

/** The schema itself: members carry traits beside theirs, and large ones are behind a function. */
export function deref(reference: unknown): unknown {
  let schema = reference;
  for (;;) {
    if (typeof schema === 'function') schema = (schema as () => unknown)();
    else if (Array.isArray(schema) && schema.length === 2) [schema] = schema as readonly unknown[];
    else if (Array.isArray(schema) && schema[0] === 0 && schema.length >= 5) schema = (schema as unknown[])[4];
    else return schema;
  }
}

function toTime(value: unknown, path: string): unknown {
  if (value instanceof Date || value === null || value === undefined) return value;
  const text = typeof value === 'string' && isoTime.test(value) ? Date.parse(value) : Number.NaN;
  const time = new Date(typeof value === 'number' ? value * 1000 : text);
  if (!Number.isNaN(time.getTime())) return time;
  throw awsError({
    code: 'INPUT_INVALID',
    message: `${path} is no time: ${printable(JSON.stringify(value) ?? '', 60)}`,
    nextSteps: ['times as 2026-11-20T09:00:00Z, as 2026-11-20, or in seconds since 1970'],
  });
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date);
}

function convertMembers(value: unknown, schema: readonly unknown[], path: string): unknown {
  if (!isObject(value)) return value;
  const [names, members] = [schema[4], schema[5]] as readonly [readonly string[], readonly unknown[]];
  return Object.fromEntries(
    Object.entries(value).map(([name, part]) => {
      const at = names.indexOf(name);
      return [name, at < 0 ? part : convert(part, members[at], `${path}.${name}`)];
    }),
  );
}

function convertEach(value: unknown, member: unknown, path: string): unknown {
  if (Array.isArray(value)) return value.map((part: unknown, index) => convert(part, member, `${path}[${index}]`));
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, part]) => [name, convert(part, member, `${path}.${name}`)]),
  );
}

function convert(value: unknown, reference: unknown, path: string): unknown {
  const schema = deref(reference);
  if (typeof schema === 'number') {
    if (schema >= 4 && schema <= 7) return toTime(value, path);
    // A list or a map of what its low bits say.
    return schema >= 64 && schema <= 255 ? convertEach(value, schema & 63, path) : value;
  }
  if (!Array.isArray(schema)) return value;
  if (schema[0] === structure || schema[0] === union) return convertMembers(value, schema, path);
  if (schema[0] === list) return convertEach(value, schema[4], path);
  return schema[0] === map ? convertEach(value, schema[5], path) : value;
}

/**
 * An operation's input as the SDK takes it: times of plain JSON become Dates, since its serializers leave out, without
 * a word, what is none.
 * @param operation the SDK's static schema of the operation; anything else changes nothing.
 * @throws CloudOpsError `INPUT_INVALID` for what is no time where the API takes one.
 */
export function toSdkInput(operation: unknown, name: string, input: object): object {
  if (!Array.isArray(operation)) return input;
  return convert(input, (operation as readonly unknown[])[4], name) as object;
}
