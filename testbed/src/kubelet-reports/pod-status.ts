import { createHash } from 'node:crypto';
import { type KubernetesObject, readField } from '../kubernetes-object.ts';
import type { ContainerEnd, KubeletReport } from './kubelet-report.ts';
import { podConditions } from './pod-conditions.ts';

type Fields = Readonly<Record<string, unknown>>;

interface Container {
  readonly name: string;
  readonly image: string;
  readonly restartPolicy?: string;
}

/** An address of its own for a pod, outside what kwok, nodes and services use. */
export function podAddress(pod: KubernetesObject): string {
  const known = readField(pod, 'status.podIP');
  if (typeof known === 'string') return known;
  const digest = createHash('sha256')
    .update(pod.metadata.uid ?? '')
    .digest();
  return `10.127.${digest[0] ?? 0}.${((digest[1] ?? 0) % 254) + 1}`;
}

function containerId(pod: KubernetesObject, name: string, restarts: number): string {
  return `containerd://${createHash('sha256').update(`${pod.metadata.uid}/${name}/${restarts}`).digest('hex')}`;
}

function toMilliseconds(time: string): number {
  return Date.parse(time);
}

function formatTime(epochMs: number): string {
  return `${new Date(epochMs).toISOString().slice(0, 19)}Z`;
}

/** `terminated` as a kubelet writes it; times are texts that were filled in before. */
function toTerminated(end: ContainerEnd, id: string, nowMs: number): Fields {
  const finished = end.at === undefined ? nowMs - 60_000 : toMilliseconds(end.at);
  return {
    exitCode: end.exitCode,
    reason: end.reason ?? (end.exitCode === 0 ? 'Completed' : 'Error'),
    ...(end.message === undefined ? {} : { message: end.message }),
    ...(end.signal === undefined ? {} : { signal: end.signal }),
    startedAt: formatTime(finished - (end.ranSec ?? 3) * 1000),
    finishedAt: formatTime(finished),
    containerID: id,
  };
}

function pullMessage(image: string, pullError: string): string {
  return `Back-off pulling image "${image}": ErrImagePull: ${pullError}`;
}

/** What the container's `waiting` says: the kubelet's own message for reasons that it words itself. */
export function waitingMessage(pod: KubernetesObject, container: Container, report: KubeletReport): string | undefined {
  const { waiting, pullError } = report;
  if (waiting?.message !== undefined || waiting === undefined) return waiting?.message;
  const { name, namespace, uid } = pod.metadata;
  // pkg/kubelet/kuberuntime/kuberuntime_manager.go doBackOff, images/image_manager.go pullImage (v1.36).
  if (waiting.reason === 'CrashLoopBackOff') {
    return `back-off 5m0s restarting failed container=${container.name} pod=${name}_${namespace}(${uid})`;
  }
  if (waiting.reason === 'ImagePullBackOff') return pullMessage(container.image, pullError ?? 'not found');
  if (waiting.reason === 'ErrImagePull') return pullError;
  if (waiting.reason === 'ErrImageNeverPull') {
    return `Container image "${container.image}" is not present with pull policy of Never`;
  }
  return undefined;
}

function stateOf(pod: KubernetesObject, container: Container, report: KubeletReport, nowMs: number): Fields {
  const id = containerId(pod, container.name, report.restarts ?? 0);
  if (report.terminated !== undefined) return { terminated: toTerminated(report.terminated, id, nowMs) };
  if (report.waiting === undefined) return { running: { startedAt: report.since ?? formatTime(nowMs - 600_000) } };
  const message = waitingMessage(pod, container, report);
  return { waiting: { reason: report.waiting.reason, ...(message === undefined ? {} : { message }) } };
}

function namedStatus(pod: KubernetesObject, container: Container, report: KubeletReport, nowMs: number): Fields {
  const state = stateOf(pod, container, report, nowMs);
  const restarts = report.restarts ?? 0;
  const runs = state.running !== undefined;
  const previous = containerId(pod, container.name, restarts - 1);
  return {
    name: container.name,
    image: container.image,
    imageID:
      report.pullError === undefined && runs
        ? `sha256:${createHash('sha256').update(container.image).digest('hex')}`
        : '',
    ready: runs && (report.ready ?? true) && (report.started ?? true),
    started: runs && (report.started ?? true),
    restartCount: restarts,
    ...(runs ? { containerID: containerId(pod, container.name, restarts) } : {}),
    state,
    lastState: report.last === undefined ? {} : { terminated: toTerminated(report.last, previous, nowMs) },
  };
}

function otherStatus(pod: KubernetesObject, container: Container, report: KubeletReport, nowMs: number): Fields {
  return namedStatus(pod, container, report.since === undefined ? {} : { since: report.since }, nowMs);
}

/** An init container that ended well, or a sidecar that runs. */
function finishedInit(pod: KubernetesObject, container: Container, report: KubeletReport, nowMs: number): Fields {
  if (container.restartPolicy === 'Always') return otherStatus(pod, container, report, nowMs);
  const terminated = { exitCode: 0, at: formatTime(nowMs - 605_000) };
  return { ...namedStatus(pod, container, { terminated }, nowMs), ready: true };
}

function waitingForInit(container: Container): Fields {
  const state = { waiting: { reason: 'PodInitializing' } };
  return {
    name: container.name,
    image: container.image,
    imageID: '',
    ready: false,
    started: false,
    restartCount: 0,
    state,
  };
}

function listContainers(pod: KubernetesObject, field: string): readonly Container[] {
  return (readField(pod, `spec.${field}`) ?? []) as readonly Container[];
}

/** The container that a report is about. */
export function findContainer(
  pod: KubernetesObject,
  report: KubeletReport,
): { readonly container: Container; readonly init: boolean } {
  const inits = listContainers(pod, 'initContainers');
  const init = inits.find(({ name }) => name === report.container);
  if (init !== undefined) return { container: init, init: true };
  const containers = listContainers(pod, 'containers');
  const found = containers.find(({ name }) => name === report.container) ?? containers[0];
  return { container: found ?? { name: 'app', image: '' }, init: false };
}

function isStarting(report: KubeletReport): boolean {
  const waiting = report.waiting?.reason;
  return waiting !== undefined && waiting !== 'CrashLoopBackOff';
}

/** The status that a kubelet would write for a pod, as a strategic merge patch. An evicted pod keeps no containers. */
export function toPodStatus(pod: KubernetesObject, report: KubeletReport, nowMs: number): Fields {
  const { container: named, init } = findContainer(pod, report);
  const sidecar = init && named.restartPolicy === 'Always';
  const blocked = init && !sidecar;
  const address = podAddress(pod);
  const statuses = listContainers(pod, 'containers').map((container) => {
    if (blocked) return waitingForInit(container);
    return container.name === named.name && !init
      ? namedStatus(pod, container, report, nowMs)
      : otherStatus(pod, container, report, nowMs);
  });
  const initStatuses = listContainers(pod, 'initContainers').map((container) =>
    container.name === named.name
      ? namedStatus(pod, container, blocked ? { ...report, ready: false } : report, nowMs)
      : finishedInit(pod, container, report, nowMs),
  );
  const counted = [...(sidecar ? initStatuses.filter(({ name }) => name === named.name) : []), ...statuses];
  const unready = counted.filter(({ ready }) => ready !== true).map(({ name }) => String(name));
  const since = report.since ?? formatTime(nowMs - 600_000);
  const pending = blocked || (isStarting(report) && !sidecar);
  return {
    phase: report.phase ?? (pending ? 'Pending' : 'Running'),
    ...(report.reason === undefined ? {} : { reason: report.reason }),
    ...(report.message === undefined ? {} : { message: report.message }),
    startTime: formatTime(Math.min(nowMs - 660_000, toMilliseconds(since) - 60_000)),
    ...(report.waiting?.reason === 'ContainerCreating' ? {} : { podIP: address, podIPs: [{ ip: address }] }),
    conditions: podConditions(report, { unready, waitsFor: blocked ? named.name : null, since }),
    ...(report.reason === 'Evicted' ? {} : { containerStatuses: statuses, initContainerStatuses: initStatuses }),
  };
}
