import type { ChangeProtocol, Clock, Json, Plan, PlannedStepChange } from '@cloudops/spec';
import { createExecutorError } from '../errors.ts';
import type { Journal } from '../journal/journal.ts';
import { listObjectKeys } from '../journal/object-locks.ts';
import type { BoundStep } from './binding.ts';

/** A step that changes something, with how that is done and what it was approved for. */
export interface ChangeBinding {
  readonly bound: BoundStep;
  readonly protocol: ChangeProtocol;
  /** Has passed the action's input schema. */
  readonly input: unknown;
  readonly planned: PlannedStepChange;
}

function invalid(message: string): Error {
  return createExecutorError({
    code: 'PLAN_INVALID',
    message: `The plan cannot run: ${message}.`,
    nextSteps: ['Make the plan again.'],
  });
}

function hasTemplate(value: Json): boolean {
  if (typeof value === 'string') return value.includes('${{');
  return typeof value === 'object' && value !== null && Object.values(value).some(hasTemplate);
}

function findProtocol({ step, action }: BoundStep): ChangeProtocol {
  if (action.change !== undefined) return action.change;
  throw createExecutorError({
    code: 'CHANGE_WITHOUT_PROTOCOL',
    message: `Step ${step.id} (${step.action}) is a ${step.risk_level} that cannot be tested first, looked at and taken back, so it is never run.`,
    nextSteps: [
      'Use an action that is made for this change.',
      'Make the change by hand; the plan says what it would be.',
    ],
  });
}

function parseInput({ step, action }: BoundStep): unknown {
  if (step.when !== undefined || step.foreach !== undefined || hasTemplate(step.with)) {
    throw invalid(`step ${step.id} changes something, and what it does depends on earlier steps`);
  }
  const checked = action.input.safeParse(step.with);
  if (checked.success) return checked.data;
  const issue = checked.error.issues[0];
  throw invalid(`step ${step.id}: with.${issue?.path.join('.') || '(all)'}: ${issue?.message ?? 'wrong shape'}`);
}

/** Finds how a step's change is made. @throws CloudOpsError `CHANGE_WITHOUT_PROTOCOL`, `PLAN_INVALID`. */
function bindChange(bound: BoundStep, planned: PlannedStepChange): ChangeBinding {
  return { bound, protocol: findProtocol(bound), input: parseInput(bound), planned };
}

/**
 * Finds how the changes of a plan are made, in the plan's order; none for a plan that only reads.
 * @throws CloudOpsError `CHANGE_WITHOUT_PROTOCOL`, `CHANGE_NOT_PREPARED`, `PLAN_INVALID`.
 */
export function bindChanges(plan: Plan, steps: readonly BoundStep[]): readonly ChangeBinding[] {
  const changing = steps.filter(({ step }) => step.risk_level !== 'read');
  for (const bound of changing) findProtocol(bound);
  const planned = new Map(plan.change?.steps.map((step) => [step.step, step]));
  const known = new Set(changing.map(({ step }) => step.id));
  if (planned.size !== (plan.change?.steps.length ?? 0)) throw invalid('a change is in it twice');
  const extra = [...planned.keys()].find((id) => !known.has(id));
  if (extra !== undefined) throw invalid(`it holds a change of ${extra}, which is no step that changes something`);
  // Throws where the plan does not say where an object is.
  listObjectKeys(plan);
  return changing.map((bound) => {
    const of = planned.get(bound.step.id);
    if (of !== undefined) return bindChange(bound, of);
    throw createExecutorError({
      code: 'CHANGE_NOT_PREPARED',
      message: `Step ${bound.step.id} (${bound.step.action}) changes something, and the plan does not say what it was seen to touch.`,
      nextSteps: ['Make the plan again, so that what it would change is looked at and can be approved.'],
    });
  });
}

/**
 * Checks that a plan's changes may begin now, and can be written down.
 * @throws CloudOpsError `PLAN_EXPIRED`, `CHANGE_WITHOUT_JOURNAL`.
 */
export function assertChangesMayBegin(plan: Plan, clock: Pick<Clock, 'now'>, journal: Journal | undefined): Journal {
  const { change } = plan;
  // Written so that a date that cannot be read counts as expired.
  if (change !== undefined && !(clock.now() <= Date.parse(change.expires_at))) {
    throw createExecutorError({
      code: 'PLAN_EXPIRED',
      message: `Plan ${plan.id} expired at ${change.expires_at}.`,
      nextSteps: ['Make the plan again, and have it approved.'],
    });
  }
  if (journal !== undefined) return journal;
  throw createExecutorError({
    code: 'CHANGE_WITHOUT_JOURNAL',
    message: 'The plan changes something, and there is no journal to write that down in first.',
    nextSteps: ['Give executePlan a journal.'],
    source: 'toolkit',
  });
}
