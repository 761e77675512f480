/** What a container is said to have ended with. */
export interface ContainerEnd {
  readonly exitCode: number;
  /** `Error`, `OOMKilled`, `Completed`, `StartError`; `Error` unless stated. */
  readonly reason?: string;
  readonly message?: string;
  readonly signal?: number;
  /** How long it ran; 3 unless stated. */
  readonly ranSec?: number;
  /** When it ended, such as `$NOW-40s`; a minute ago unless stated. */
  readonly at?: string;
}

/** An event that a kubelet wrote about the pod. */
export interface KubeletEvent {
  readonly reason: string;
  readonly message: string;
  /** `Warning` unless stated. */
  readonly type?: 'Normal' | 'Warning';
  /** 1 unless stated. */
  readonly count?: number;
  /** Such as `$NOW-10m`; 10 minutes ago and now unless stated. */
  readonly first?: string;
  readonly last?: string;
}

/**
 * What a kubelet says of the pods that a selector names: their status, and its events. Texts may hold `$POD`,
 * `$POD_UID`, `$POD_REF`, `$IP`, `$NODE` and times. Containers that are not named run and are ready.
 */
export interface KubeletReport {
  /** A label selector, or the name of one pod. */
  readonly pods?: string;
  readonly pod?: string;
  readonly namespace?: string;
  /** `first`: only the first by name. */
  readonly pick?: 'first';
  /** The container that it is about; the first unless stated. May be an init container. */
  readonly container?: string;
  /** The phase where it is not the one that follows from the rest. */
  readonly phase?: 'Failed' | 'Succeeded';
  /** The pod's own reason and message, such as `Evicted`. */
  readonly reason?: string;
  readonly message?: string;
  /** The container waits. Well-known reasons bring their kubelet's message and events with them. */
  readonly waiting?: { readonly reason: string; readonly message?: string };
  /** Why an image was not pulled: fills message and events of `ImagePullBackOff`. */
  readonly pullError?: string;
  /** The container has ended, and is not started again. */
  readonly terminated?: ContainerEnd;
  /** How it ended the last time. */
  readonly last?: ContainerEnd;
  /** 0 unless stated. */
  readonly restarts?: number;
  /** A running container that is not ready. */
  readonly ready?: boolean;
  /** Whether its startup probe has succeeded; true for a running container unless stated. */
  readonly started?: boolean;
  /** When this came about: a container was started, a pod evicted; 10 minutes ago unless stated. */
  readonly since?: string;
  /** A failing probe, which becomes an event; liveness and startup also kill. */
  readonly probe?: { readonly kind: 'Liveness' | 'Readiness' | 'Startup'; readonly output: string };
  readonly events?: readonly KubeletEvent[];
}
