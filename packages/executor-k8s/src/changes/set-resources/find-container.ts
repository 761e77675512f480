import type { Evidence } from '@cloudops/spec';
import { type Fields, fieldsOf, listOf, textOf } from '../../api/object-fields.ts';
import { valueAt } from '../../evidence/read.ts';
import { quote, someOf } from '../../evidence/words.ts';
import type { FieldStep } from '../fields/field-change.ts';
import { titleOf } from '../object-state.ts';
import { unknown } from '../request/unknown.ts';
import type { FoundWorkload } from '../subject/find-workload.ts';
import type { Amounts } from './amounts.ts';
import type { ResourceName } from './input.ts';

/** A container of a template, and the way to its resources. */
export interface FoundContainer {
  readonly name: string;
  readonly path: readonly FieldStep[];
  readonly amounts: Amounts;
}

function amountsIn(value: unknown): Readonly<Partial<Record<ResourceName, string>>> {
  const { cpu, memory } = fieldsOf(value);
  return {
    ...(cpu === undefined ? {} : { cpu: String(cpu) }),
    ...(memory === undefined ? {} : { memory: String(memory) }),
  };
}

function toFound(list: string, container: Fields): FoundContainer {
  const name = textOf(container.name);
  const { requests, limits } = fieldsOf(container.resources);
  return {
    name,
    path: ['spec', 'template', 'spec', list, { named: name }, 'resources'],
    amounts: { requests: amountsIn(requests), limits: amountsIn(limits) },
  };
}

/** Finds the container that is meant; only where there is one may its name be left out. */
export function findContainer({ name, object }: FoundWorkload, asked: string | null): Evidence<FoundContainer> {
  const spec = fieldsOf(valueAt(object, 'spec', 'template', 'spec'));
  const found = ['containers', 'initContainers'].flatMap((list) =>
    listOf(spec[list]).map((container) => toFound(list, fieldsOf(container))),
  );
  const names = someOf(found.map((container) => container.name));
  const main = found.filter(({ path }) => path[3] === 'containers');
  if (asked === null && main.length > 1) {
    return unknown('invalid', `${titleOf(name)} has several containers: ${names}`, 'container');
  }
  const chosen = asked === null ? main[0] : found.find((container) => container.name === asked);
  if (chosen !== undefined) return { status: 'present', output: chosen };
  return unknown('not-found', `${titleOf(name)} has no container ${quote(asked ?? '')}; it has ${names}`);
}
