import { type Action, defineChange, type Evidence, type Json } from '@cloudops/spec';
import { fieldsOf } from '../../api/object-fields.ts';
import type { ChangeServices } from '../change-services.ts';
import { digestOf } from '../fields/digest.ts';
import type { FieldChange } from '../fields/field-change.ts';
import { createObjectProtocol, type ObjectPlan, type Side } from '../object-change.ts';
import { type ObjectState, titleOf } from '../object-state.ts';
import { getObject, type Reach } from '../request/read-kind.ts';
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
import { type FoundWorkload, findWorkload, kindsMeant, rightsToFind } from '../subject/find-workload.ts';
import { inNamespace } from '../subject/inputs.ts';
import type { WorkloadKind } from '../subject/workload-name.ts';
import { chooseRevision } from './choose-revision.ts';
import { type RollbackInput, rollbackInput } from './input.ts';
import { listRevisions, type Revision, revisionResource } from './list-revisions.ts';
import { redactTemplate, redactWorkload } from './redact.ts';
import { templateEffects } from './template-effects.ts';

/** Servers fill in a template's specification, as they learn new fields; nobody but people writes its metadata. */
function fieldOf(part: 'metadata' | 'spec', template: unknown, wanted: unknown): FieldChange {
  const [before, after] = [template, wanted].map((one) => fieldsOf(fieldsOf(one)[part]) as Json) as [Json, Json];
  return { path: ['spec', 'template', part], before, after, likeness: part === 'spec' ? 'covers' : 'same' };
}

function fieldsOfTemplates(template: unknown, wanted: unknown): readonly FieldChange[] {
  return [fieldOf('metadata', template, wanted), fieldOf('spec', template, wanted)];
}

/** Whether the template in force is among the revisions, and will be once it is in force no more. */
function isKept({ object }: FoundWorkload, revisions: readonly Revision[]): boolean {
  const { template, revisionHistoryLimit } = fieldsOf(object.spec);
  return revisionHistoryLimit !== 0 && revisions.some((revision) => digestOf(revision.template) === digestOf(template));
}

/** The template to write, with the values of its variables, out of the revisions: the state keeps none. */
async function readValues(
  { object: name, notes }: ObjectState,
  side: Side,
  reach: Reach,
): Promise<Evidence<readonly FieldChange[]>> {
  const object = await getObject(reach, name);
  if (object.status === 'unknown') return { status: 'unknown', reason: object.reason };
  if (object.status === 'absent') return unknown('stale', `${titleOf(name)} is gone; nothing was done`);
  const kind = name.kind as WorkloadKind;
  const revisions = await listRevisions(reach, { name: { ...name, kind }, object: object.output });
  if (revisions.status !== 'present') return revisions as Evidence<never>;
  const digest = fieldsOf(notes)[side];
  // Where it is in force already there is nothing to write, and whoever writes finds out.
  const current = fieldsOf(object.output.spec).template as Json;
  const templates = [...revisions.output.map((revision) => revision.template), current];
  const template = templates.find((one) => digestOf(one) === digest);
  if (template === undefined) {
    return unknown('stale', `${titleOf(name)}: the revision with that template is kept no more; nothing was done`);
  }
  const [before, after] = side === 'after' ? [{}, template] : [template, {}];
  return { status: 'present', output: fieldsOfTemplates(before, after) };
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
      fields: fieldsOfTemplates(redactTemplate(template), redactTemplate(wanted)),
      effects: [`back to revision ${number}`, ...templateEffects(template, wanted), ...rolloutEffect(found, pods)],
      pods,
      undo: isKept(found, revisions.output) ? `Roll ${title} forward to the template that it has now.` : null,
      basis: digestOf(wanted),
      notes: { before: digestOf(template), after: digestOf(wanted) },
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
      view: redactWorkload,
      values: readValues,
      rights: ({ object: { kind, namespace } }) => inNamespace(namespace, rightsToRollOut([kind])),
      follow: freeStuckPods,
      verify(input, state, reach) {
        const name = { ...state.object, kind: state.object.kind as WorkloadKind };
        return verifyWorkload(reach, { name, object: stillChanged(state, redactWorkload) }, input.wait_sec);
      },
    }),
  });
}
