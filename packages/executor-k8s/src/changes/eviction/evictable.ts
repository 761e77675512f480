import { compareText, type Fields, fieldsOf, listOf, nameOf, textOf } from '../../api/object-fields.ts';
import { uidOf } from '../object-state.ts';
import { isEnding, isFinished } from '../rollout/pod-trouble.ts';

/** Who makes a pod anew. */
export interface Controller {
  readonly kind: string;
  readonly name: string;
  readonly uid: string;
}

/** A pod that an eviction would end, as far as it matters. */
export interface EvictablePod {
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
  /** Null where nobody makes it anew. */
  readonly controller: Controller | null;
  /** Whether it has an emptyDir volume, whose content goes with it. */
  readonly hasEmptyDir: boolean;
}

/** The owner that a pod obeys; null without one. */
export function controllerOf(pod: Fields): Controller | null {
  const owners = listOf(fieldsOf(pod.metadata).ownerReferences).map(fieldsOf);
  const owner = owners.find(({ controller }) => controller === true);
  return owner === undefined ? null : { kind: textOf(owner.kind), name: textOf(owner.name), uid: textOf(owner.uid) };
}

/** A pod in the form that is kept. */
export function toEvictable(pod: Fields): EvictablePod {
  const volumes = listOf(fieldsOf(pod.spec).volumes).map(fieldsOf);
  return {
    ...nameOf(pod),
    uid: uidOf(pod),
    controller: controllerOf(pod),
    hasEmptyDir: volumes.some(({ emptyDir }) => emptyDir !== undefined),
  };
}

function isMirror(pod: Fields): boolean {
  return Object.hasOwn(fieldsOf(fieldsOf(pod.metadata).annotations), 'kubernetes.io/config.mirror');
}

/**
 * The pods of a node that a drain evicts, sorted. As for `kubectl drain`, static pods and those of DaemonSets stay, since
 * they would be there again at once; pods that have ended, or are ending, need no eviction.
 */
export function listEvictable(pods: readonly Fields[]): readonly EvictablePod[] {
  return pods
    .filter((pod) => !isMirror(pod) && !isFinished(pod) && !isEnding(pod) && controllerOf(pod)?.kind !== 'DaemonSet')
    .map(toEvictable)
    .sort((left, right) => compareText(keyOf(left), keyOf(right)));
}

/** `namespace/name`. */
export function keyOf({ namespace, name }: Pick<EvictablePod, 'namespace' | 'name'>): string {
  return `${namespace}/${name}`;
}

/** A Job that a schedule made has a number at its end, which is another one soon. */
function stableName({ kind, name }: Controller): string {
  return kind === 'Job' ? name.replace(/-\d+$/, '') : name;
}

/** What pods belong to, as a text that stays the same while their controllers replace them. */
export function ownerOf({ namespace, name, controller }: EvictablePod): string {
  return controller === null ? `Pod ${namespace}/${name}` : `${controller.kind} ${namespace}/${stableName(controller)}`;
}
