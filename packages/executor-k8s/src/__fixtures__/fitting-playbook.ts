import { readFileSync } from 'node:fs';
import type { Json, Remediation } from '@cloudops/spec';
import { parse } from 'yaml';

const root = new URL('../../../../', import.meta.url);

interface Input {
  readonly type: string;
  readonly required?: boolean;
  readonly pattern?: string;
}

interface Playbook {
  readonly metadata: { readonly risk?: string };
  readonly inputs: Readonly<Record<string, Input>>;
}

const risks = ['read', 'write', 'delete'];

/** Why the playbook that a remediation names cannot do it; empty when it can. */
export function misfitsOf({ playbook: name, inputs, risk }: Remediation): readonly string[] {
  const playbook = readPlaybook(name);
  if (playbook === null) return [`there is no playbook ${name}`];
  const { metadata, inputs: declared } = playbook;
  const most = metadata.risk ?? 'read';
  return [
    ...(most === 'read' || risks.indexOf(most) < risks.indexOf(risk) ? [`${name} is a ${most}, not a ${risk}`] : []),
    ...Object.entries(inputs).flatMap(([input, value]) => valueMisfits(`${name}.${input}`, declared[input], value)),
    ...Object.entries(declared)
      .filter(([input, { required }]) => required === true && (inputs[input] ?? null) === null)
      .map(([input]) => `${name}.${input} is required`),
  ];
}

function readPlaybook(name: string): Playbook | null {
  try {
    return parse(readFileSync(new URL(`playbooks/library/${name}.yaml`, root), 'utf8')) as Playbook;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

function valueMisfits(where: string, input: Input | undefined, value: Json): readonly string[] {
  if (input === undefined) return [`${where} is no input`];
  const type = typeof value === 'number' ? (Number.isInteger(value) ? 'integer' : 'number') : typeof value;
  if (type !== input.type) return [`${where} takes a ${input.type}, not ${JSON.stringify(value)}`];
  const fits = input.pattern === undefined || new RegExp(input.pattern).test(String(value));
  return fits ? [] : [`${where} must fit ${input.pattern}, not ${JSON.stringify(value)}`];
}
