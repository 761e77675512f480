import type { Json, Observation } from '@cloudops/spec';
import { fieldsOf, listOf, textOf } from '../../api/object-fields.ts';
import type { EvictablePod } from '../eviction/evictable.ts';
import { type Standard, toStandards } from '../eviction/recovery.ts';

/** What an eviction of pods keeps between its calls, as {@link Observation.state}. */
export interface EvictionState {
  /** The node, or the namespace and name of the one pod. */
  readonly node: string;
  readonly uid: string;
  readonly pods: readonly EvictablePod[];
  readonly standards: readonly Standard[];
}

/** As JSON. */
export function toEvictionJson(state: EvictionState): Json {
  return state as unknown as Json;
}

function toController(value: unknown): EvictablePod['controller'] {
  if (value === null || value === undefined) return null;
  const { kind, name, uid } = fieldsOf(value);
  return { kind: textOf(kind), name: textOf(name), uid: textOf(uid) };
}

/** Reads back what {@link toEvictionJson} wrote. */
export function evictionStateOf({ state }: Pick<Observation, 'state'>): EvictionState {
  const fields = fieldsOf(state);
  const pods = listOf(fields.pods).map(fieldsOf);
  return {
    node: textOf(fields.node),
    uid: textOf(fields.uid),
    pods: pods.map(({ namespace, name, uid, owner, controller, hasEmptyDir }) => ({
      ...{ namespace: textOf(namespace), name: textOf(name), uid: textOf(uid), owner: textOf(owner) },
      ...{ controller: toController(controller), hasEmptyDir: hasEmptyDir === true },
    })),
    standards: toStandards(fields.standards),
  };
}
