import { type Action, type ChangeVerification, defineChange, type Evidence, type Permission } from '@cloudops/spec';
import { type Fields, fieldsOf, numberOf, textOf } from '../../api/object-fields.ts';
import { quote } from '../../evidence/words.ts';
import type { ChangeServices } from '../change-services.ts';
import { createObjectProtocol, type ObjectPlan, type VerifyReach } from '../object-change.ts';
import { type ObjectState, titleOf } from '../object-state.ts';
import { type KindName, resourceOfKind } from '../request/object-kind.ts';
import type { Reach } from '../request/read-kind.ts';
import { unknown } from '../request/unknown.ts';
import { wantedReplicas } from '../rollout/rollout-progress.ts';
import { stillChanged, verifyWorkload, type WorkloadCheck } from '../rollout/verify-workload.ts';
import { autoscalerName, findAutoscaler, getAutoscaler, targetOf } from '../subject/find-autoscaler.ts';
import { findWorkload, kindsMeant, rightsToFind, type WorkloadQuestion } from '../subject/find-workload.ts';
import { inNamespace } from '../subject/inputs.ts';
import type { WorkloadKind } from '../subject/workload-name.ts';
import { isAboutBounds, type ScaleInput, scaleInput } from './input.ts';
import { planBounds } from './plan-bounds.ts';
import { planReplicas } from './plan-replicas.ts';

/** Kinds with a number of replicas of their own. A DaemonSet has a pod a node. */
const kinds: readonly WorkloadKind[] = ['Deployment', 'StatefulSet'];
const autoscaler = resourceOfKind('HorizontalPodAutoscaler');

/** Null where the input makes sense. */
function whyNotAsked(input: ScaleInput): Evidence<never> | null {
  const { workload, replicas } = input;
  const needs = 'replicas, or min_replicas and max_replicas';
  if (replicas === null)
    return isAboutBounds(input) ? null : unknown('invalid', 'no number of replicas is given', needs);
  if (isAboutBounds(input)) return unknown('invalid', 'replicas and bounds exclude each other', needs);
  if (autoscalerName(workload) === null) return null;
  return unknown(
    'invalid',
    `${quote(workload)} has bounds, and no replicas of its own`,
    'min_replicas or max_replicas',
  );
}

async function planOfBounds(reach: Reach, input: ScaleInput, namespace: string): Promise<Evidence<ObjectPlan>> {
  const named = autoscalerName(input.workload);
  const direct = named === null ? null : await getAutoscaler(reach, namespace, named);
  if (direct !== null && direct.status !== 'present') return direct as Evidence<never>;
  const workload = direct === null ? input.workload : targetOf(direct.output);
  const found = await findWorkload(reach, { namespace, workload, kinds });
  if (found.status !== 'present') return found as Evidence<never>;
  if (direct !== null) return planBounds(direct.output, found.output, input);
  const owner = await findAutoscaler(reach, found.output.name);
  if (owner.status !== 'present') return owner as Evidence<never>;
  if (owner.output !== null) return planBounds(owner.output, found.output, input);
  return unknown('invalid', `${titleOf(found.output.name)} has no autoscaler`, 'replicas instead');
}

async function plan(services: ChangeServices, input: ScaleInput, reach: Reach): Promise<Evidence<ObjectPlan>> {
  const { workload, replicas } = input;
  const refusal = whyNotAsked(input);
  if (refusal !== null) return refusal;
  const namespace = input.namespace ?? (await services.defaultNamespace());
  if (replicas === null) return planOfBounds(reach, input, namespace);
  const found = await findWorkload(reach, { namespace, workload, kinds });
  return found.status === 'present' ? planReplicas(reach, found.output, replicas) : (found as Evidence<never>);
}

function isWorkload(kind: KindName): kind is WorkloadKind {
  return kind === 'Deployment' || kind === 'StatefulSet';
}

/** An autoscaler that works again sets the replicas by itself: then any number will do that it wants. */
function checkOf(state: ObjectState): WorkloadCheck | null {
  const { object, notes } = state;
  const { kind } = object;
  if (isWorkload(kind)) {
    const isAutoscaled = fieldsOf(notes).autoscaled === true && state.fields[0]?.after !== 0;
    return { name: { ...object, kind }, object: isAutoscaled ? () => null : stillChanged(state) };
  }
  const workload = fieldsOf(fieldsOf(notes).workload);
  const owned = textOf(workload.kind) as KindName;
  if (!isWorkload(owned)) return null;
  return {
    name: { kind: owned, namespace: textOf(workload.namespace), name: textOf(workload.name) },
    object: () => null,
    pending: (current) => outside(current, fieldsOf(notes)),
  };
}

/** Whether the autoscaler has still to bring the replicas within its new bounds. */
function outside(workload: Fields, { least, most }: Fields): string | null {
  const replicas = wantedReplicas(workload);
  const isWithin = replicas === 0 || (replicas >= (numberOf(least) ?? 0) && replicas <= (numberOf(most) ?? replicas));
  return isWithin ? null : `its autoscaler has not yet moved its ${replicas} replicas`;
}

async function verify(
  input: ScaleInput,
  state: ObjectState,
  reach: VerifyReach,
): Promise<Evidence<ChangeVerification>> {
  const check = checkOf(state);
  if (check === null) return unknown('invalid', 'what was observed is no change of this kind');
  return verifyWorkload(reach, check, input.wait_sec);
}

function question(input: ScaleInput): WorkloadQuestion {
  return { namespace: input.namespace ?? '', workload: input.workload, kinds };
}

function rightsFor(input: ScaleInput): readonly Permission[] {
  const asked = question(input);
  const isDirect = autoscalerName(input.workload) !== null;
  const toFind = isDirect
    ? kinds.map((kind) => ({ verb: 'get', resource: resourceOfKind(kind) }))
    : rightsToFind(asked);
  const written = isAboutBounds(input) ? [autoscaler] : kindsMeant(asked).map(resourceOfKind);
  return inNamespace(input.namespace, [
    ...toFind,
    ...(isDirect ? [] : [{ verb: 'list', resource: autoscaler }]),
    ...(isAboutBounds(input) ? [{ verb: 'get', resource: autoscaler }] : []),
    ...written.map((resource) => ({ verb: 'patch', resource })),
    { verb: 'list', resource: 'pods' },
  ]);
}

/** `kubernetes.scale`: sets the replicas of a workload, or the bounds of its autoscaler. */
export function createScaleChange(services: ChangeServices): Action {
  return defineChange<ScaleInput>({
    name: 'scale',
    description: 'Sets the replicas of a Deployment or StatefulSet, or the bounds of its autoscaler.',
    risk: 'write',
    input: scaleInput,
    estimatedSec: 60,
    estimatedCostUsd: 0,
    permissions: rightsFor,
    change: createObjectProtocol(services, {
      plan: (input, reach) => plan(services, input, reach),
      relied: (object) => object.spec,
      rights: ({ object: { kind, namespace } }) =>
        inNamespace(namespace, [
          { verb: 'patch', resource: resourceOfKind(kind) },
          { verb: 'list', resource: 'pods' },
        ]),
      verify,
    }),
  });
}
