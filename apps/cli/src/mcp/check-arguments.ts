import { nearestHint } from '@cloudops/planner';
import { CloudOpsError, type Playbook } from '@cloudops/spec';
import type { z } from 'zod';
import { isRequired, reservedInputs } from './input-schema.ts';
import type { ToolArguments } from './tool.ts';

/** A value that an input can be given by hand. */
type InputValue = string | number | boolean;

/** What is wrong with a call's arguments, and how to correct it. */
export function wrongArguments(message: string, nextSteps: readonly string[] = []): CloudOpsError {
  return new CloudOpsError({ code: 'MCP_ARGUMENTS_INVALID', message, nextSteps });
}

/**
 * The inputs of a playbook out of a call's arguments; `null` is what no value is. Their types and bounds are the planner's to check.
 * @param own arguments that are the tool's own.
 * @throws CloudOpsError `MCP_ARGUMENTS_INVALID`.
 */
export function readInputs(
  given: ToolArguments,
  { metadata, inputs }: Playbook,
  own: readonly string[],
): Readonly<Record<string, InputValue>> {
  const known = Object.keys(inputs).filter((name) => !reservedInputs.has(name));
  const read: Record<string, InputValue> = {};
  for (const [name, value] of Object.entries(given)) {
    if (value === null || (own.includes(name) && !known.includes(name))) continue;
    if (reservedInputs.has(name)) throw reserved(name);
    if (!known.includes(name)) throw unknown(name, metadata.name, [...known, ...own].sort());
    if (!isInputValue(value)) throw wrongArguments(`${name} must be text, a number, true or false.`);
    read[name] = value;
  }
  const missing = Object.entries(inputs).find(([name, input]) => isRequired(input) && read[name] === undefined);
  if (missing === undefined) return read;
  const [name, { description, example }] = missing;
  const such = example === undefined ? '' : ` Such as ${example}.`;
  throw wrongArguments(`${metadata.name} needs "${name}": ${description}`, [`Give ${name}.${such}`]);
}

/** Arguments as a schema wants them. @throws CloudOpsError `MCP_ARGUMENTS_INVALID` naming the first that does not fit. */
export function parseArguments<Value>(schema: z.ZodType<Value>, given: ToolArguments): Value {
  const stated = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== null));
  const parsed = schema.safeParse(stated);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const where = issue?.path.join('.') ?? '';
  const isMissing = issue?.code === 'invalid_type' && where !== '' && stated[where] === undefined;
  const what = where === '' ? 'The arguments do not fit' : `"${where}" does not fit`;
  throw wrongArguments(isMissing ? `"${where}" is missing.` : `${what}: ${issue?.message}.`, [
    'See the tool’s inputSchema.',
  ]);
}

function reserved(name: string): CloudOpsError {
  return wrongArguments(`"${name}" is set by whoever runs the server, in its configuration.`, [
    `Call without ${name}.`,
  ]);
}

function unknown(name: string, tool: string, known: readonly string[]): CloudOpsError {
  const all = known.length === 0 ? 'It takes no arguments.' : `It takes ${known.join(', ')}.`;
  return wrongArguments(`${tool} has no argument "${name}".`, [nearestHint(name, [...known], all), all]);
}

function isInputValue(value: unknown): value is InputValue {
  return ['string', 'number', 'boolean'].includes(typeof value);
}
