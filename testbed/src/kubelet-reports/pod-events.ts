import type { KubernetesObject } from '../kubernetes-object.ts';
import type { KubeletEvent, KubeletReport } from './kubelet-report.ts';
import { findContainer, waitingMessage } from './pod-status.ts';

/** What a kubelet writes for the reasons that it words itself; `pkg/kubelet` of v1.36 is the source of the texts. */
function eventsOfWaiting(pod: KubernetesObject, report: KubeletReport): readonly KubeletEvent[] {
  const { container } = findContainer(pod, report);
  const { name, namespace, uid } = pod.metadata;
  const message = waitingMessage(pod, container, report) ?? '';
  switch (report.waiting?.reason) {
    case 'CrashLoopBackOff':
      return [
        {
          reason: 'BackOff',
          message: `Back-off restarting failed container ${container.name} in pod ${name}_${namespace}(${uid})`,
          count: 34,
        },
      ];
    case 'ImagePullBackOff':
    case 'ErrImagePull':
      return [
        { reason: 'Pulling', message: `Pulling image "${container.image}"`, type: 'Normal', count: 4 },
        { reason: 'Failed', message: `Failed to pull image "${container.image}": ${report.pullError}`, count: 4 },
        { reason: 'Failed', message: 'Error: ErrImagePull', count: 4 },
        { reason: 'BackOff', message: `Back-off pulling image "${container.image}"`, type: 'Normal', count: 21 },
        { reason: 'Failed', message: 'Error: ImagePullBackOff', count: 21 },
      ];
    case 'ErrImageNeverPull':
      return [
        { reason: 'ErrImageNeverPull', message, count: 12 },
        { reason: 'Failed', message: 'Error: ErrImageNeverPull', count: 12 },
      ];
    case 'InvalidImageName':
      return [
        { reason: 'InspectFailed', message, count: 12 },
        { reason: 'Failed', message: 'Error: InvalidImageName', count: 12 },
      ];
    case 'CreateContainerConfigError':
    case 'CreateContainerError':
    case 'RunContainerError':
      return [{ reason: 'Failed', message: `Error: ${message}`, count: 12 }];
    default:
      return [];
  }
}

function eventsOfProbe(pod: KubernetesObject, { probe, ...report }: KubeletReport): readonly KubeletEvent[] {
  if (probe === undefined) return [];
  const { container } = findContainer(pod, report);
  const failed = { reason: 'Unhealthy', message: `${probe.kind} probe failed: ${probe.output}`, count: 24 };
  if (probe.kind === 'Readiness') return [failed];
  const killed = `Container ${container.name} failed ${probe.kind.toLowerCase()} probe, will be restarted`;
  return [failed, { reason: 'Killing', message: killed, type: 'Normal', count: 8 }];
}

/** The Event objects that go with a report about a pod; times in them are still to be filled in. */
export function toPodEvents(pod: KubernetesObject, report: KubeletReport): readonly KubernetesObject[] {
  const { container, init } = findContainer(pod, report);
  const { name = '', namespace = '', uid = '' } = pod.metadata;
  const field = `spec.${init ? 'initContainers' : 'containers'}{${container.name}}`;
  const said = [...eventsOfWaiting(pod, report), ...eventsOfProbe(pod, report), ...(report.events ?? [])];
  return said.map((event, position) => ({
    apiVersion: 'v1',
    kind: 'Event',
    metadata: { name: `${name}.${uid.slice(0, 8)}${position}`, namespace },
    involvedObject: {
      apiVersion: 'v1',
      kind: 'Pod',
      name,
      namespace,
      uid,
      ...(isAboutPod(event) ? {} : { fieldPath: field }),
    },
    type: event.type ?? 'Warning',
    reason: event.reason,
    message: event.message,
    count: event.count ?? 1,
    firstTimestamp: event.first ?? '$NOW-10m',
    lastTimestamp: event.last ?? '$NOW',
    source: { component: 'kubelet', host: '$NODE' },
    reportingComponent: 'kubelet',
    reportingInstance: '$NODE',
  }));
}

function isAboutPod({ reason }: KubeletEvent): boolean {
  return [
    'FailedMount',
    'FailedAttachVolume',
    'FailedCreatePodSandBox',
    'FailedToRetrieveImagePullSecret',
    'Evicted',
    'NodeNotReady',
  ].includes(reason);
}
