import { listAt, textAt } from '../../../evidence/read.ts';
import type { Analyzer, Draft, TriageFindingDefinition } from '../../draft.ts';
import type { Snapshot } from '../../snapshot/snapshot.ts';
import { type ImageFailure, imageParts, parseImageFailure } from './image-message.ts';
import { imageStory } from './image-story.ts';
import { earlierRevision, wayBack } from './revision.ts';
import { faultOf, recentEvents, type Suffering, sufferingContainers } from './suffering.ts';

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
  const { title, detail, subject } = imageStory(snapshot, one, failure, sharing);
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

function citeEarlier(snapshot: Snapshot, { workload, container }: Suffering): Draft['evidence'] {
  const earlier = earlierRevision(snapshot, workload);
  if (earlier === null) return [];
  const containers = listAt(earlier.replicaSet.raw, 'spec', 'template', 'spec', 'containers');
  const index = containers.findIndex((one) => textAt(one, 'name') === container.name);
  return index < 0 ? [] : snapshot.cite(earlier.replicaSet, ['spec', 'template', 'spec', 'containers', index, 'image']);
}
