import { type Action, defineChange, type Evidence, type Json } from '@cloudops/spec';
import { fieldsOf } from '../../api/object-fields.ts';
import type { ChangeServices } from '../change-services.ts';
import { digestOf } from '../fields/digest.ts';
import type { FieldChange } from '../fields/field-change.ts';
import { createObjectProtocol, type ObjectPlan } from '../object-change.ts';
import { titleOf } from '../object-state.ts';
import type { Reach } from '../request/read-kind.ts';
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
import { chooseRevision } from './choose-revision.ts';
import { type RollbackInput, rollbackInput } from './input.ts';
import { listRevisions, revisionResource } from './list-revisions.ts';
import { templateEffects } from './template-effects.ts';

/** Servers fill in a template's specification, as they learn new fields; nobody but people writes its metadata. */
function fieldOf(part: 'metadata' | 'spec', template: unknown, wanted: unknown): FieldChange {
  const [before, after] = [template, wanted].map((one) => fieldsOf(fieldsOf(one)[part]) as Json) as [Json, Json];
  return { path: ['spec', 'template', part], before, after, likeness: part === 'spec' ? 'covers' : 'same' };
}

async function plan(services: ChangeServices, input: RollbackInput, reach: Reach): Promise<Evidence<ObjectPlan>> {
  const namespace = input.namespace ?? (await services.defaultNamespace());
  const evidence = await findWorkload(reach, { namespace, workload: input.workload, kinds: templateKinds });
  if (evidence.status !== 'present') return evidence as Evidence<never>;
  const found = evidence.output;
  const hindrance = whyNotRolledOut(found);
  if (hindrance !== null) return hindrance;
  const revisions = await listRevisions(reach, found);
  if (revisions.status !== 'present') return revisions as Evidence<never>;
  const { template } = fieldsOf(found.object.spec);
  const title = titleOf(found.name);
  const chosen = chooseRevision(revisions.output, { ...input, template, title });
  if (chosen.status !== 'present') return chosen as Evidence<never>;
  const { number, template: wanted } = chosen.output;
  const pods = podsToReplace(found);
  return {
    status: 'present',
    output: {
      ...found,
      fields: [fieldOf('metadata', template, wanted), fieldOf('spec', template, wanted)],
      effects: [`back to revision ${number}`, ...templateEffects(template, wanted), ...rolloutEffect(found, pods)],
      pods,
      undo: `Roll ${title} forward to the template that it has now.`,
      basis: digestOf(wanted),
    },
  };
}

/** `kubernetes.rollback`: gives a workload the template of an earlier revision. */
export function createRollbackChange(services: ChangeServices): Action {
  return defineChange<RollbackInput>({
    name: 'rollback',
    description: 'Gives a Deployment, StatefulSet or DaemonSet the template of an earlier revision.',
    risk: 'write',
    input: rollbackInput,
    estimatedSec: 120,
    estimatedCostUsd: 0,
    permissions({ namespace, workload }) {
      const question = { namespace: namespace ?? '', workload, kinds: templateKinds };
      const kinds = kindsMeant(question);
      const revisions = [...new Set(kinds.map(revisionResource))];
      return inNamespace(namespace, [
        ...rightsToFind(question),
        ...revisions.map((resource) => ({ verb: 'list', resource })),
        ...rightsToRollOut(kinds),
      ]);
    },
    change: createObjectProtocol<RollbackInput>(services, {
      plan: (input, reach) => plan(services, input, reach),
      relied: reliedTemplate,
      rights: ({ object: { kind, namespace } }) => inNamespace(namespace, rightsToRollOut([kind])),
      follow: freeStuckPods,
      verify(input, state, reach) {
        const name = { ...state.object, kind: state.object.kind as WorkloadKind };
        return verifyWorkload(reach, { name, object: stillChanged(state) }, input.wait_sec);
      },
    }),
  });
}
