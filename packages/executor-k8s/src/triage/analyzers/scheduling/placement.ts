import { conditionOf, textAt } from '../../../evidence/read.ts';
import type { Pod } from '../../snapshot/pod.ts';
import type { Snapshot } from '../../snapshot/snapshot.ts';
import type { Workload } from '../../snapshot/workload.ts';
import { isUnschedulable } from '../symptoms/pod-unschedulable.ts';
import { type Blame, blameOf } from './blame.ts';
import { blameByMessage } from './blame-by-message.ts';
import { type Refusal, refusalsOf, type Seeker, toSeeker } from './refusals.ts';
import { type RoomOnNode, roomOf } from './room.ts';
import { type Answer, readSchedulerMessage, reasonKey } from './scheduler-message.ts';

/** A node with everything that keeps the pod from it. */
export interface Judged {
  readonly room: RoomOnNode;
  readonly refusals: readonly Refusal[];
}

/** Why the pods of one template find no node. */
export interface Placement {
  readonly workload: Workload;
  /** Pods that the same decides about, sorted by key. */
  readonly pods: readonly Pod[];
  readonly seeker: Seeker;
  readonly blame: Blame;
  readonly nodes: readonly Judged[];
  /** Decided from the objects, and the scheduler said so, too; or the scheduler's words alone. */
  readonly tier: 'contradiction' | 'message';
}

const known = new WeakMap<Snapshot, readonly Placement[]>();
/** Pods times nodes that are looked at; what waits beyond that is taken for like the first of its workload. */
const mostLooks = 2_000_000;

/**
 * Decides for all waiting pods, once per template. What the objects say counts only where the scheduler's last answer
 * agrees: it saw as many nodes, and gave no reason that does not follow from them. Else somebody knows more than was read.
 */
export function placements(snapshot: Snapshot): readonly Placement[] {
  const done = known.get(snapshot);
  if (done !== undefined) return done;
  const waiting = snapshot.pods.filter((pod) => pod.node === '' && isUnschedulable(snapshot, pod));
  const groups = Map.groupBy(waiting, (pod) => groupKey(pod));
  const most = Math.max(1, Math.floor(mostLooks / Math.max(1, snapshot.all('nodes').length)));
  const found = [...groups.values()].slice(0, most).flatMap((pods) => decide(snapshot, pods) ?? []);
  known.set(snapshot, found);
  return found;
}

/** Pods of one ReplicaSet or Job are alike; those of a StatefulSet have claims, those of a DaemonSet nodes of their own. */
function groupKey({ owner, namespace, name }: Pod): string {
  const isAlike = owner !== null && ['ReplicaSet', 'Job', 'ReplicationController'].includes(owner.kind);
  return isAlike ? `${namespace}/${owner.kind}/${owner.name}` : `${namespace}/Pod/${name}`;
}

/** The scheduler's last answer about a pod; null when it gave none that can be read. */
export function answerOf(pod: Pod): Answer | null {
  return readSchedulerMessage(textAt(conditionOf(pod.raw, 'PodScheduled')?.raw, 'message'));
}

function decide(snapshot: Snapshot, pods: readonly Pod[]): Placement | null {
  const [pod] = pods;
  const answer = pod === undefined ? null : answerOf(pod);
  if (pod === undefined || answer === null || answer.reasons.length === 0) return null;
  if (answer.reasons.some(({ kind }) => kind === 'claim')) return null;
  const seeker = toSeeker(snapshot, pod);
  const rooms = roomOf(snapshot);
  const isWhole = snapshot.isComplete('nodes', null);
  const hasPods = snapshot.isComplete('pods', null);
  const nodes = rooms.map((room) => ({ room, refusals: refusalsOf(seeker, room) }));
  const base = { workload: snapshot.workloadOf(pod), pods, seeker, nodes };
  const isSame = isWhole && answer.nodes === rooms.length;
  if (isSame) {
    const blame = blameOf(seeker, nodes, hasPods);
    if (blame !== null)
      return isConfirmed(blame, nodes, answer, hasPods) ? { ...base, blame, tier: 'contradiction' } : null;
    if (hasPods) return null;
  }
  const said = blameByMessage(answer, isSame);
  return said === null ? null : { ...base, blame: said, nodes: [], tier: 'message' };
}

/** Reasons that only other pods give. */
const ofPods: ReadonlySet<string> = new Set(['port', 'pods', 'spread', 'affinity', 'anti-affinity']);

function isConfirmed(blame: Blame, nodes: readonly Judged[], answer: Answer, hasPods: boolean): boolean {
  const said = answer.reasons.map(({ kind, resource }) => reasonKey(kind, resource));
  if (!blame.reasons.some((reason) => said.includes(reason))) return false;
  const derived = new Set(nodes.flatMap(({ refusals }) => refusals.map(keyOfRefusal)));
  return answer.reasons.every(({ kind, resource }) => {
    const isBeyond = !hasPods && (ofPods.has(kind) || kind === 'resource');
    return isBeyond || derived.has(reasonKey(kind, resource));
  });
}

/** As {@link reasonKey} of the scheduler's reason. */
function keyOfRefusal({ kind, about }: Refusal): string {
  return reasonKey(kind, kind === 'resource' ? about : '');
}
