import type { ChangeProtocol, Evidence } from '@cloudops/spec';
import { textAt } from '../../evidence/read.ts';
import type { ChangeServices } from '../change-services.ts';
import type { FieldChange } from '../fields/field-change.ts';
import { createObjectProtocol, type ObjectPlan, type VerifyReach } from '../object-change.ts';
import { titleOf } from '../object-state.ts';
import type { Reach } from '../request/read-kind.ts';
import { unknown } from '../request/unknown.ts';
import { freeStuckPods } from '../rollout/free-stuck-pods.ts';
import {
  podsToReplace,
  reliedTemplate,
  rightsToRollOut,
  rolloutEffect,
  templateKinds,
  whyNotRolledOut,
} from '../rollout/template-change.ts';
import { stillChanged, verifyWorkload } from '../rollout/verify-workload.ts';
import { findWorkload } from '../subject/find-workload.ts';
import { inNamespace } from '../subject/inputs.ts';
import type { WorkloadKind } from '../subject/workload-name.ts';
import type { RestartInput } from './input.ts';

/** What `kubectl rollout restart` sets, so that both tools see each other's restarts. */
const annotation = 'kubectl.kubernetes.io/restartedAt';
const annotationPath = ['spec', 'template', 'metadata', 'annotations', annotation] as const;

async function plan(services: ChangeServices, input: RestartInput, reach: Reach): Promise<Evidence<ObjectPlan>> {
  const namespace = input.namespace ?? (await services.defaultNamespace());
  const evidence = await findWorkload(reach, { namespace, workload: input.workload ?? '', kinds: templateKinds });
  if (evidence.status !== 'present') return evidence as Evidence<never>;
  const found = evidence.output;
  const hindrance = whyNotRolledOut(found);
  if (hindrance !== null) return hindrance;
  const pods = podsToReplace(found);
  if (pods === 0) return unknown('invalid', `${titleOf(found.name)} has no pods: there is nothing to restart`);
  const old = textAt(found.object, ...annotationPath);
  const field: FieldChange = {
    path: annotationPath,
    ...(old === '' ? {} : { before: old }),
    after: new Date(reach.context.clock.now()).toISOString(),
    likeness: 'same',
  };
  return {
    status: 'present',
    output: {
      ...found,
      fields: [field],
      effects: [...rolloutEffect(found, pods)],
      pods,
      undo: `Take the mark of the restart off ${titleOf(found.name)}; pods that were replaced are replaced once more.`,
    },
  };
}

/** How all pods of a workload are replaced by others of the same template. */
export function createWorkloadRestart(services: ChangeServices): ChangeProtocol<RestartInput> {
  return createObjectProtocol<RestartInput>(services, {
    plan: (input, reach) => plan(services, input, reach),
    relied: reliedTemplate,
    rights: ({ object: { kind, namespace } }) => inNamespace(namespace, rightsToRollOut([kind])),
    follow: freeStuckPods,
    verify(input, state, reach: VerifyReach) {
      const name = { ...state.object, kind: state.object.kind as WorkloadKind };
      return verifyWorkload(reach, { name, object: stillChanged(state) }, input.wait_sec);
    },
  });
}
