import { textAt } from '../../evidence/read.ts';
import type { Container, Termination } from './container.ts';
import type { Pod } from './pod.ts';
import type { Snapshot } from './snapshot.ts';

/** Ended this long ago or less: it is still going on. Milliseconds. */
export const recentMs = 600_000;
/** A pod may take this long to become ready before anybody asks why. Milliseconds. */
export const graceMs = 30_000;

/** What a container suffers from; null when it is well or only starting. */
export type ContainerTrouble =
  /** It ends with an error, again and again. */
  | { readonly kind: 'crashing'; readonly ended: Termination | null }
  /** The kubelet cannot make or start it. */
  | { readonly kind: 'not-created'; readonly reason: string; readonly message: string }
  | { readonly kind: 'image'; readonly reason: string; readonly message: string };

const imageReasons: ReadonlySet<string> = new Set([
  'ErrImagePull',
  'ImagePullBackOff',
  'ErrImageNeverPull',
  'InvalidImageName',
  'ImageInspectError',
  'RegistryUnavailable',
  'SignatureValidationFailed',
]);
const creationReasons: ReadonlySet<string> = new Set([
  'CreateContainerConfigError',
  'CreateContainerError',
  'RunContainerError',
  'PreCreateHookError',
  'PreStartHookError',
  'PostStartHookError',
  'ContainerCannotRun',
  'StartError',
]);

/** Source of the reasons: kubelet, `pkg/kubelet/container/sync_result.go`, `pkg/kubelet/images/types.go` (1.36). */
function troubleOf(snapshot: Snapshot, pod: Pod, container: Container): ContainerTrouble | null {
  const { state, last } = container;
  if (state.kind === 'waiting') {
    const { reason, message } = state;
    if (imageReasons.has(reason)) return { kind: 'image', reason, message };
    if (creationReasons.has(reason)) return { kind: 'not-created', reason, message };
    return reason === 'CrashLoopBackOff' ? { kind: 'crashing', ended: last } : null;
  }
  if (pod.isFinished) return failedAlone(snapshot, pod, container);
  if (state.kind === 'terminated') {
    return state.exitCode === 0 ? null : { kind: 'crashing', ended: state };
  }
  if (last === null || last.finishedAt === null || snapshot.now === null) return null;
  const isRecent = snapshot.now - last.finishedAt <= recentMs;
  const isAgain = container.restarts >= 3;
  // A process that heeds SIGTERM ends with 0 when a failed probe ends it; one that ran long was done.
  if (last.exitCode === 0) return isRecent && isAgain && wasShort(last) ? { kind: 'crashing', ended: last } : null;
  return isRecent && (isAgain || !container.isReady) ? { kind: 'crashing', ended: last } : null;
}

const aloneMs = 3_600_000;

/** A pod that nothing owns has nobody else to tell that it failed. One that a kubelet put out is another matter. */
function failedAlone({ now }: Snapshot, pod: Pod, { state }: Container): ContainerTrouble | null {
  if (pod.owner !== null || pod.phase !== 'Failed' || textAt(pod.raw, 'status', 'reason') !== '') return null;
  if (state.kind !== 'terminated' || state.exitCode === 0 || state.finishedAt === null || now === null) return null;
  return now - state.finishedAt <= aloneMs ? { kind: 'crashing', ended: state } : null;
}

const shortRunMs = 300_000;

function wasShort({ startedAt, finishedAt }: Termination): boolean {
  return startedAt !== null && finishedAt !== null && finishedAt - startedAt < shortRunMs;
}

/** Containers of a pod that suffer, with what from; init containers first. */
export function troublesOf(
  snapshot: Snapshot,
  pod: Pod,
): readonly { readonly container: Container; readonly trouble: ContainerTrouble }[] {
  return pod.containers.flatMap((container) => {
    const trouble = troubleOf(snapshot, pod, container);
    return trouble === null ? [] : [{ container, trouble }];
  });
}
