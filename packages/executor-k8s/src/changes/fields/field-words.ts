import { quote } from '../../evidence/words.ts';
import { digestOf } from './digest.ts';
import { type FieldChange, fieldAt } from './field-change.ts';

function nameOf({ path }: FieldChange): string {
  const last = path.at(-1);
  return typeof last === 'string' ? last : (last?.named ?? '');
}

/** A value in few words; what is no single value is only told apart from others, since it may hold anything. */
export function valueText(value: unknown): string {
  if (value === undefined) return 'not set';
  return typeof value === 'object' ? digestOf(value).slice(0, 19) : quote(String(value));
}

/** `replicas: 2 → 5`. */
export function fieldEffect(field: FieldChange): string {
  return `${nameOf(field)}: ${valueText(field.before)} → ${valueText(field.after)}`;
}

/** What stands in the fields now: `replicas is 7`. */
export function foundText(object: unknown, fields: readonly FieldChange[]): string {
  return fields.map((field) => `${nameOf(field)} is ${valueText(fieldAt(object, field.path))}`).join(', ');
}
