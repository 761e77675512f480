import { type Action, defineChange, type Evidence, type Json } from '@cloudops/spec';
import { fieldsOf } from '../../api/object-fields.ts';
import { quote } from '../../evidence/words.ts';
import type { ChangeServices } from '../change-services.ts';
import { type FieldChange, isInPlace } from '../fields/field-change.ts';
import { valueText } from '../fields/field-words.ts';
import { createObjectProtocol, type ObjectPlan } from '../object-change.ts';
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
import { findWorkload, kindsMeant, rightsToFind } from '../subject/find-workload.ts';
import { inNamespace } from '../subject/inputs.ts';
import type { WorkloadKind } from '../subject/workload-name.ts';
import { type Amounts, workOutAmounts } from './amounts.ts';
import { type FoundContainer, findContainer } from './find-container.ts';
import { type ResourcesInput, resourcesInput } from './input.ts';
import { checkLimitRanges } from './limit-ranges.ts';

function fieldsFor({ path, amounts }: FoundContainer, wanted: Amounts): readonly FieldChange[] {
  return (['requests', 'limits'] as const).flatMap((side) =>
    (['cpu', 'memory'] as const).flatMap((resource): FieldChange[] => {
      const [before, after] = [amounts[side][resource], wanted[side][resource]];
      if (after === undefined) return [];
      const old = before === undefined ? {} : { before };
      return [{ path: [...path, side, resource], ...old, after, likeness: 'quantity' }];
    }),
  );
}

function effectsOf(object: unknown, { name }: FoundContainer, fields: readonly FieldChange[]): readonly string[] {
  return fields
    .filter((field) => !isInPlace(object, [field]))
    .map(({ path, before, after }) => {
      const what = path.slice(-2).map(String).join('.');
      return `${what} of container ${quote(name)}: ${valueText(before)} → ${valueText(after)}`;
    });
}

async function plan(services: ChangeServices, input: ResourcesInput, reach: Reach): Promise<Evidence<ObjectPlan>> {
  const namespace = input.namespace ?? (await services.defaultNamespace());
  const evidence = await findWorkload(reach, { namespace, workload: input.workload, kinds: templateKinds });
  if (evidence.status !== 'present') return evidence as Evidence<never>;
  const found = evidence.output;
  const hindrance = whyNotRolledOut(found);
  if (hindrance !== null) return hindrance;
  const container = findContainer(found, input.container);
  if (container.status !== 'present') return container as Evidence<never>;
  const amounts = workOutAmounts(input, container.output.amounts);
  if (amounts.kind === 'refused') return unknown('invalid', amounts.message, amounts.needs);
  const fields = fieldsFor(container.output, amounts.wanted);
  const pods = podsToReplace(found);
  return {
    status: 'present',
    output: {
      ...found,
      fields,
      effects: [...effectsOf(found.object, container.output, fields), ...rolloutEffect(found, pods)],
      pods,
      undo: `Set the old requests and limits of ${titleOf(found.name)} again.`,
      notes: { amounts: amounts.result as unknown as Json },
    },
  };
}

function amountsOf(notes: Json): Amounts {
  const { requests, limits } = fieldsOf(fieldsOf(notes).amounts);
  return { requests: fieldsOf(requests), limits: fieldsOf(limits) } as Amounts;
}

/** `kubernetes.set-resources`: sets requests and limits of one container of a workload. */
export function createSetResourcesChange(services: ChangeServices): Action {
  return defineChange<ResourcesInput>({
    name: 'set-resources',
    description: 'Sets CPU and memory requests and limits of one container of a Deployment, StatefulSet or DaemonSet.',
    risk: 'write',
    input: resourcesInput,
    estimatedSec: 120,
    estimatedCostUsd: 0,
    permissions({ namespace, workload }) {
      const question = { namespace: namespace ?? '', workload, kinds: templateKinds };
      return inNamespace(namespace, [
        ...rightsToFind(question),
        { verb: 'list', resource: 'limitranges' },
        ...rightsToRollOut(kindsMeant(question)),
      ]);
    },
    change: createObjectProtocol<ResourcesInput>(services, {
      plan: (input, reach) => plan(services, input, reach),
      relied: reliedTemplate,
      rights: ({ object: { kind, namespace } }) => inNamespace(namespace, rightsToRollOut([kind])),
      check: (_input, { object, notes }, reach) => checkLimitRanges(reach, object.namespace, amountsOf(notes)),
      follow: freeStuckPods,
      verify(input, state, reach) {
        const name = { ...state.object, kind: state.object.kind as WorkloadKind };
        return verifyWorkload(reach, { name, object: stillChanged(state) }, input.wait_sec);
      },
    }),
  });
}
