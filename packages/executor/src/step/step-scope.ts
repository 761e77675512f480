import type { ExpressionScope, Json, Plan, Step, StepResult } from '@cloudops/spec';

/** A result as expressions see it: every name is there, null where there is nothing. */
function toScopeEntry(result: StepResult): Json {
  const { status, output = null, reason } = result;
  return { status, output, reason: reason === undefined ? null : { ...reason } };
}

/** The steps that a step may look at: its needs and theirs, so that arrival order can never show. */
export function listAncestors(step: Step, plan: Plan): ReadonlySet<string> {
  const wanted = new Set(step.needs);
  for (const earlier of [...plan.steps].reverse()) {
    if (wanted.has(earlier.id)) for (const id of earlier.needs) wanted.add(id);
  }
  return wanted;
}

/** The names that a step's expressions can use, once all that it needs has ended. */
export function createScope(plan: Plan, step: Step, results: ReadonlyMap<string, StepResult>): ExpressionScope {
  const steps: [string, Json][] = [];
  for (const id of [...listAncestors(step, plan)].sort()) {
    const result = results.get(id);
    if (result !== undefined) steps.push([id, toScopeEntry(result)]);
  }
  // What the inputs switched off never ends; expressions may ask whether it was.
  const skipped = plan.skipped.map(({ id }) => [id, { status: 'skipped', output: null, reason: null }] as const);
  return { inputs: plan.inputs, steps: Object.fromEntries([...steps, ...skipped]) };
}
