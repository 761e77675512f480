import type { Evidence } from '@cloudops/spec';
import { fieldsOf, numberOf } from '../../api/object-fields.ts';
import type { FieldChange } from '../fields/field-change.ts';
import { fieldEffect } from '../fields/field-words.ts';
import type { ObjectPlan } from '../object-change.ts';
import { titleOf } from '../object-state.ts';
import { unknown } from '../request/unknown.ts';
import { wantedReplicas } from '../rollout/rollout-progress.ts';
import type { FoundAutoscaler } from '../subject/find-autoscaler.ts';
import type { FoundWorkload } from '../subject/find-workload.ts';
import type { ScaleInput } from './input.ts';

interface Bounds {
  readonly least: number;
  readonly most: number;
}

function boundsOf({ object }: FoundAutoscaler): Bounds {
  const { minReplicas, maxReplicas } = fieldsOf(object.spec);
  return { least: numberOf(minReplicas) ?? 1, most: numberOf(maxReplicas) ?? 1 };
}

/** Only the bounds that are asked for: the other stays whatever it is. */
function fieldsFor(old: Bounds, { min_replicas: least, max_replicas: most }: ScaleInput): readonly FieldChange[] {
  const field = (name: string, before: number, after: number): FieldChange => ({
    path: ['spec', name],
    before,
    after,
    likeness: 'same',
  });
  return [
    ...(least === null ? [] : [field('minReplicas', old.least, least)]),
    ...(most === null ? [] : [field('maxReplicas', old.most, most)]),
  ];
}

function clamp(value: number, { least, most }: Bounds): number {
  return Math.min(Math.max(value, least), most);
}

/** Works out how the bounds of a workload's autoscaler are set. */
export function planBounds(autoscaler: FoundAutoscaler, found: FoundWorkload, input: ScaleInput): Evidence<ObjectPlan> {
  const old = boundsOf(autoscaler);
  const wanted: Bounds = { least: input.min_replicas ?? old.least, most: input.max_replicas ?? old.most };
  if (wanted.least > wanted.most) {
    const message = `${titleOf(autoscaler.name)}: at least ${wanted.least} and at most ${wanted.most} replicas cannot be`;
    return unknown('invalid', message, 'min_replicas and max_replicas together');
  }
  const fields = fieldsFor(old, input);
  const running = wantedReplicas(found.object);
  const moved = running === 0 ? 0 : Math.abs(clamp(running, wanted) - running);
  const backTo = fields.map((field) => `${String(field.path[1])} ${String(field.before)}`).join(', ');
  return {
    status: 'present',
    output: {
      ...autoscaler,
      fields,
      effects: [
        ...fields.filter(({ before, after }) => before !== after).map(fieldEffect),
        ...nextReplicas(found, running, moved, wanted),
      ],
      pods: moved,
      undo: `Set ${backTo} of ${titleOf(autoscaler.name)} again.`,
      notes: { workload: { ...found.name }, least: wanted.least, most: wanted.most },
    },
  };
}

function nextReplicas(found: FoundWorkload, running: number, moved: number, wanted: Bounds): readonly string[] {
  return moved === 0 ? [] : [`replicas of ${titleOf(found.name)}: ${running} → ${clamp(running, wanted)}`];
}
