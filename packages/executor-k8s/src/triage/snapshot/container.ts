import { listAt, numberAt, type PathPart, textAt, timeAt, valueAt } from '../../evidence/read.ts';

/** How a container ended. */
export interface Termination {
  readonly reason: string;
  readonly exitCode: number | null;
  readonly signal: number | null;
  /** The container's own last words where it wrote a termination message: hostile text. */
  readonly message: string;
  /** Milliseconds; null when not stated. */
  readonly startedAt: number | null;
  readonly finishedAt: number | null;
}

/** A container's state; `unknown` while the kubelet has not said anything. */
export type ContainerState =
  | { readonly kind: 'waiting'; readonly reason: string; readonly message: string }
  | { readonly kind: 'running'; readonly startedAt: number | null }
  | ({ readonly kind: 'terminated' } & Termination)
  | { readonly kind: 'unknown' };

/** A container of a pod: what was asked for and what became of it. */
export interface Container {
  readonly name: string;
  /** A sidecar is an init container that keeps running (`restartPolicy: Always`). */
  readonly role: 'app' | 'init' | 'sidecar';
  readonly spec: unknown;
  /** From the pod to the specification, to cite from. */
  readonly specPath: readonly PathPart[];
  /** Null while the kubelet has said nothing. */
  readonly statusPath: readonly PathPart[] | null;
  readonly image: string;
  readonly restarts: number;
  readonly isReady: boolean;
  readonly state: ContainerState;
  /** The last run before the present one; null without one. */
  readonly last: Termination | null;
}

/** All containers of a pod, init containers first, in the order of the specification. */
export function readContainers(pod: unknown): readonly Container[] {
  return [...read(pod, 'initContainers', 'initContainerStatuses'), ...read(pod, 'containers', 'containerStatuses')];
}

function read(pod: unknown, list: string, statuses: string): readonly Container[] {
  const states = listAt(pod, 'status', statuses);
  return listAt(pod, 'spec', list).map((spec, index) => {
    const name = textAt(spec, 'name');
    const position = states.findIndex((status) => textAt(status, 'name') === name);
    const status = position < 0 ? undefined : states[position];
    return {
      name,
      role: list === 'containers' ? 'app' : textAt(spec, 'restartPolicy') === 'Always' ? 'sidecar' : 'init',
      spec,
      specPath: ['spec', list, index],
      statusPath: position < 0 ? null : ['status', statuses, position],
      image: textAt(spec, 'image'),
      restarts: numberAt(status, 'restartCount') ?? 0,
      isReady: valueAt(status, 'ready') === true,
      state: readState(valueAt(status, 'state')),
      last: readTermination(valueAt(status, 'lastState', 'terminated')),
    };
  });
}

function readState(state: unknown): ContainerState {
  const waiting = valueAt(state, 'waiting');
  if (waiting !== undefined) {
    return { kind: 'waiting', reason: textAt(waiting, 'reason'), message: textAt(waiting, 'message') };
  }
  const running = valueAt(state, 'running');
  if (running !== undefined) return { kind: 'running', startedAt: timeAt(running, 'startedAt') };
  const ended = readTermination(valueAt(state, 'terminated'));
  return ended === null ? { kind: 'unknown' } : { kind: 'terminated', ...ended };
}

function readTermination(value: unknown): Termination | null {
  if (typeof value !== 'object' || value === null) return null;
  return {
    reason: textAt(value, 'reason'),
    exitCode: numberAt(value, 'exitCode'),
    signal: numberAt(value, 'signal'),
    message: textAt(value, 'message'),
    startedAt: timeAt(value, 'startedAt'),
    finishedAt: timeAt(value, 'finishedAt'),
  };
}
