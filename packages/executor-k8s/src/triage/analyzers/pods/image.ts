import { listAt, textAt } from '../../../evidence/read.ts';
import type { Subject } from '../../../evidence/subject.ts';
import { count, quote, someOf } from '../../../evidence/words.ts';
import type { Analyzer, Draft, TriageFindingDefinition } from '../../draft.ts';
import type { Snapshot } from '../../snapshot/snapshot.ts';
import { type ImageFailure, imageParts, parseImageFailure } from './image-message.ts';
import { slipOf } from './near-name.ts';
import { earlierRevision, imageIn, wayBack } from './revision.ts';
import { faultOf, nameOf, recentEvents, type Suffering, sufferingContainers } from './suffering.ts';

const source =
  'kubelet, images/types.go and image_manager.go of Kubernetes 1.36; OCI distribution specification, error codes';
const common = { role: 'fault', severity: 'high', thresholds: {}, source } as const;
const said = 'A container waits for its image (POD-003), and the kubelet or the runtime says ';

const definitions = {
  'not-found': {
    ...common,
    code: 'POD-130',
    title: 'Image or tag does not exist',
    decided: `${said}that the registry does not know the image: \`not found\`, \`manifest unknown\`, \`name unknown\`. The previous revision's image is named where there is one.`,
    remedy: 'Correct the tag, or push the image; roll back meanwhile.',
  },
  unauthorized: {
    ...common,
    code: 'POD-131',
    title: 'Registry refuses the pull',
    decided: `${said}that the registry wants other credentials. A pull secret that the kubelet cannot retrieve is what must be created; one that exists is what must be corrected; without any, the workload must name one. Registries say the same of repositories that do not exist.`,
    remedy: 'Create or correct the pull secret (type kubernetes.io/dockerconfigjson) for this registry host.',
  },
  'rate-limited': {
    ...common,
    code: 'POD-132',
    title: 'Registry limits pulls',
    decided: `${said}\`toomanyrequests\` or HTTP 429.`,
    remedy: 'Pull with an account, from a mirror or a cache, or wait until the window is over.',
  },
  'no-such-host': {
    ...common,
    code: 'POD-133',
    title: 'Registry host has no address',
    decided: `${said}that looking up the host failed. Several workloads with the same host are one cause at the host.`,
    remedy: 'Correct the host in the image reference; when it is right, look at the DNS of the nodes.',
  },
  unreachable: {
    ...common,
    code: 'POD-134',
    title: 'Registry cannot be reached',
    decided: `${said}that connecting failed: refused, timed out, no route, or a certificate that is not trusted. Several workloads with the same host are one cause at the host.`,
    remedy: 'See whether the registry runs, whether nodes may reach it, and whether they trust its certificate.',
  },
  platform: {
    ...common,
    code: 'POD-135',
    title: 'Image is not built for the node',
    decided: `${said}\`no match for platform in manifest\`.`,
    remedy: 'Build the image for the architecture of the nodes, or select nodes of its architecture.',
  },
  'invalid-name': {
    ...common,
    code: 'POD-136',
    title: 'Image name is not valid',
    decided: 'A container waits with InvalidImageName: the reference cannot be parsed, so nothing was asked for.',
    remedy: 'Correct the image reference: lower case, one colon before the tag, no spaces.',
  },
  'never-pulled': {
    ...common,
    code: 'POD-137',
    title: 'Image is not on the node and is never pulled',
    decided:
      'A container waits with ErrImageNeverPull: its imagePullPolicy is Never and the node does not hold the image.',
    remedy: 'Set imagePullPolicy to IfNotPresent, or load the image onto every node.',
  },
  'no-space': {
    ...common,
    code: 'POD-138',
    title: 'Node has no space for the image',
    decided: `${said}\`no space left on device\`.`,
    remedy: "Free space on the node's image file system, or let the kubelet collect images earlier.",
  },
} as const satisfies Readonly<Record<ImageFailure['kind'], TriageFindingDefinition>>;

/** Why images cannot be had. */
export const image: Analyzer = {
  name: 'image',
  topic: 'health',
  definitions: Object.values(definitions),
  inspect(snapshot) {
    const failed = sufferingContainers(snapshot).flatMap((one) => {
      const { trouble } = one;
      if (trouble.kind !== 'image') return [];
      const failure = parseImageFailure(trouble.reason, textOf(snapshot, one));
      return failure === null ? [] : [{ one, failure }];
    });
    const groups = Map.groupBy(failed, groupOf);
    const sharing = new Map(
      [...groups].map(([key, some]) => [key, new Set(some.map(({ one }) => one.workload.key)).size]),
    );
    return {
      drafts: failed.map((entry) => describe(snapshot, entry.one, entry.failure, sharing.get(groupOf(entry)) ?? 1)),
    };
  },
};

function groupOf({ one, failure }: { readonly one: Suffering; readonly failure: ImageFailure }): string {
  return `${failure.kind} ${imageParts(one.container.image).host}`;
}

/** The status says `Back-off pulling image` between attempts on older kubelets; the events keep the reason. */
function textOf(snapshot: Snapshot, { pod, container, trouble }: Suffering): string {
  const own = trouble.kind === 'image' ? trouble.message : '';
  const events = recentEvents(snapshot, pod, container.name, pod.createdAt).filter(
    ({ reason, message }) => reason === 'Failed' && message.includes(container.image),
  );
  return [own, ...events.map(({ message }) => message)].join('\n');
}

function describe(snapshot: Snapshot, one: Suffering, failure: ImageFailure, sharing: number): Draft {
  const { pod, container, workload, trouble } = one;
  const { code } = definitions[failure.kind];
  const { title, detail, subject } = story(snapshot, one, failure, sharing);
  const pulls = recentEvents(snapshot, pod, container.name, pod.createdAt).filter(({ message, reason }) =>
    failure.kind === 'unauthorized' && reason === 'FailedToRetrieveImagePullSecret'
      ? true
      : reason === 'Failed' && message.includes(container.image),
  );
  const isRefused = failure.kind === 'invalid-name' || failure.kind === 'never-pulled';
  return faultOf(snapshot, one, {
    code,
    tier: isRefused ? 'status' : 'message',
    severity:
      snapshot.touchesUsers(workload) === true && !workload.pods.some(({ isReady }) => isReady) ? 'critical' : 'high',
    subject: subject ?? workload,
    title,
    detail,
    evidence: [
      ...snapshot.cite(
        pod,
        [...(container.statusPath ?? []), 'state', 'waiting', 'reason'],
        [...(container.statusPath ?? []), 'state', 'waiting', 'message'],
        [...container.specPath, 'image'],
        ...(failure.kind === 'never-pulled' ? [[...container.specPath, 'imagePullPolicy']] : []),
        ...(failure.kind === 'unauthorized' ? [['spec', 'imagePullSecrets']] : []),
      ),
      ...pulls.slice(0, 2).flatMap((event) => snapshot.cite(event, ['message'])),
      ...citeEarlier(snapshot, one),
    ],
    mechanism: `its container ${container.name} waits for the image`,
    remediations: failure.kind === 'no-space' || subject?.kind === 'Registry' ? [] : wayBack(snapshot, workload),
    data: { image: container.image, reason: trouble.kind === 'image' ? trouble.reason : '' },
  });
}

interface Story {
  readonly title: string;
  readonly detail: string;
  /** The workload when left out. */
  readonly subject?: Subject;
}

function story(snapshot: Snapshot, one: Suffering, failure: ImageFailure, sharing: number): Story {
  const { container, workload, pod } = one;
  const who = nameOf(workload);
  const { host, repository, version } = imageParts(container.image);
  const where = `of container ${container.name}`;
  const registry = { kind: 'Registry', namespace: '', name: host };
  const shared = sharing > 1 ? { subject: registry } : {};
  switch (failure.kind) {
    case 'not-found':
      return {
        title: `${who}: ${quote(version)} of image ${quote(`${host}/${repository}`)} does not exist`,
        detail: `The registry answers that it does not know ${quote(container.image)} ${where}.${before(snapshot, one)}`,
      };
    case 'unauthorized':
      return refused(snapshot, one);
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

const unretrieved = /Unable to retrieve some image pull secrets \(([^)]{1,1000})\)/;

/** Whose credentials are wrong: a pull secret that is missing, one that is refused, or none at all. */
function refused(snapshot: Snapshot, one: Suffering): Story {
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

function citeEarlier(snapshot: Snapshot, { workload, container }: Suffering): Draft['evidence'] {
  const earlier = earlierRevision(snapshot, workload);
  if (earlier === null) return [];
  const containers = listAt(earlier.replicaSet.raw, 'spec', 'template', 'spec', 'containers');
  const index = containers.findIndex((one) => textAt(one, 'name') === container.name);
  return index < 0 ? [] : snapshot.cite(earlier.replicaSet, ['spec', 'template', 'spec', 'containers', index, 'image']);
}

/** Registry hosts from which images of ready pods came. */
function hostsThatWork(snapshot: Snapshot): readonly string[] {
  const images = [...snapshot.workloads.values()]
    .filter(({ pods }) => pods.some(({ isReady }) => isReady))
    .flatMap(({ spec }) => listAt(spec, 'containers').map((one) => imageParts(textAt(one, 'image')).host));
  return [...new Set(images)].sort();
}
