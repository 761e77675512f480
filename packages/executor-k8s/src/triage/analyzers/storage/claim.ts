import { quantityOf } from '../../../evidence/quantity.ts';
import { listAt, textAt, timeAt, valueAt } from '../../../evidence/read.ts';
import { readSelector, type Selector } from '../../../evidence/selector.ts';
import type { Entity } from '../../snapshot/entity.ts';
import type { WarningEvent } from '../../snapshot/event.ts';
import type { Pod } from '../../snapshot/pod.ts';
import { graceMs } from '../../snapshot/pod-symptoms.ts';
import { keyOf, type Snapshot } from '../../snapshot/snapshot.ts';
import { answerOf } from '../scheduling/placement.ts';

/** A PersistentVolumeClaim, with what decides about it. */
export interface Claim extends Entity {
  readonly phase: string;
  /** Null = not stated: the default class; empty = only volumes without a class. */
  readonly className: string | null;
  /** The class itself; undefined when there is none of that name. */
  readonly storageClass: Entity | undefined;
  /** Bound only once a pod that uses it has a node. */
  readonly isLazy: boolean;
  /** Bytes. */
  readonly request: number;
  readonly modes: readonly string[];
  readonly volumeMode: string;
  readonly selector: Selector | null;
  /** The volume it is bound to or asks for; empty without one. */
  readonly volumeName: string;
  readonly isDeleted: boolean;
  /** Pods that mount it and are not finished. */
  readonly consumers: readonly Pod[];
}

const claims = new WeakMap<Snapshot, readonly Claim[]>();

/** Claims that are not simply bound, and those being deleted; sorted by key. */
export function openClaims(snapshot: Snapshot): readonly Claim[] {
  const known = claims.get(snapshot);
  if (known !== undefined) return known;
  const open = snapshot
    .all('claims')
    .filter(
      ({ raw }) =>
        textAt(raw, 'status', 'phase') !== 'Bound' || valueAt(raw, 'metadata', 'deletionTimestamp') !== undefined,
    );
  const found = open.map((entity) => toClaim(snapshot, entity));
  claims.set(snapshot, found);
  return found;
}

/** Reads a claim. */
export function toClaim(snapshot: Snapshot, entity: Entity): Claim {
  const { raw } = entity;
  const stated = valueAt(raw, 'spec', 'storageClassName');
  const className = typeof stated === 'string' ? stated : null;
  const storageClass =
    className === null || className === '' ? undefined : snapshot.find('storageclasses', '', className);
  return {
    ...entity,
    phase: textAt(raw, 'status', 'phase'),
    className,
    storageClass,
    isLazy: textAt(storageClass?.raw, 'volumeBindingMode') === 'WaitForFirstConsumer',
    request: quantityOf(valueAt(raw, 'spec', 'resources', 'requests', 'storage')) ?? 0,
    modes: listAt(raw, 'spec', 'accessModes').filter((mode): mode is string => typeof mode === 'string'),
    volumeMode: textAt(raw, 'spec', 'volumeMode') || 'Filesystem',
    selector: readSelector(valueAt(raw, 'spec', 'selector')),
    volumeName: textAt(raw, 'spec', 'volumeName'),
    isDeleted: valueAt(raw, 'metadata', 'deletionTimestamp') !== undefined,
    consumers: consumersOf(snapshot, entity.namespace, entity.name),
  };
}

const consumers = new WeakMap<Snapshot, ReadonlyMap<string, readonly Pod[]>>();

/** Pods that mount a claim and are not finished. */
export function consumersOf(snapshot: Snapshot, namespace: string, name: string): readonly Pod[] {
  let known = consumers.get(snapshot);
  if (known === undefined) {
    known = indexConsumers(snapshot.pods);
    consumers.set(snapshot, known);
  }
  return known.get(keyOf('PersistentVolumeClaim', namespace, name)) ?? [];
}

function indexConsumers(pods: readonly Pod[]): ReadonlyMap<string, readonly Pod[]> {
  const found = new Map<string, Pod[]>();
  for (const pod of pods) {
    if (pod.isFinished) continue;
    for (const name of claimNames(pod)) {
      const key = keyOf('PersistentVolumeClaim', pod.namespace, name);
      const some = found.get(key);
      if (some === undefined) found.set(key, [pod]);
      else some.push(pod);
    }
  }
  return found;
}

/** Claims that a pod mounts; a generic ephemeral volume has one named after pod and volume. */
export function claimNames(pod: Pod): readonly string[] {
  return listAt(pod.raw, 'spec', 'volumes').flatMap((volume) => {
    const name = textAt(volume, 'persistentVolumeClaim', 'claimName');
    if (name !== '') return [name];
    return valueAt(volume, 'ephemeral') === undefined ? [] : [`${pod.name}-${textAt(volume, 'name')}`];
  });
}

/** What volume controllers and provisioners complain with. */
const complaints: ReadonlySet<string> = new Set(['ProvisioningFailed', 'FailedBinding', 'ClaimLost', 'ClaimMisbound']);
const freshMs = 3_600_000;

/** Complaints about a claim within the hour, the newest first. */
export function complaintsAbout(snapshot: Snapshot, { key }: Claim): readonly WarningEvent[] {
  return snapshot
    .eventsOf(key)
    .filter(
      ({ reason, lastAt }) =>
        complaints.has(reason) && (lastAt === null || snapshot.now === null || snapshot.now - lastAt <= freshMs),
    );
}

/** Pods that the scheduler holds back for this claim. */
export function heldBack({ consumers: pods, isLazy, name }: Claim): readonly Pod[] {
  return pods.filter((pod) => {
    if (pod.node !== '') return false;
    const reasons = answerOf(pod)?.reasons ?? [];
    return reasons.some(({ kind, text }) => {
      if (kind !== 'claim') return false;
      const named = /^persistentvolumeclaim "([^"]{1,253})"/.exec(text);
      if (named !== null) return named[1] === name;
      if (text.startsWith('pod has unbound immediate')) return !isLazy;
      return isLazy || !text.includes("didn't find available");
    });
  });
}

/** Whether a claim should be bound by now and is not. One that waits for its first consumer is well. */
export function isStuck(snapshot: Snapshot, claim: Claim): boolean {
  if (claim.phase === 'Lost') return true;
  if (claim.phase !== 'Pending' || claim.isDeleted) return false;
  if (heldBack(claim).length > 0 || complaintsAbout(snapshot, claim).length > 0) return true;
  const created = timeAt(claim.raw, 'metadata', 'creationTimestamp');
  if (created === null || snapshot.now === null) return false;
  const age = snapshot.now - created;
  if (!claim.isLazy) return age > graceMs;
  return textAt(claim.raw, 'metadata', 'annotations', 'volume.kubernetes.io/selected-node') !== '' && age > 2 * graceMs;
}
