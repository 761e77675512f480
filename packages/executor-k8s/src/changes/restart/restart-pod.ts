import type { ChangeProtocol, ChangeSighting, Evidence, Observation } from '@cloudops/spec';
import { compareText, type Fields, nameOf } from '../../api/object-fields.ts';
import { labelsAt, valueAt } from '../../evidence/read.ts';
import { matches, readSelector } from '../../evidence/selector.ts';
import { quote, someOf } from '../../evidence/words.ts';
import { nearestNames } from '../../nearest-names.ts';
import type { ChangeServices } from '../change-services.ts';
import { type EvictionState, evictionStateOf, toEvictionJson } from '../drain/drain-state.ts';
import { evictAll } from '../eviction/evict-all.ts';
import { toEvictable } from '../eviction/evictable.ts';
import { checkEvictions } from '../eviction/eviction-check.ts';
import { readStandards, type Standard, verifyRecovery } from '../eviction/recovery.ts';
import { digestOf } from '../fields/digest.ts';
import type { VerifyReach } from '../object-change.ts';
import { titleOf, uidOf } from '../object-state.ts';
import { type ObjectName, toResourceRef } from '../request/object-kind.ts';
import { listObjects, type Reach } from '../request/read-kind.ts';
import { unknown } from '../request/unknown.ts';
import { isEnding, isReady } from '../rollout/pod-trouble.ts';
import { templateKinds } from '../rollout/template-change.ts';
import { checkRights } from '../subject/access.ts';
import { findWorkload } from '../subject/find-workload.ts';
import { inNamespace } from '../subject/inputs.ts';
import { marksOf } from '../subject/marks.ts';
import type { RestartInput } from './input.ts';

const limitSec = 120;

/** The one pod, as a list of one or none: the rights for a list are needed anyhow. */
async function readPod(
  reach: Reach,
  { namespace, name }: Pick<ObjectName, 'namespace' | 'name'>,
): Promise<Evidence<readonly Fields[]>> {
  const all = await listObjects(reach, { kind: 'Pod', namespace });
  if (all.status === 'absent') return unknown('failed', 'the cluster lists no pods');
  if (all.status === 'unknown') return { status: 'unknown', reason: all.reason };
  const found = all.output.filter((pod) => nameOf(pod).name === name);
  if (found.length > 0) return { status: 'present', output: found };
  const near = nearestNames(
    name,
    all.output.map((pod) => nameOf(pod).name),
  );
  const hint = near.length === 0 ? '' : `; near: ${someOf(near)}`;
  return unknown('not-found', `no pod named ${quote(name)} in namespace ${quote(namespace)}${hint}`);
}

async function checkBelongs(reach: Reach, pod: Fields, workload: string): Promise<Evidence<true>> {
  const { namespace, name } = nameOf(pod);
  const found = await findWorkload(reach, { namespace, workload, kinds: templateKinds });
  if (found.status !== 'present') return found as Evidence<never>;
  const selector = readSelector(valueAt(found.output.object, 'spec', 'selector'));
  if (selector !== null && matches(selector, labelsAt(pod, 'metadata', 'labels')))
    return { status: 'present', output: true };
  return unknown('invalid', `pod ${quote(name)} is none of ${titleOf(found.output.name)}`);
}

async function observe(reach: VerifyReach, input: RestartInput, namespace: string): Promise<Evidence<Observation>> {
  const name: ObjectName = { kind: 'Pod', namespace, name: (input.pod ?? '').trim().replace(/^pods?\//i, '') };
  const read = await readPod(reach, name);
  const raw = read.output?.[0];
  if (read.status !== 'present' || raw === undefined) return read as Evidence<never>;
  const belongs = input.workload === null ? null : await checkBelongs(reach, raw, input.workload);
  if (belongs !== null && belongs.status !== 'present') return belongs as Evidence<never>;
  const pod = toEvictable(raw);
  if (pod.controller === null) return unknown('invalid', `${titleOf(name)}: nobody makes it anew once it is gone`);
  if (isEnding(raw)) return unknown('invalid', `${titleOf(name)} is ending already`);
  const standards = await readStandards(reach, [pod]);
  if (standards.status !== 'present') return standards as Evidence<never>;
  const effects = [
    `replaced by another pod of ${quote(pod.owner)}`,
    ...(pod.hasEmptyDir ? ['content of its emptyDir volumes is lost'] : []),
  ].sort(compareText);
  return {
    status: 'present',
    output: {
      objects: [{ resource: toResourceRef(name, reach.context.target.name), version: digestOf(pod.uid), effects }],
      state: toEvictionJson({ node: '', uid: pod.uid, pods: [pod], standards: raise(standards.output, raw) }),
      ...{ blast_radius: 1, monthly_cents: 0, in_place: false, undo: null },
    },
  };
}

/** A pod that was not ready is replaced so that one more is. */
function raise(standards: readonly Standard[], pod: Fields): readonly Standard[] {
  return isReady(pod) ? standards : standards.map((standard) => ({ ...standard, ready: standard.ready + 1 }));
}

function onePod(state: EvictionState): Pick<ObjectName, 'namespace' | 'name'> {
  const [pod] = state.pods;
  return { namespace: pod?.namespace ?? '', name: pod?.name ?? '' };
}

/** The pod with the uid that was observed; none where it is gone, or another has its name. */
async function samePod(reach: Reach, state: EvictionState): Promise<Evidence<readonly Fields[]>> {
  const read = await readPod(reach, onePod(state));
  if (read.status === 'present')
    return { status: 'present', output: read.output.filter((pod) => uidOf(pod) === state.uid) };
  return read.reason?.kind === 'not-found' ? { status: 'present', output: [] } : (read as Evidence<never>);
}

function sight(state: EvictionState, pods: readonly Fields[]): ChangeSighting {
  const [pod] = pods;
  const { name } = onePod(state);
  if (pod === undefined) return { state: 'after', versions: ['gone'], message: `pod ${quote(name)} is gone` };
  const versions = [digestOf(state.uid)];
  if (isEnding(pod)) return { state: 'other', versions, message: `pod ${quote(name)} is ending` };
  return { state: 'before', versions, message: `pod ${quote(name)} is still there` };
}

const gone = unknown('stale', 'the pod is gone; nothing was done');

/** How one pod is replaced: evicted within its disruption budget, and made anew by its controller. */
export function createPodRestart({ session, defaultNamespace }: ChangeServices): ChangeProtocol<RestartInput> {
  return {
    doObserve: async (input, context) =>
      observe({ session, context }, input, input.namespace ?? (await defaultNamespace())),
    async doDryRun(_input, before, context) {
      const state = evictionStateOf(before);
      const rights = inNamespace(onePod(state).namespace, podRestartRights);
      const allowed = await checkRights({ session, context }, rights);
      if (allowed.status !== 'present') return allowed as Evidence<never>;
      const pods = await samePod({ session, context }, state);
      if (pods.status !== 'present') return pods as Evidence<never>;
      if (pods.output.length === 0) return gone;
      return checkEvictions({ session, context, marks: marksOf(context), graceSec: null, dryRun: true }, pods.output);
    },
    async doChange(_input, before, context) {
      const state = evictionStateOf(before);
      const list = (): Promise<Evidence<readonly Fields[]>> => samePod({ session, context }, state);
      const pods = await list();
      if (pods.status !== 'present') return pods as Evidence<never>;
      if (pods.output.length === 0) return gone;
      const settings = { session, context, marks: marksOf(context), graceSec: null, dryRun: false };
      return evictAll({ settings, pods: state.pods, limitSec, list });
    },
    async doLook(_input, before, context) {
      const state = evictionStateOf(before);
      const pods = await samePod({ session, context }, state);
      return pods.status === 'present'
        ? { status: 'present', output: sight(state, pods.output) }
        : (pods as Evidence<never>);
    },
    doVerify: (input, before, context) =>
      verifyRecovery({ session, context, standards: evictionStateOf(before).standards, limitSec: input.wait_sec }),
    doUndo: async () => unknown('invalid', 'the pod that was replaced is gone and cannot be brought back'),
  };
}

/** What replacing one pod needs, besides finding its workload. */
export const podRestartRights: readonly { readonly verb: string; readonly resource: string }[] = [
  { verb: 'list', resource: 'pods' },
  { verb: 'list', resource: 'policy/poddisruptionbudgets' },
  { verb: 'create', resource: 'pods/eviction' },
];
