import type { Evidence } from '@cloudops/spec';
import { compareText, type Fields } from '../../api/object-fields.ts';
import { count, quote, someOf } from '../../evidence/words.ts';
import { type EvictablePod, keyOf, listEvictable, toEvictable } from '../eviction/evictable.ts';
import { digestOf } from '../fields/digest.ts';
import { uidOf } from '../object-state.ts';
import { listObjects, type Reach } from '../request/read-kind.ts';
import { unknown } from '../request/unknown.ts';

/** All pods of a node. */
export async function listNodePods(reach: Reach, node: string): Promise<Evidence<readonly Fields[]>> {
  const evidence = await listObjects(reach, { kind: 'Pod', namespace: '', fieldSelector: `spec.nodeName=${node}` });
  return evidence.status === 'absent' ? unknown('failed', 'the cluster lists no pods') : evidence;
}

/** The pods of a node that a drain evicts, as they were read. */
export function rawEvictable(pods: readonly Fields[]): readonly Fields[] {
  const wanted = new Set(listEvictable(pods).map(({ uid }) => uid));
  return pods
    .filter((pod) => wanted.has(uidOf(pod)))
    .toSorted((left, right) => compareText(keyOf(toEvictable(left)), keyOf(toEvictable(right))));
}

/**
 * Moves when it is another node, or when pods of other workloads run on it: then others would feel the drain than those
 * who were asked. That a workload's pods come and go does not count.
 */
export function drainVersion(node: Fields, pods: readonly EvictablePod[]): string {
  return digestOf([uidOf(node), [...new Set(pods.map(({ owner }) => owner))].sort(compareText)]);
}

/** One line for each workload whose pods go, then what would be lost. */
export function drainEffects(pods: readonly EvictablePod[]): readonly string[] {
  const owners = new Map<string, number>();
  for (const { owner } of pods) owners.set(owner, (owners.get(owner) ?? 0) + 1);
  const evictions = [...owners]
    .sort(([left], [right]) => compareText(left, right))
    .map(([owner, many]) => `${count(many, 'pod')} of ${quote(owner)} evicted`);
  const losing = pods.filter(({ hasEmptyDir }) => hasEmptyDir).map(keyOf);
  return losing.length === 0 ? evictions : [...evictions, `content of emptyDir volumes is lost: ${someOf(losing)}`];
}

/** Why some pods may not be evicted; null where all may. */
export function whyNotEvictable(pods: readonly EvictablePod[], force: boolean): Evidence<never> | null {
  const bare = pods.filter(({ controller }) => controller === null).map(keyOf);
  if (force || bare.length === 0) return null;
  return unknown(
    'invalid',
    `nobody makes these pods anew once they are evicted: ${someOf(bare)}`,
    'force, or their removal first',
  );
}
