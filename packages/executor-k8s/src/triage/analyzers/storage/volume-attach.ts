import { textAt } from '../../../evidence/read.ts';
import { quote, someOf } from '../../../evidence/words.ts';
import { type Analyzer, type Draft, draft, isoTime, type TriageFindingDefinition } from '../../draft.ts';
import type { WarningEvent } from '../../snapshot/event.ts';
import { toNode } from '../../snapshot/node.ts';
import type { Pod } from '../../snapshot/pod.ts';
import { recentMs } from '../../snapshot/pod-symptoms.ts';
import { keyOf, type Snapshot } from '../../snapshot/snapshot.ts';
import { type Claim, claimNames, consumersOf, toClaim } from './claim.ts';

const source = 'Kubernetes 1.36, attachdetach/reconciler, operation_generator.go, csi_attacher.go';
const common = { role: 'fault', severity: 'high', thresholds: { minutes: 10 }, source } as const;

const multiAttach: TriageFindingDefinition = {
  ...common,
  code: 'STO-120',
  title: 'Volume is attached to another node',
  decided:
    'A pod that has a node and does not start got "Multi-Attach error" within 10 minutes, and its volume is not to be shared (ReadWriteOnce). Who holds it is read from the pods that mount the claim: the same workload (its strategy or replicas), another workload (the claim), a node that is down (the node), or only a VolumeAttachment.',
  remedy:
    'One replica with strategy Recreate (or a StatefulSet), a volume with ReadWriteMany, or the old pod and its node out of the way first.',
};
const failing: TriageFindingDefinition = {
  ...common,
  code: 'STO-121',
  title: 'Volume cannot be attached or mounted',
  decided:
    'A pod that has a node and does not start got FailedAttachVolume, FailedMount or FailedMapVolume within 10 minutes for a PersistentVolume that it mounts. ConfigMaps and Secrets are told elsewhere.',
  remedy: 'Do what the message of the driver says: reach of the storage server, rights, a file system to repair.',
};

const reasons: ReadonlySet<string> = new Set(['FailedAttachVolume', 'FailedMount', 'FailedMapVolume']);

/** Volumes that do not come to the node. */
export const volumeAttach: Analyzer = {
  name: 'volume-attach',
  topic: 'health',
  definitions: [multiAttach, failing],
  inspect: (snapshot) => ({
    drafts: snapshot.pods
      .filter(({ phase, node, isTerminating }) => phase === 'Pending' && node !== '' && !isTerminating)
      .flatMap((pod) => judge(snapshot, pod) ?? []),
  }),
};

interface Stuck {
  readonly pod: Pod;
  readonly claim: Claim;
  readonly event: WarningEvent;
}

/** The volume that an event names, and what happened to it. */
const named =
  /^(Multi-Attach error for volume|AttachVolume\.\w+ failed for volume|MountVolume\.\w+ failed for volume|MapVolume\.\w+ failed for volume) "([^"]{1,253})"/;

function judge(snapshot: Snapshot, pod: Pod): Draft | null {
  const event = snapshot
    .eventsOf(pod.key)
    .find(
      ({ reason, lastAt, message }) =>
        reasons.has(reason) &&
        named.test(message) &&
        (lastAt === null || snapshot.now === null || snapshot.now - lastAt <= recentMs),
    );
  const match = event === undefined ? null : named.exec(event.message);
  const claim = claimOf(snapshot, pod, match?.[2] ?? '');
  if (event === undefined || match === null || claim === null) return null;
  const stuck = { pod, claim, event };
  return match[1]?.startsWith('Multi-Attach') ? describeShared(snapshot, stuck) : describeFailing(snapshot, stuck);
}

/** The pod's claim that is bound to a volume. */
function claimOf(snapshot: Snapshot, pod: Pod, volume: string): Claim | null {
  for (const name of claimNames(pod)) {
    const entity = snapshot.find('claims', pod.namespace, name);
    if (entity !== undefined && textAt(entity.raw, 'spec', 'volumeName') === volume) return toClaim(snapshot, entity);
  }
  return null;
}

function base(
  snapshot: Snapshot,
  { pod, claim, event }: Stuck,
): Pick<Draft, 'role' | 'severity' | 'evidence' | 'explains' | 'touchesUsers' | 'since'> {
  const workload = snapshot.workloadOf(pod);
  return {
    role: 'fault',
    severity: 'high',
    evidence: [
      ...snapshot.cite(event, ['message']),
      ...snapshot.cite(claim, ['spec', 'accessModes'], ['spec', 'volumeName']),
    ],
    explains: [{ instance: pod.key, codes: ['POD-005'], mechanism: `mounts claim ${claim.name}` }],
    touchesUsers: snapshot.touchesUsers(workload),
    since: isoTime(event.firstAt),
  };
}

function describeShared(snapshot: Snapshot, stuck: Stuck): Draft | null {
  const { pod, claim } = stuck;
  const workload = snapshot.workloadOf(pod);
  const holders = consumersOf(snapshot, claim.namespace, claim.name).filter(
    (other) => other !== pod && other.node !== '' && other.node !== pod.node,
  );
  const [holder] = holders;
  if (holder === undefined) return describeLeft(snapshot, stuck);
  const entity = snapshot.find('nodes', '', holder.node);
  const isDown = entity !== undefined && toNode(entity).ready !== 'True';
  const isOwn = holders.every((other) => snapshot.workloadOf(other) === workload);
  const name = `${workload.namespace}/${workload.name}`;
  return draft({
    ...base(snapshot, stuck),
    code: multiAttach.code,
    tier: 'contradiction',
    subject: isDown && entity !== undefined ? entity : isOwn ? workload : claim,
    title: isDown
      ? `Node ${holder.node} is down and still holds the volume of ${name}`
      : isOwn
        ? `${name} runs on several nodes, and its volume ${quote(claim.volumeName)} can be on one`
        : `Claim ${claim.namespace}/${claim.name} is used from several nodes, and its volume can be on one`,
    detail: `Pod ${pod.name} waits on ${pod.node}; ${someOf(holders.map((other) => `${other.name} on ${other.node}`))} holds it (${claim.modes.join(', ')}).`,
    data: { volume: claim.volumeName },
  });
}

/** No pod holds it, only an attachment that was left. */
function describeLeft(snapshot: Snapshot, stuck: Stuck): Draft | null {
  const { pod, claim } = stuck;
  const attachment = snapshot
    .all('volumeattachments')
    .find(
      ({ raw }) =>
        textAt(raw, 'spec', 'source', 'persistentVolumeName') === claim.volumeName &&
        textAt(raw, 'spec', 'nodeName') !== pod.node,
    );
  if (attachment === undefined || !snapshot.isComplete('pods', claim.namespace)) return null;
  const node = textAt(attachment.raw, 'spec', 'nodeName');
  const shown = base(snapshot, stuck);
  return draft({
    ...shown,
    code: multiAttach.code,
    tier: 'absence',
    subject: attachment,
    title: `Volume ${quote(claim.volumeName)} is still attached to node ${quote(node)}, where no pod uses it`,
    detail: `Pod ${pod.name} waits for it on ${pod.node}.`,
    evidence: [...shown.evidence, ...snapshot.cite(attachment, ['spec', 'nodeName'], ['status'])],
  });
}

function describeFailing(snapshot: Snapshot, stuck: Stuck): Draft {
  const { pod, claim, event } = stuck;
  const workload = snapshot.workloadOf(pod);
  const key = keyOf('PersistentVolume', '', claim.volumeName);
  return draft({
    ...base(snapshot, stuck),
    code: failing.code,
    tier: 'message',
    subject: { kind: 'PersistentVolume', namespace: '', name: claim.volumeName },
    instances: [key],
    title: `Volume ${claim.volumeName} of ${workload.namespace}/${workload.name} cannot be ${event.reason === 'FailedAttachVolume' ? 'attached' : 'mounted'}`,
    detail: `On node ${pod.node}: ${quote(event.message)}`,
  });
}
