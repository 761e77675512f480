import {
  type ChangeOutcome,
  changeOutcomeSchema,
  type Plan,
  type ReportedChange,
  type StepResult,
} from '@cloudops/spec';

/** What the changes of a run are collected from. */
export interface ChangeSources {
  readonly plan: Plan;
  readonly results: readonly StepResult[];
  readonly status: string;
}

/** Ids of the steps that change something, as the plan is bound to them. */
export function changingSteps({ change }: Plan): ReadonlySet<string> {
  return new Set(change?.steps.map(({ step }) => step));
}

/**
 * What became of each change, in the plan's order; null where nothing was to be changed. A change without an outcome that
 * can be understood is `unknown`: that nobody wrote it down is no proof that it was not made.
 */
export function collectChanges({ plan, results, status }: ChangeSources): readonly ReportedChange[] | null {
  const changing = changingSteps(plan);
  // Nothing of a plan that was only made has run; of a run that ended, each step has a result.
  if (changing.size === 0 || (results.length === 0 && status === 'completed')) return null;
  const found = new Map(results.map((result) => [result.step, result]));
  const steps = plan.steps.filter(({ id }) => changing.has(id));
  // A run that takes back leaves out what was not changed before it.
  const own = steps.filter(({ id }) => found.get(id)?.status !== 'skipped');
  return (own.length === 0 ? steps : own).map(({ id, title }) => ({
    step: id,
    title,
    outcome: toOutcome(found.get(id), plan) ?? lost(id, found.get(id), plan),
  }));
}

/**
 * Whether taking back is what somebody asked for, and what was done: the executor calls `present` what ended as it was to end.
 */
export function wasTakenBack(changes: readonly ReportedChange[], results: readonly StepResult[]): boolean {
  const present = new Set(results.filter(({ status }) => status === 'present').map(({ step }) => step));
  const states = changes.map(({ outcome }) => outcome.state);
  const isSettled = !states.includes('unknown') && !states.includes('stands') && !states.includes('changed');
  return isSettled && states.includes('undone') && changes.every(({ step }) => present.has(step));
}

function toOutcome(result: StepResult | undefined, plan: Plan): ChangeOutcome | null {
  if (result === undefined) return null;
  if (result.status === 'skipped') return without('not-done', 'It was not to be done.', result.step, plan);
  const parsed = changeOutcomeSchema.safeParse(result.output);
  return parsed.success ? parsed.data : null;
}

function lost(step: string, result: StepResult | undefined, plan: Plan): ChangeOutcome {
  const why = result?.reason?.message ?? 'The run ended before it was written down what became of it.';
  return without('unknown', why, step, plan);
}

function without(state: 'not-done' | 'unknown', message: string, step: string, { change }: Plan): ChangeOutcome {
  const planned = change?.steps.find((one) => one.step === step);
  const objects = (planned?.objects ?? []).map(({ resource, effects, version }) => ({
    resource,
    effects,
    before: version,
    after: null,
  }));
  return { state, message, objects, verification: null, undo: planned?.undo ?? null };
}
