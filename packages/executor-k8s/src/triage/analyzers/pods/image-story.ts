import { listAt, textAt } from '../../../evidence/read.ts';
import { nameOf, type Subject } from '../../../evidence/subject.ts';
import { count, quote, someOf } from '../../../evidence/words.ts';
import { slipOf } from '../../snapshot/near-name.ts';
import type { Snapshot } from '../../snapshot/snapshot.ts';
import { type ImageFailure, imageParts } from './image-message.ts';
import { earlierRevision, imageIn } from './revision.ts';
import { recentEvents, type Suffering } from './suffering.ts';

/** What an image's failure means here. */
export interface ImageStory {
  readonly title: string;
  readonly detail: string;
  /** The workload when left out. */
  readonly subject?: Subject;
}

/**
 * Tells the failure, with what must change.
 * @param sharing workloads that fail by the same registry in the same way.
 */
export function imageStory(snapshot: Snapshot, one: Suffering, failure: ImageFailure, sharing: number): ImageStory {
  const { container, workload, pod } = one;
  const who = nameOf(workload);
  const { host, repository, version } = imageParts(container.image);
  const where = `of container ${container.name}`;
  switch (failure.kind) {
    case 'not-found':
      return {
        title: `${who}: ${quote(version)} of image ${quote(`${host}/${repository}`)} does not exist`,
        detail: `The registry answers that it does not know ${quote(container.image)} ${where}.${before(snapshot, one)}`,
      };
    case 'unauthorized':
      return refused(snapshot, one);
    case 'rate-limited':
    case 'no-such-host':
    case 'unreachable':
      return ofRegistry(snapshot, one, failure, sharing);
    case 'platform':
      return {
        title: `${who}: image ${quote(container.image)} is not built for node ${pod.node}`,
        detail: `The image has no manifest for the node's platform (${platformOf(snapshot, pod.node)}).${before(snapshot, one)}`,
      };
    case 'invalid-name':
      return {
        title: `${who}: ${quote(container.image)} is not an image name`,
        detail: `The image reference ${where} cannot be parsed: ${quote(failure.why)}.${before(snapshot, one)}`,
      };
    case 'never-pulled':
      return {
        title: `${who} never pulls, and its node does not hold ${quote(container.image)}`,
        detail: `imagePullPolicy ${where} is Never, and the image is not on the node.${before(snapshot, one)}`,
      };
    case 'no-space':
      return {
        title: `Node ${pod.node} has no space left for images`,
        detail: `Unpacking images ends with "no space left on device".`,
        subject: { kind: 'Node', namespace: '', name: pod.node },
      };
  }
}

type RegistryFailure = Extract<ImageFailure, { kind: 'rate-limited' | 'no-such-host' | 'unreachable' }>;

/** The registry itself is what must change when several workloads fail by it. */
function ofRegistry(snapshot: Snapshot, one: Suffering, failure: RegistryFailure, sharing: number): ImageStory {
  const { container, workload } = one;
  const who = nameOf(workload);
  const { host } = imageParts(container.image);
  const where = `of container ${container.name}`;
  const registry = { kind: 'Registry', namespace: '', name: host };
  const shared = sharing > 1 ? { subject: registry } : {};
  switch (failure.kind) {
    case 'rate-limited':
      return {
        title: `Registry ${host} limits pulls of ${who}`,
        detail: `The registry answers that too many images were pulled; ${quote(container.image)} ${where} is not on the node.`,
        ...shared,
      };
    case 'no-such-host': {
      const slip = slipOf(failure.host, hostsThatWork(snapshot));
      const likely = slip === null ? '' : ` Other images that run come from ${slip}.`;
      return sharing > 1
        ? {
            title: `Registry host ${quote(failure.host)} has no address, and ${count(sharing, 'workload')} pull from it`,
            detail: `Looking up ${quote(failure.host)} finds nothing.${likely}`,
            subject: registry,
          }
        : {
            title: `${who}: the image's registry host ${quote(failure.host)} has no address`,
            detail: `Looking up ${quote(failure.host)} of ${quote(container.image)} ${where} finds nothing.${likely}${before(snapshot, one)}`,
          };
    }
    case 'unreachable':
      return {
        title: `Registry ${quote(failure.host || host)} cannot be reached for ${sharing > 1 ? count(sharing, 'workload') : who}`,
        detail: `${quote(failure.how)} when pulling from ${quote(failure.host || host)}.`,
        ...shared,
      };
  }
}

const unretrieved = /Unable to retrieve some image pull secrets \(([^)]{1,1000})\)/;

/** Whose credentials are wrong: a pull secret that is missing, one that is refused, or none at all. */
function refused(snapshot: Snapshot, one: Suffering): ImageStory {
  const { container, workload, pod } = one;
  const host = imageParts(container.image).host;
  const named = listAt(pod.raw, 'spec', 'imagePullSecrets').map((entry) => textAt(entry, 'name'));
  const events = recentEvents(snapshot, pod, container.name, pod.createdAt);
  const missing = events.flatMap(({ reason, message }) =>
    reason === 'FailedToRetrieveImagePullSecret' ? (unretrieved.exec(message)?.[1] ?? '').split(/,\s*/) : [],
  );
  const [gone] = named.filter((name) => missing.includes(name));
  const [only] = named;
  const image = quote(container.image);
  if (gone !== undefined) {
    return {
      title: `Secret ${pod.namespace}/${gone}, with which ${workload.kind} ${workload.name} pulls its image, does not exist`,
      detail: `The registry refuses ${image} without credentials, and the kubelet cannot retrieve pull secret ${gone}.`,
      subject: { kind: 'Secret', namespace: pod.namespace, name: gone },
    };
  }
  if (only !== undefined) {
    return {
      title: `Registry ${host} refuses the credentials of Secret ${pod.namespace}/${only}`,
      detail: `Pulling ${image} is refused although ${nameOf(workload)} names ${someOf(named)}: it holds no login for this host, an old one, or one without the right to this repository.${before(snapshot, one)}`,
      subject: { kind: 'Secret', namespace: pod.namespace, name: only },
    };
  }
  return {
    title: `${nameOf(workload)} pulls ${image} without credentials, and the registry refuses`,
    detail: `Neither the pod nor its service account names a pull secret. Registries say the same of a repository that does not exist.${before(snapshot, one)}`,
  };
}

function platformOf(snapshot: Snapshot, node: string): string {
  const raw = snapshot.find('nodes', '', node)?.raw;
  const parts = [
    textAt(raw, 'status', 'nodeInfo', 'operatingSystem'),
    textAt(raw, 'status', 'nodeInfo', 'architecture'),
  ];
  return parts.filter((part) => part !== '').join('/') || 'not known';
}

/** What the revision before ran, when it was something else. */
function before(snapshot: Snapshot, { workload, container }: Suffering): string {
  const earlier = earlierRevision(snapshot, workload);
  const image = earlier === null ? '' : imageIn(earlier.replicaSet, container.name);
  if (earlier === null || image === '' || image === container.image) return '';
  const serves = earlier.ready > 0 ? ` and still serves with ${count(earlier.ready, 'pod')}` : '';
  return ` Revision ${earlier.revision} ran ${quote(image)}${serves}.`;
}

const workingHosts = new WeakMap<Snapshot, readonly string[]>();

/** Registry hosts from which images of ready pods came. Asked once per failing pod, so it is looked up once. */
function hostsThatWork(snapshot: Snapshot): readonly string[] {
  const known = workingHosts.get(snapshot);
  if (known !== undefined) return known;
  const images = [...snapshot.workloads.values()]
    .filter(({ pods }) => pods.some(({ isReady }) => isReady))
    .flatMap(({ spec }) => listAt(spec, 'containers').map((one) => imageParts(textAt(one, 'image')).host));
  const hosts = [...new Set(images)].sort();
  workingHosts.set(snapshot, hosts);
  return hosts;
}
