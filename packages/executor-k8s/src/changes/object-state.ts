import type { Json, Observation } from '@cloudops/spec';
import { type Fields, fieldsOf, listOf, textOf } from '../api/object-fields.ts';
import { digestOf } from './fields/digest.ts';
import type { FieldChange } from './fields/field-change.ts';
import type { KindName, ObjectName } from './request/object-kind.ts';

/** What a change of one object keeps between its calls, as {@link Observation.state}. */
export interface ObjectState {
  readonly object: ObjectName;
  readonly uid: string;
  readonly fields: readonly FieldChange[];
  /** What else the change relies on, besides the object: part of its version. */
  readonly basis: Json;
  /** What the change's own verification needs. */
  readonly notes: Json;
}

/** Which part of an object a change relies on. */
export type Relied = (object: Fields) => unknown;

/** The uid of an object; empty where it has none. */
export function uidOf(object: Fields): string {
  return textOf(fieldsOf(object.metadata).uid);
}

/** The object's version: moves when it is another object, or when what the change relies on is different. */
export function versionOf(object: Fields, relied: Relied, basis: Json): string {
  return digestOf([uidOf(object), relied(object) ?? null, basis]);
}

/** As JSON: fields without a value stay away. */
export function toJson(state: ObjectState): Json {
  return state as unknown as Json;
}

/** Reads back what {@link toJson} wrote. It comes from our own observation, by way of a journal. */
export function stateOf({ state }: Pick<Observation, 'state'>): ObjectState {
  const fields = fieldsOf(state);
  const { kind, namespace, name } = fieldsOf(fields.object);
  return {
    object: { kind: textOf(kind) as KindName, namespace: textOf(namespace), name: textOf(name) },
    uid: textOf(fields.uid),
    fields: listOf(fields.fields) as readonly FieldChange[],
    basis: (fields.basis ?? null) as Json,
    notes: (fields.notes ?? null) as Json,
  };
}

/** `Deployment shop/api`, for messages. */
export function titleOf({ kind, namespace, name }: ObjectName): string {
  return namespace === '' ? `${kind} ${name}` : `${kind} ${namespace}/${name}`;
}
