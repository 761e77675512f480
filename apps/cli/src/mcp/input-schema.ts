import type { Playbook, PlaybookInput, PlaybookInputFormat, PlaybookInputType } from '@cloudops/spec';
import type { ObjectSchema } from './output-schema.ts';

/** Inputs that only the configuration may set: each opts into a right that no client may take for itself. */
export const reservedInputs: ReadonlySet<string> = new Set(['node_proxy']);

const types: Readonly<Record<PlaybookInputType, string>> = {
  string: 'string',
  integer: 'integer',
  number: 'number',
  boolean: 'boolean',
  duration: 'string',
};

const words: Readonly<Record<PlaybookInputFormat, string>> = {
  'cidr-list': 'Addresses and networks, separated by commas.',
  'port-list': 'Ports, separated by commas.',
  'account-list': 'Account numbers of twelve digits, separated by commas.',
  duration: 'An ISO 8601 duration such as PT2H, or an interval such as 2026-11-09/2026-11-15.',
  name: 'A name as Kubernetes gives them, with or without kind/.',
};

/** A playbook's inputs as a client may give them. @param more properties of the tool itself. */
export function toInputSchema(playbook: Playbook, more: Readonly<Record<string, object>>): ObjectSchema {
  const inputs = Object.entries(playbook.inputs).filter(([name]) => !reservedInputs.has(name));
  const required = inputs.flatMap(([name, input]) => (isRequired(input) ? [name] : []));
  return {
    type: 'object',
    properties: { ...more, ...Object.fromEntries(inputs.map(([name, input]) => [name, toProperty(input)])) },
    ...(required.length === 0 ? {} : { required }),
    additionalProperties: false,
  };
}

/** Whether a call without it cannot be planned. */
export function isRequired({ required, default: preset }: PlaybookInput): boolean {
  return required === true && (preset ?? null) === null;
}

function toProperty(input: PlaybookInput): object {
  const { type, description, default: preset, minimum, maximum, choices, format, pattern, example } = input;
  const isNumber = type === 'integer' || type === 'number';
  const form = format === undefined ? '' : ` ${words[format]}`;
  const duration = type === 'duration' ? ' An ISO 8601 duration, such as PT30M.' : '';
  return {
    type: types[type],
    description: `${description}${form}${duration}`,
    ...((preset ?? null) === null ? {} : { default: preset }),
    ...(isNumber && minimum !== undefined ? { minimum } : {}),
    ...(isNumber && maximum !== undefined ? { maximum } : {}),
    ...(choices === undefined ? {} : { enum: choices }),
    ...(pattern === undefined ? {} : { pattern }),
    ...(example === undefined ? {} : { examples: [example] }),
  };
}
