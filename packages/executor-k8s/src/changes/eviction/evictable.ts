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
  /** What it belongs to, such as `Deployment shop/api`: stays the same while a workload replaces its pods. */
  readonly owner: string;
  /** Whether it has an emptyDir volume, whose content goes with it. */
  readonly hasEmptyDir: boolean;
}

/** The owner that a pod obeys; null without one. */
export function controllerOf(pod: Fields): Controller | null {
  const owners = listOf(fieldsOf(pod.metadata).ownerReferences).map(fieldsOf);
  const owner = owners.find(({ controller }) => controller === true);
  return owner === undefined ? null : { kind: textOf(owner.kind), name: textOf(owner.name), uid: textOf(owner.uid) };
}

/** A ReplicaSet of a Deployment ends in a hash that every rollout changes; a Job of a schedule in a number. */
function ownerOf({ kind, name }: Controller, pod: Fields): string {
  const hash = textOf(fieldsOf(fieldsOf(pod.metadata).labels)['pod-template-hash']);
  const isOfDeployment = kind === 'ReplicaSet' && hash !== '' && name.endsWith(`-${hash}`);
  const { namespace } = nameOf(pod);
  if (isOfDeployment) return `Deployment ${namespace}/${name.slice(0, -hash.length - 1)}`;
  return `${kind} ${namespace}/${kind === 'Job' ? name.replace(/-\d+$/, '') : name}`;
}

/** A pod in the form that is kept. */
export function toEvictable(pod: Fields): EvictablePod {
  const volumes = listOf(fieldsOf(pod.spec).volumes).map(fieldsOf);
  const controller = controllerOf(pod);
  const name = nameOf(pod);
  return {
    ...name,
    uid: uidOf(pod),
    controller,
    owner: controller === null ? `Pod ${name.namespace}/${name.name}` : ownerOf(controller, pod),
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
