import type { ChangeSighting, ChangeVerification, Evidence, Observation, Permission } from '@cloudops/spec';
import type { Fields } from '../../api/object-fields.ts';
import { valueAt } from '../../evidence/read.ts';
import { count, quote } from '../../evidence/words.ts';
import { evictAll } from '../eviction/evict-all.ts';
import { listEvictable } from '../eviction/evictable.ts';
import { checkEvictions } from '../eviction/eviction-check.ts';
import { readStandards, verifyRecovery } from '../eviction/recovery.ts';
import type { VerifyReach } from '../object-change.ts';
import { uidOf } from '../object-state.ts';
import { toResourceRef } from '../request/object-kind.ts';
import { getObject, type Reach } from '../request/read-kind.ts';
import { unknown } from '../request/unknown.ts';
import { isEnding } from '../rollout/pod-trouble.ts';
import { checkRights } from '../subject/access.ts';
import { findNode } from '../subject/find-node.ts';
import { marksOf } from '../subject/marks.ts';
import { type EvictionState, evictionStateOf, toEvictionJson } from './drain-state.ts';
import type { DrainInput } from './input.ts';
import { drainEffects, drainVersion, listNodePods, rawEvictable, whyNotEvictable } from './node-pods.ts';

/** Reads the node and its pods, and who depends on them. */
export async function observeDrain(reach: VerifyReach, input: DrainInput): Promise<Evidence<Observation>> {
  const found = await findNode(reach, input.node);
  if (found.status !== 'present') return found as Evidence<never>;
  const { name, object } = found.output;
  const listed = await listNodePods(reach, name.name);
  if (listed.status !== 'present') return listed as Evidence<never>;
  const pods = listEvictable(listed.output);
  const hindrance = whyNotEvictable(pods, input.force);
  if (hindrance !== null) return hindrance;
  const standards = await readStandards(reach, pods);
  if (standards.status !== 'present') return standards as Evidence<never>;
  const resource = toResourceRef(name, reach.context.target.name);
  return {
    status: 'present',
    output: {
      objects: [{ resource, version: drainVersion(object, pods), effects: drainEffects(pods) }],
      state: toEvictionJson({ node: name.name, uid: uidOf(object), pods, standards: standards.output }),
      blast_radius: 1 + pods.length,
      monthly_cents: 0,
      in_place: pods.length === 0,
      undo: null,
    },
  };
}

interface NodeNow {
  readonly node: Fields;
  readonly pods: readonly Fields[];
}

/** The node and its pods now; `stale` where it is another node. */
async function readNode(reach: Reach, state: EvictionState): Promise<Evidence<NodeNow>> {
  const node = await getObject(reach, { kind: 'Node', namespace: '', name: state.node });
  if (node.status === 'unknown') return { status: 'unknown', reason: node.reason };
  if (node.status === 'absent' || uidOf(node.output) !== state.uid) {
    return unknown('stale', `node ${quote(state.node)} is gone; nothing was done`);
  }
  const pods = await listNodePods(reach, state.node);
  if (pods.status !== 'present') return pods as Evidence<never>;
  return { status: 'present', output: { node: node.output, pods: pods.output } };
}

/** The node and its pods, if the drain would still be the one that was observed. */
async function readUnmoved(reach: Reach, before: Observation): Promise<Evidence<NodeNow>> {
  const now = await readNode(reach, evictionStateOf(before));
  if (now.status !== 'present') return now;
  const version = drainVersion(now.output.node, listEvictable(now.output.pods));
  if (version === before.objects[0]?.version) return now;
  return unknown(
    'stale',
    `other workloads have pods on node ${quote(evictionStateOf(before).node)} than before; nothing was done`,
  );
}

/** Asks for all rights and evictions, without one taking place. */
export async function dryRunDrain(
  reach: VerifyReach,
  input: DrainInput,
  before: Observation,
  rights: readonly Permission[],
): Promise<Evidence<string>> {
  const allowed = await checkRights(reach, rights);
  if (allowed.status !== 'present') return allowed as Evidence<never>;
  const now = await readUnmoved(reach, before);
  if (now.status !== 'present') return now as Evidence<never>;
  const settings = { ...reach, marks: marksOf(reach.context), graceSec: input.grace_sec, dryRun: true };
  return checkEvictions(settings, rawEvictable(now.output.pods));
}

/** Evicts what is on the node, which must take no new pods. */
export async function changeDrain(
  reach: VerifyReach,
  input: DrainInput,
  before: Observation,
): Promise<Evidence<string>> {
  const now = await readUnmoved(reach, before);
  if (now.status !== 'present') return now as Evidence<never>;
  const { node } = evictionStateOf(before);
  if (valueAt(now.output.node, 'spec', 'unschedulable') !== true) {
    return unknown('invalid', `node ${quote(node)} takes new pods; nothing was done`, 'kubernetes.cordon first');
  }
  const pods = listEvictable(now.output.pods);
  const hindrance = whyNotEvictable(pods, input.force);
  if (hindrance !== null) return hindrance;
  const settings = { ...reach, marks: marksOf(reach.context), graceSec: input.grace_sec, dryRun: false };
  return evictAll({ settings, pods, limitSec: input.wait_sec, list: () => listNodePods(reach, node) });
}

function sight(state: EvictionState, { node, pods }: NodeNow): ChangeSighting {
  const here = new Map(pods.map((pod) => [uidOf(pod), pod]));
  const there = state.pods.filter(({ uid }) => here.has(uid));
  const ending = there.filter(({ uid }) => isEnding(here.get(uid) ?? {})).length;
  const left = listEvictable(pods);
  const gone = state.pods.length - there.length;
  const versions = [drainVersion(node, left)];
  if (gone + ending === 0 && state.pods.length > 0) {
    return { state: 'before', versions, message: `all ${count(there.length, 'pod')} are still on the node` };
  }
  if (there.length + left.length === 0)
    return { state: 'after', versions, message: 'no pod is left that a drain evicts' };
  const others = left.filter(({ uid }) => !state.pods.some((pod) => pod.uid === uid)).length;
  const message = `${gone} of ${count(state.pods.length, 'pod')} gone, ${ending} ending, ${others} new`;
  return { state: 'other', versions, message };
}

/** Counts which of the pods are still there. */
export async function lookAtDrain(reach: Reach, before: Observation): Promise<Evidence<ChangeSighting>> {
  const state = evictionStateOf(before);
  const now = await readNode(reach, state);
  if (now.status === 'present') return { status: 'present', output: sight(state, now.output) };
  if (now.reason?.kind !== 'stale') return now as Evidence<never>;
  return {
    status: 'present',
    output: { state: 'other', versions: ['gone'], message: `node ${quote(state.node)} is gone` },
  };
}

/** Waits until nothing is left to evict, and as many pods are ready elsewhere as before. */
export function verifyDrain(
  { session, context }: VerifyReach,
  input: DrainInput,
  before: Observation,
): Promise<Evidence<ChangeVerification>> {
  const { node, standards } = evictionStateOf(before);
  return verifyRecovery({
    session,
    context,
    standards,
    limitSec: input.wait_sec,
    async also() {
      const pods = await listNodePods({ session, context }, node);
      if (pods.status !== 'present') return pods as Evidence<never>;
      const left = listEvictable(pods.output).length;
      return { status: 'present', output: left === 0 ? null : `${count(left, 'pod')} left on node ${quote(node)}` };
    },
  });
}

/** Evicted pods are gone: their controllers made others. */
export function undoDrain(): Evidence<string> {
  return unknown('invalid', 'evicted pods were made anew by their controllers, elsewhere, and cannot be brought back');
}
