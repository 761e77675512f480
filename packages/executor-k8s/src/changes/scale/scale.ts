import { type Action, type ChangeVerification, defineChange, type Evidence } from '@cloudops/spec';
import { type Fields, fieldsOf, numberOf, textOf } from '../../api/object-fields.ts';
import type { ChangeServices } from '../change-services.ts';
import { createObjectProtocol, type ObjectPlan, type VerifyReach } from '../object-change.ts';
import type { ObjectState } from '../object-state.ts';
import { type KindName, resourceOfKind } from '../request/object-kind.ts';
import type { Reach } from '../request/read-kind.ts';
import { unknown } from '../request/unknown.ts';
import { wantedReplicas } from '../rollout/rollout-progress.ts';
import { stillChanged, verifyWorkload, type WorkloadCheck } from '../rollout/verify-workload.ts';
import { findWorkload, kindsMeant, rightsToFind, type WorkloadQuestion } from '../subject/find-workload.ts';
import { inNamespace } from '../subject/inputs.ts';
import type { WorkloadKind } from '../subject/workload-name.ts';
import { isAboutBounds, type ScaleInput, scaleInput } from './input.ts';
import { planBounds } from './plan-bounds.ts';
import { planReplicas } from './plan-replicas.ts';

/** Kinds with a number of replicas of their own. A DaemonSet has a pod a node. */
const kinds: readonly WorkloadKind[] = ['Deployment', 'StatefulSet'];
const autoscaler = resourceOfKind('HorizontalPodAutoscaler');

async function plan(services: ChangeServices, input: ScaleInput, reach: Reach): Promise<Evidence<ObjectPlan>> {
  const { workload, replicas } = input;
  if ((replicas === null) === !isAboutBounds(input)) {
    const needs = 'replicas, or min_replicas and max_replicas';
    const message = replicas === null ? 'no number of replicas is given' : 'replicas and bounds exclude each other';
    return unknown('invalid', message, needs);
  }
  const namespace = input.namespace ?? (await services.defaultNamespace());
  const found = await findWorkload(reach, { namespace, workload, kinds });
  if (found.status !== 'present') return found as Evidence<never>;
  if (replicas === null) return planBounds(reach, found.output, input);
  return planReplicas(reach, found.output, replicas);
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

/** `kubernetes.scale`: sets the replicas of a workload, or the bounds of its autoscaler. */
export function createScaleChange(services: ChangeServices): Action {
  return defineChange<ScaleInput>({
    name: 'scale',
    description: 'Sets the replicas of a Deployment or StatefulSet, or the bounds of its autoscaler.',
    risk: 'write',
    input: scaleInput,
    estimatedSec: 60,
    estimatedCostUsd: 0,
    permissions(input) {
      const written = isAboutBounds(input) ? [autoscaler] : kindsMeant(question(input)).map(resourceOfKind);
      return inNamespace(input.namespace, [
        ...rightsToFind(question(input)),
        { verb: 'list', resource: autoscaler },
        ...(isAboutBounds(input) ? [{ verb: 'get', resource: autoscaler }] : []),
        ...written.map((resource) => ({ verb: 'patch', resource })),
        { verb: 'list', resource: 'pods' },
      ]);
    },
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
