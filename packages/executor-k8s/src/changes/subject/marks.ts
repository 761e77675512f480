import type { ActionContext } from '@cloudops/spec';
import type { Marks } from '../fields/json-patch.ts';

/** The plan that a write belongs to. */
const planMark = 'cloudops.dev/plan';
/** The change of that plan: `<run id>/<step id>`. */
const changeMark = 'cloudops.dev/change';
/** The change that was taken back last. It is new in every undo, as an admission policy may want of a write. */
const undoMark = 'cloudops.dev/undone';

/** Annotations for what a change writes; none where the call belongs to no change. */
export function marksOf({ change }: Pick<ActionContext, 'change'>): Marks {
  return change === undefined ? {} : { [planMark]: change.planId, [changeMark]: change.id };
}

/** The same, for taking it back. */
export function undoMarksOf({ change }: Pick<ActionContext, 'change'>): Marks {
  return change === undefined ? {} : { ...marksOf({ change }), [undoMark]: change.id };
}
