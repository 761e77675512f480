import { type Exchange, type RecordedResponse, type World, worldSchema } from '@cloudops/spec';
import { createTestkitError } from '../errors.ts';
import { sortExchanges } from './sort-exchanges.ts';

/** What a person says about a world. */
export type WorldMeta = Omit<World, 'schema_version' | 'exchanges'>;

/** Makes a world out of what recorders kept; exchanges are sorted. */
export function createWorld(meta: WorldMeta, exchanges: readonly Exchange[]): World {
  return { schema_version: 1, ...meta, exchanges: sortExchanges(exchanges) };
}

function sortKeys<Value>(map: Readonly<Record<string, Value>>): Readonly<Record<string, Value>> {
  return Object.fromEntries(Object.entries(map).sort(([left], [right]) => (left < right ? -1 : 1)));
}

function toResponseLine({ status, at, headers, body }: RecordedResponse): string {
  return `      ${JSON.stringify({ status, at, headers: sortKeys(headers), body })}`;
}

function toExchangeLines({ provider, method, path, body, responses }: Exchange): string {
  const request = JSON.stringify({ provider, method, path, body }).slice(0, -1);
  return `    ${request}, "responses": [\n${responses.map(toResponseLine).join(',\n')}\n    ]}`;
}

/**
 * Writes a world as JSON: the same world gives the same bytes, with a line for each request and each answer, so that two
 * recordings can be compared line by line.
 */
export function serializeWorld(world: World): string {
  const { name, title, question, description, targets, recorded_at, inputs, connections } = world;
  const head = {
    schema_version: world.schema_version,
    name,
    title,
    question,
    description,
    recorded_at,
    inputs: sortKeys(inputs),
    targets: targets.map((target) => ({
      provider: target.provider,
      name: target.name,
      environment: target.environment,
    })),
    ...(connections === undefined ? {} : { connections: sortKeys(connections) }),
  };
  const exchanges = sortExchanges(world.exchanges).map(toExchangeLines).join(',\n');
  const body = exchanges === '' ? '[]' : `[\n${exchanges}\n  ]`;
  return `${JSON.stringify(head, null, 2).slice(0, -2)},\n  "exchanges": ${body}\n}\n`;
}

/** What a parser says without what it read: any file can be named, and messages end up in logs. */
function withoutText(message: string): string {
  return message.replace(/, (\.\.\.)?".*"(\.\.\.)? is not valid JSON$/s, ' is not valid JSON');
}

function worldInvalid(file: string, why: string, cause?: unknown): Error {
  return createTestkitError({
    code: 'WORLD_INVALID',
    message: `${file} is not a recorded world: ${why}.`,
    nextSteps: ['Record the world again with cloudops record.'],
    cause,
  });
}

/**
 * Reads a world from its file's text.
 * @param file names the file in messages.
 * @throws CloudOpsError `WORLD_INVALID`.
 */
export function parseWorld(text: string, file: string): World {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw worldInvalid(file, error instanceof Error ? withoutText(error.message) : 'no JSON', error);
  }
  const checked = worldSchema.safeParse(value);
  if (checked.success) return checked.data;
  const issue = checked.error.issues[0];
  throw worldInvalid(file, `${issue?.path.join('.') || 'its root'}: ${issue?.message ?? 'wrong shape'}`, checked.error);
}
