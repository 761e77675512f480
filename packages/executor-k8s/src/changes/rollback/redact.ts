import { type Fields, fieldsOf, listOf } from '../../api/object-fields.ts';
import { digestOf } from '../fields/digest.ts';

function redactContainer(container: unknown): unknown {
  const fields = fieldsOf(container);
  if (!Array.isArray(fields.env)) return container;
  const env = listOf(fields.env)
    .map(fieldsOf)
    .map((variable) => (variable.value === undefined ? variable : { ...variable, value: digestOf(variable.value) }));
  return { ...fields, env };
}

/** A template whose variables' values are digests: enough to tell them apart, and none leaves the provider. */
export function redactTemplate(template: unknown): Fields {
  const { spec, ...rest } = fieldsOf(template);
  const pods = fieldsOf(spec);
  const lists = ['containers', 'initContainers', 'ephemeralContainers'].filter((list) => Array.isArray(pods[list]));
  const redacted = Object.fromEntries(lists.map((list) => [list, listOf(pods[list]).map(redactContainer)]));
  return { ...rest, spec: { ...pods, ...redacted } };
}

/** A workload with its template redacted. */
export function redactWorkload(object: Fields): Fields {
  const spec = fieldsOf(object.spec);
  return { ...object, spec: { ...spec, template: redactTemplate(spec.template) } };
}
